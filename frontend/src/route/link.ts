/** What a route is asked with, and links that hold its places. */
import type { LonLat } from "../api/types";
import { isPlace } from "../shell/url";

export interface End {
  place: LonLat;
  /** A name that was chosen; null where only a point is known. */
  name: string | null;
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
  /** The field that takes the next tap on the map, where one was entered last. */
  active: Which | null;
}

/** What a link can hold of a route. */
export interface Linked {
  from: LonLat | null;
  to: LonLat | null;
  by: By;
  detour: Ends["detour"];
}

const digits = (place: LonLat) => place.map((d) => d.toFixed(4)).join(",");

function placeOf(text: string | null): LonLat | null {
  const [lon = NaN, lat = NaN, more] = (text ?? "").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return more === undefined && isPlace(lon, lat) ? [lon, lat] : null;
}

/** What a link names, where somebody chose to send it: behind its #, which no server sees. */
export function linkedEnds(hash: string): Linked {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const detour = Number(params.get("detour"));
  return {
    from: placeOf(params.get("a")),
    to: placeOf(params.get("b")),
    by: params.get("by") === "bicycle" ? "bicycle" : "foot",
    detour: DETOURS.find((one) => one === detour) ?? 1.5,
  };
}

/** A link to the view with both places in it: made only when somebody asks for it. */
export function endsLink(view: string, { from, to, by, detour }: Pick<Ends, "from" | "to" | "by" | "detour">): string {
  const held = [
    from && `a=${digits(from.place)}`,
    to && `b=${digits(to.place)}`,
    by === "foot" ? null : `by=${by}`,
    detour === 1.5 ? null : `detour=${detour}`,
  ].filter((part) => part !== null);
  return from || to ? `${view}#${held.join("&")}` : view;
}

/** Which end a tap on the map sets: the field entered last, else the first empty one; null: none. */
export function tapped({ from, to, active }: Pick<Ends, "from" | "to" | "active">): Which | null {
  return active ?? (from === null ? "from" : to === null ? "to" : null);
}
