import { useEffect } from "react";

/** What the server wrote into the page to be read meanwhile (src/crimecast/web/greeting.py). */
export const greeting = () => document.getElementById("greeting");

/** Takes it away once the page itself says as much, or something else. */
export function useGreeted(done: boolean): void {
  useEffect(() => {
    if (done) greeting()?.remove();
  }, [done]);
}
