/** Drags over a series of days. Days are numbers since 1970. */
export interface Days {
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;
export const dayNumber = (date: string) => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
export const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

export type DayGrip = "new" | "move" | "from" | "to";

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The days after a drag from one day to another, kept inside the records. */
export function draggedDays(grip: DayGrip, days: Days, start: number, at: number, bounds: Days): Days {
  const day = clamp(at, bounds.from, bounds.to);
  if (grip === "from") return { from: Math.min(day, days.to), to: days.to };
  if (grip === "to") return { from: days.from, to: Math.max(day, days.from) };
  if (grip === "new") {
    const first = clamp(start, bounds.from, bounds.to);
    return { from: Math.min(first, day), to: Math.max(first, day) };
  }
  return moved(days, at - start, bounds);
}

/** The same number of days, earlier or later, as far as the records go. */
export function moved(days: Days, by: number, bounds: Days): Days {
  const step = clamp(by, bounds.from - days.from, bounds.to - days.to);
  return { from: days.from + step, to: days.to + step };
}

/** The same number of days around a day. */
export function around(days: Days, day: number, bounds: Days): Days {
  return moved(days, day - Math.round((days.from + days.to) / 2), bounds);
}

/** What a key does to one end, or to both; null: not its key. */
export function daysAfterKey(grip: DayGrip, key: string, shift: boolean, days: Days, bounds: Days): Days | null {
  const one = shift ? 7 : 1;
  const step = { ArrowLeft: -one, ArrowDown: -one, ArrowRight: one, ArrowUp: one, PageDown: -28, PageUp: 28 }[key];
  const whole = bounds.to - bounds.from;
  const by = key === "Home" ? -whole : key === "End" ? whole : step;
  if (by === undefined) return null;
  const at = grip === "to" ? days.to : days.from;
  return draggedDays(grip, days, at, at + by, bounds);
}
