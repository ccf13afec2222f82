import type { Box } from "../map/visible";

/** What floats on the map and hides it, as boxes on the screen. */
export const covers = (): Box[] =>
  [...document.querySelectorAll("[data-cover]")].map((element) => element.getBoundingClientRect());
