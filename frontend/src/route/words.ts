/** What is said of routes. */
import type { RouteFeature, Routes } from "../api/types";
import { t } from "../strings";
import { hourWords } from "../time/words";
import { rounded } from "../ui/numbers";

type Told = RouteFeature["properties"];

export const minutesOf = (seconds: number): number => Math.max(1, Math.round(seconds / 60));

/** "2.1 (1 to 4.2)": the range no more exactly than the mean. */
export function rangeWords(mean: number, low: number, high: number): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(Math.max(Math.abs(mean), 1e-9))), 0), 12);
  const like = (value: number) => rounded(Number(Math.max(value, 0).toFixed(digits)));
  return t.route.range(rounded(mean), like(low), like(high));
}

/** The same of so many trips. */
export const countWords = (told: Pick<Told, "expected" | "lower" | "upper">, trips: number): string =>
  rangeWords(trips * told.expected, trips * told.lower, trips * told.upper);

/** How a route compares with the fastest, without advice; null for the fastest itself. */
export function againstWords(told: Told, trips: number): string | null {
  const { against } = told;
  if (!against) return null;
  if (!against.apart) return t.route.noDifference;
  return t.route.fewer(rangeWords(trips * against.less, trips * against.lower, trips * against.upper));
}

export const longerBy = (told: Told, fastest: Told): number =>
  Math.round(told.seconds / 60) - Math.round(fastest.seconds / 60);

/** What all routes together say. */
export function summaryWords({ features }: Routes): string {
  if (features.length === 1) return t.route.only;
  return features.some(({ properties }) => properties.against?.apart) ? t.route.some : t.route.same;
}

/** The hours of departure with the least and the most, and whether these can be told apart. */
export function leaveWords(leaving: Told["leaving"], departure: string, zone: string): string | null {
  if (leaving.length < 2) return null;
  const at = (pick: (values: number[]) => number) => {
    const means = leaving.map(([mean]) => mean);
    return means.indexOf(pick(means));
  };
  const least = at((values) => Math.min(...values));
  const most = at((values) => Math.max(...values));
  const [, , upper] = leaving[least] ?? [0, 0, 0];
  const [, lower] = leaving[most] ?? [0, 0, 0];
  if (upper >= lower) return t.route.leaveSame;
  const hour = (i: number) => hourWords(new Date(leaveAt(departure, i)), zone);
  return t.route.leave(hour(least), hour(most));
}

/** The start of the i-th hour of departure after the one that holds the departure. */
export function leaveAt(departure: string, i: number): number {
  const hour = 3_600_000;
  return Math.floor(Date.parse(departure) / hour) * hour + i * hour;
}

export function stretchWords(name: string, kind: string): string {
  return name === "" ? (t.route.kinds[kind] ?? t.route.way) : name;
}

/** An error's sentence: the server's own in English, else by its kind. */
export function errorWords(message: string, kind: string | null, english: boolean): string {
  return english || kind === null ? message : (t.route.errors[kind] ?? message);
}
