/** What is said of routes. */
import type { Area, LonLat, RouteFeature, Routes } from "../api/types";
import { neighborhoodAt } from "../map/area";
import { t } from "../strings";
import { sentence } from "../strings/locale";
import { dayWords, hourWords, HOUR_MS } from "../time/words";
import { rounded } from "../ui/numbers";
import { extremes, type Known, type Trip3 } from "./leave";
import type { End } from "./link";

type Told = RouteFeature["properties"];

const minutesOf = (seconds: number): number => Math.max(1, Math.round(seconds / 60));

/** "40 min", "1 h 5 min". */
export function lastsWords(seconds: number): string {
  const minutes = minutesOf(seconds);
  return minutes < 60 ? t.route.minutes(minutes) : t.route.hours(Math.floor(minutes / 60), minutes % 60);
}

/** "2.1 (1 to 4.2)": the range no more exactly than the mean. */
export function rangeWords(mean: number, low: number, high: number): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(Math.max(Math.abs(mean), 1e-9))), 0), 12);
  const like = (value: number) => rounded(Number(Math.max(value, 0).toFixed(digits)));
  return t.route.range(rounded(mean), like(low), like(high));
}

/** The same of so many trips. */
export const countWords = (told: Pick<Told, "expected" | "lower" | "upper">, trips: number): string =>
  rangeWords(trips * told.expected, trips * told.lower, trips * told.upper);

export const tripWords = ([mean, low, high]: Trip3, trips: number): string => rangeWords(trips * mean, trips * low, trips * high);

/** How a route compares with the fastest, without advice; null for the fastest itself. */
export function againstWords(told: Told, trips: number): string | null {
  const { against } = told;
  if (!against) return null;
  if (!against.apart) return t.route.noDifference;
  const { less, lower, upper } = against;
  return less < 0
    ? t.route.moreThan(rangeWords(-trips * less, -trips * upper, -trips * lower), trips)
    : t.route.fewer(rangeWords(trips * less, trips * lower, trips * upper), trips);
}

export const longerBy = (told: Told, fastest: Told): number => minutesOf(told.seconds) - minutesOf(fastest.seconds);

/** What all routes together say. */
export function summaryWords({ features }: Routes): string {
  if (features.length === 1) return t.route.only;
  return features.some(({ properties }) => properties.against?.apart) ? t.route.some : t.route.same;
}

/** For the sheet's one line: how long, how far, of how many ways. */
export function lineWords({ features }: Routes, chosen: number): [string, string] {
  const told = features[chosen]?.properties;
  if (!told) return [t.modes.route, ""];
  return [`${lastsWords(told.seconds)}, ${t.route.distance(told.metres)}`, t.route.ofWays(chosen + 1, features.length)];
}

/** For those who do not see them: what was found, and the chosen one. */
export function spokenWords(found: Routes, chosen: number, what: string): string {
  const told = found.features[chosen]?.properties;
  if (!told) return "";
  const counts = t.route.counts(countWords(told, found.trips), found.trips, what, found.near_m);
  return [summaryWords(found), sentence(lineWords(found, chosen).join(", ")), counts, againstWords(told, found.trips)]
    .filter((part) => part !== null)
    .join(" ");
}

/** The hours of departure with the least and the most, and whether these can be told apart. */
export function leaveWords({ first, found }: Pick<Known, "first" | "found">, values: (Trip3 | undefined)[]): string | null {
  const ends = extremes(values);
  if (!ends) return null;
  const hour = (i: number) => {
    const at = new Date(first + i * HOUR_MS);
    return `${dayWords(at, found.time_zone)}, ${hourWords(at, found.time_zone)}`;
  };
  const [least, most] = [hour(ends.least), hour(ends.most)];
  return (ends.both ? t.route.leave : ends.some ? t.route.leaveClose : t.route.leaveSame)(least, most);
}

export function stretchWords(name: string, kind: string): string {
  return name === "" ? (t.route.kinds[kind] ?? t.route.way) : name;
}

const coordinates = ([lon, lat]: LonLat) => `${lat.toFixed(4)}, ${lon.toFixed(4)}`;

/** A name that was chosen, else the street next to the place and its neighborhood, else its coordinates. */
export function endWords({ place, name }: End, area: Area | null, street: string): string {
  if (name !== null) return name;
  const hood = area ? neighborhoodAt(area, place) : null;
  return [street, hood ?? ""].filter((part) => part !== "").join(", ") || coordinates(place);
}

/** An error's sentence: the server's own in English, else by its kind. */
export function errorWords(message: string, kind: string | null, english: boolean): string {
  return english || kind === null ? message : (t.route.errors[kind] ?? message);
}
