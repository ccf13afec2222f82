import type { RecordTold } from "../api/types";
import { fixed, rounded } from "../ui/numbers";

type Course = NonNullable<RecordTold["course"]>;
export type CourseCount = Course["counts"][number];

/** Whether a count lies in the range that was given for 9 in 10, ends included. */
export function isInside({ observed, lower90, upper90 }: CourseCount): boolean {
  return observed >= lower90 && observed <= upper90;
}

export interface Sums {
  inside: number;
  counts: number;
  expected: number;
  observed: number;
}

export function courseSums(counts: readonly CourseCount[]): Sums {
  return counts.reduce(
    (sums, count) => ({
      inside: sums.inside + (isInside(count) ? 1 : 0),
      counts: sums.counts + 1,
      expected: sums.expected + count.expected,
      observed: sums.observed + count.observed,
    }),
    { inside: 0, counts: 0, expected: 0, observed: 0 },
  );
}

/** A gain in nats as a ratio of chances: 0.69 is "2.0". */
export function timesTheChance(nats: number): string {
  const times = Math.exp(nats);
  return times < 0.1 ? rounded(times) : fixed(times, times < 10 ? 2 : 0);
}

/** Round steps of an axis from `low` to `high`, about `count` of them, both ends inside. */
export function axisTicks(low: number, high: number, count: number): number[] {
  const span = Math.max(high - low, 1e-9);
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => span / n <= count) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) ticks.push(at);
  return ticks;
}
