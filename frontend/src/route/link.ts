/** What a route is asked with, and links that hold its places. */
import type { LonLat } from "../api/types";
import { isPlace } from "../shell/url";

export interface End {
  place: LonLat;
  label: string;
}

export type Which = "from" | "to";
export type By = "foot" | "bicycle";
export const DETOURS = [1.2, 1.5, 2] as const;

export interface Ends {
  from: End | null;
  to: End | null;
  by: By;
  detour: (typeof DETOURS)[number];
  /** Offences against people, or what is chosen in the forecast. */
  counts: "person" | "chosen";
  /** The route that is told in detail. */
  chosen: number;
}

const digits = (place: LonLat) => place.map((d) => d.toFixed(4)).join(",");

function placeOf(text: string | null): LonLat | null {
  const [lon = NaN, lat = NaN] = (text ?? "").split(",").map(Number);
  return isPlace(lon, lat) ? [lon, lat] : null;
}

/** The places that a link names, where somebody chose to send them: behind its #, which no server sees. */
export function linkedEnds(hash: string): { from: LonLat | null; to: LonLat | null } {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  return { from: placeOf(params.get("a")), to: placeOf(params.get("b")) };
}

/** A link to the view with both places in it: made only when somebody asks for it. */
export function endsLink(view: string, { from, to }: Ends): string {
  const add = [from && `a=${digits(from.place)}`, to && `b=${digits(to.place)}`].filter((part) => part !== null);
  return add.length > 0 ? `${view}#${add.join("&")}` : view;
}
