import type { LonLat } from "../api/types";
import type { Theme } from "../color/palette";
import { ALL_HOURS, daysText, hoursText, parseBrush, type HourBrush } from "../history/brush";
import { againstText } from "../history/against";
import { isSpeed, type Speed } from "../time/speeds";

export type Mode = "forecast" | "history" | "route";

export const MODES: Mode[] = ["forecast", "history", "route"];

/** What the forecast's map shows: expected counts, chances, the likeliest category, or what changes against the usual. */
export type Show = "expected" | "chance" | "likeliest" | "change";

export const SHOWS: Show[] = ["expected", "chance", "likeliest", "change"];

export interface MapPlace {
  lon: number;
  lat: number;
  zoom: number;
}

/** What the address names: the map, how right it was, how up to date it is, or the small map inside another's page. */
export type PageName = "map" | "record" | "status" | "embed";

/** Pages beside the map, as their addresses end. */
export const BESIDE = ["record", "status"] as const;

export const isBeside = (page: PageName): page is (typeof BESIDE)[number] => page === "record" || page === "status";

/** What a link holds: everything that decides what is shown. */
export interface View {
  city: string | null;
  page: PageName;
  mode: Mode;
  category: string;
  show: Show;
  /** The hour's start in UTC, milliseconds; null is now. */
  hour: number | null;
  place: LonLat | null;
  map: MapPlace | null;
  /** Null follows the system. */
  theme: Theme | null;
  /** Null follows the browser. */
  lang: string | null;
  period: Period;
  /** The period that the history's is compared with; null: none. */
  against: Against | null;
  /** The weekdays and hours that the history counts. */
  brush: HourBrush;
  /** How fast the hours play. */
  speed: Speed;
}

/** Days up to the records' end, all of them, or local dates from and to. */
export type Period =
  | { kind: "days"; days: number }
  | { kind: "all" }
  | { kind: "range"; from: string; to: string };

/** The days just before, as many; the same dates a year (52 weeks) before; or any. */
export type Against = "before" | "year" | { from: string; to: string };

export const DEFAULT_PERIOD: Period = { kind: "days", days: 28 };

export const DEFAULT_VIEW: View = {
  city: null,
  page: "map",
  mode: "forecast",
  category: "all",
  show: "expected",
  hour: null,
  place: null,
  map: null,
  theme: null,
  lang: null,
  period: DEFAULT_PERIOD,
  against: null,
  brush: ALL_HOURS,
  speed: "normal",
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function isDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

function numbers(text: string | null, count: number): number[] | null {
  if (text === null) return null;
  const values = text.split(/[,/]/).map((s) => (s.trim() === "" ? NaN : Number(s)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

export function isPlace(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
}

function parsePeriod(params: URLSearchParams): Period {
  const from = params.get("from");
  const to = params.get("to");
  if (from !== null && to !== null && isDate(from) && isDate(to) && from <= to) {
    return { kind: "range", from, to };
  }
  const text = params.get("period");
  if (text === "all") return { kind: "all" };
  const days = /^(\d{1,4})d$/.exec(text ?? "")?.[1];
  return days !== undefined && Number(days) > 0
    ? { kind: "days", days: Number(days) }
    : DEFAULT_PERIOD;
}

function parseAgainst(text: string | null): Against | null {
  if (text === "before" || text === "year") return text;
  const [from = "", to = "", more] = text?.split("/") ?? [];
  return isDate(from) && isDate(to) && from <= to && more === undefined ? { from, to } : null;
}

/** Reads a link; whatever in it makes no sense is as if it were not there. */
export function parseView(pathname: string, search: string): View {
  const params = new URLSearchParams(search);
  const hour = Date.parse(params.get("hour") ?? "");
  const place = numbers(params.get("place"), 2);
  const map = numbers(params.get("map"), 3);
  const theme = params.get("theme");
  const speed = params.get("speed");
  const parts = pathname.split("/").filter((part) => part !== "");
  const embedded = parts[0] === "embed" && parts.length > 1;
  let city: string | null = parts[embedded ? 1 : 0] ?? null;
  try {
    city = city === null ? null : decodeURIComponent(city);
  } catch {
    city = null;
  }
  return {
    city,
    page: embedded ? "embed" : (BESIDE.find((name) => name === parts[1]) ?? "map"),
    mode: MODES.find((name) => name === params.get("mode")) ?? "forecast",
    category: params.get("category") ?? "all",
    show: SHOWS.find((name) => name === params.get("show")) ?? "expected",
    hour: Number.isNaN(hour) ? null : hour,
    place: place && isPlace(place[0] ?? 0, place[1] ?? 0) ? [place[0] ?? 0, place[1] ?? 0] : null,
    map:
      map && isPlace(map[1] ?? 0, map[2] ?? 0)
        ? { zoom: map[0] ?? 0, lon: map[1] ?? 0, lat: map[2] ?? 0 }
        : null,
    theme: theme === "light" || theme === "dark" ? theme : null,
    lang: params.get("lang"),
    period: parsePeriod(params),
    against: parseAgainst(params.get("against")),
    brush: parseBrush(params.get("weekdays"), params.get("hours")),
    speed: isSpeed(speed) ? speed : "normal",
  };
}

const utcHour = (ms: number) => new Date(ms).toISOString().slice(0, 16) + "Z";

/** The link of a view: only what differs from the plain page is written. */
export function formatView(view: View): string {
  const query: string[] = [];
  const add = (key: string, value: string) =>
    // Commas, slashes and colons are fine in a query and far easier to read.
    query.push(`${key}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":")}`);
  const base = view.city === null ? "/" : `/${encodeURIComponent(view.city)}`;
  // These tell of all hours and places: nothing of the map's belongs into their addresses.
  const looks = () => {
    if (view.theme) add("theme", view.theme);
    if (view.lang) add("lang", view.lang);
  };
  if (isBeside(view.page)) {
    looks();
    return query.length > 0 ? `${base}/${view.page}?${query.join("&")}` : `${base}/${view.page}`;
  }
  if (view.mode !== "forecast") add("mode", view.mode);
  if (view.category !== "all") add("category", view.category);
  if (view.show !== "expected") add("show", view.show);
  if (view.hour !== null) add("hour", utcHour(view.hour));
  if (view.place) add("place", view.place.map((d) => d.toFixed(5)).join(","));
  if (view.period.kind === "range") {
    add("from", view.period.from);
    add("to", view.period.to);
  } else if (view.period.kind === "all") {
    add("period", "all");
  } else if (view.period.days !== 28) {
    add("period", `${view.period.days}d`);
  }
  if (view.against !== null) add("against", againstText(view.against));
  const [weekdays, hours] = [daysText(view.brush), hoursText(view.brush)];
  if (weekdays !== null) add("weekdays", weekdays);
  if (hours !== null) add("hours", hours);
  if (view.speed !== "normal") add("speed", view.speed);
  looks();
  // A map that was fitted to a route would tell where it is.
  if (view.map && view.mode !== "route") {
    add("map", `${view.map.zoom.toFixed(2)}/${view.map.lon.toFixed(5)}/${view.map.lat.toFixed(5)}`);
  }
  const path = view.page === "embed" ? `/embed${base}` : base;
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}
