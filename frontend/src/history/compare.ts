import type { History } from "../api/types";
import { AS_MUCH, codeOfTimes } from "../color/diverging";
import { isWhole } from "./brush";
import { CROWDED } from "./texels";
import { beyondChance, ratios, type Ratio } from "./ratio";

/** So many in both periods together are needed before a change is told. */
export const LEAST = 10;

export interface Change extends Ratio {
  /** Whether more, fewer, or no other number than chance alone gives; or too few to say. */
  kind: "more" | "fewer" | "chance" | "few";
}

/**
 * Whether incidents count by their shares in chosen hours. Sums of shares vary less by chance than whole
 * counts as large, so the intervals are wider than chance makes them.
 */
export const sharesCounted = ({ weekdays, hours }: Pick<History, "weekdays" | "hours">) =>
  !isWhole({ days: weekdays, hours });

/** How many days of each period count, with the weekdays that are chosen: what counts are divided by. */
export function daysCounted(days: string[], weekdays: number[]): number {
  return days.filter((day) => weekdays.includes(weekday(day))).length;
}

/** 1 (Monday) to 7. */
const weekday = (day: string) => ((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** How many of each weekday a period holds, Monday first. */
export const weekdaysOf = (days: string[]) => [1, 2, 3, 4, 5, 6, 7].map((day) => daysCounted(days, [day]));

const enough = (a: number, b: number, [mine, other]: [number, number]) => a + b >= LEAST && mine > 0 && other > 0;

export function changeOf(a: number, b: number, days: [number, number]): Change {
  if (!enough(a, b, days)) return { kind: "few", times: NaN, lower: 0, upper: Infinity };
  const found = ratios([a], [b], days)[0] ?? { times: NaN, lower: 0, upper: Infinity };
  return { ...found, kind: found.lower > 1 ? "more" : found.upper < 1 ? "fewer" : "chance" };
}

/** A cell's two counts; null where one of them is not told. */
type Pair = [number, number] | null;

/** What is told of cells: a number, or null for a small one; a cell that is not in it has none. */
function told({ cells, counts, suppressed }: History): Map<number, number | null> {
  const found = new Map<number, number | null>(cells.map((cell, i) => [cell, counts[i] ?? 0]));
  for (const cell of suppressed) found.set(cell, null);
  return found;
}

export interface Compared {
  first: History;
  second: History;
  /** Days that count, of each. */
  days: [number, number];
  total: Change;
  pair: (cell: number) => Pair;
  /** Of cells with enough in both: those that differ by more than chance gives (1 more, -1 fewer), others 0. */
  cells: Map<number, number>;
}

/** Two answers to the same question, of two periods. */
export function compare(first: History, second: History): Compared {
  const days: [number, number] = [daysCounted(first.days, first.weekdays), daysCounted(second.days, second.weekdays)];
  const [a, b] = [told(first), told(second)];
  const pair = (cell: number): Pair => {
    const [x, y] = [a.get(cell), b.get(cell)];
    // A small count that is withheld in one period would show in the change.
    return x === null || y === null ? null : [x ?? 0, y ?? 0];
  };
  const able = [...new Set([...first.cells, ...second.cells])].filter((cell) => {
    const both = pair(cell);
    return both !== null && enough(...both, days);
  });
  const pairs = able.map((cell): [number, number] => pair(cell) ?? [0, 0]);
  const sides = beyondChance(pairs.map(([x]) => x), pairs.map(([, y]) => y), days);
  return {
    first,
    second,
    days,
    total: changeOf(first.total, second.total, days),
    pair,
    cells: new Map(able.map((cell, i) => [cell, sides[i] ?? 0])),
  };
}

/** Two bytes a cell: ratios where they differ by more than chance gives, else the gray of no change. */
export function comparedTexels({ first, second, days, pair, cells }: Compared): Uint8Array {
  const { height, width } = first.grid;
  const texels = new Uint8Array(2 * height * width);
  const crowded = new Set([...first.crowded, ...second.crowded]);
  for (const [cell, side] of cells) {
    const [a, b] = pair(cell) ?? [0, 0];
    texels[2 * cell] = side === 0 ? AS_MUCH : codeOfTimes(b > 0 ? (a / b) * (days[1] / days[0]) : Infinity);
    texels[2 * cell + 1] = crowded.has(cell) ? CROWDED : 255;
  }
  return texels;
}

/** Mean numbers of an hour of the week (168, Monday first) in one week. */
export function weekMeans({ by_hour_of_week: sums, days }: History): number[] {
  const weeks = weekdaysOf(days);
  return sums.map((sum, slot) => sum / Math.max(weeks[Math.floor(slot / 24)] ?? 1, 1));
}

/** What changes in each hour of the week: sums of shares, see `sharesCounted`. */
export function weekChanges({ first, second }: Compared): Change[] {
  const [a, b] = [weekdaysOf(first.days), weekdaysOf(second.days)];
  return first.by_hour_of_week.map((sum, slot) => {
    const day = Math.floor(slot / 24);
    return changeOf(sum, second.by_hour_of_week[slot] ?? 0, [a[day] ?? 0, b[day] ?? 0]);
  });
}

