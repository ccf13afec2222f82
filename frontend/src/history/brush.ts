/** Hours of the week as a reader chooses them: some weekdays, of each the same hours of the day. */
export interface HourBrush {
  /** 1 (Monday) to 7, ascending. */
  days: number[];
  /** 0 to 23, ascending. */
  hours: number[];
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
export const ALL_HOURS: HourBrush = { days: range(1, 7), hours: range(0, 24) };

export const isWhole = ({ days, hours }: HourBrush) => days.length === 7 && hours.length === 24;

export function has({ days, hours }: HourBrush, slot: number): boolean {
  return days.includes(Math.floor(slot / 24) + 1) && hours.includes(slot % 24);
}

/** The runs of a set of numbers on a circle of `size`: where each begins, and how long it is. */
export function runs(values: number[], first: number, size: number): [number, number][] {
  if (values.length === size) return [[first, size]];
  const known = new Set(values);
  const before = (value: number) => ((value - first - 1 + size) % size) + first;
  return values
    .filter((value) => !known.has(before(value)))
    .map((start) => {
      let length = 1;
      while (known.has(((start - first + length) % size) + first)) length += 1;
      return [start, length];
    });
}

const list = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);

/** As links and the server write it; null where all count: "1-5", "6-7", "5-1". */
export function daysText({ days }: HourBrush): string | null {
  if (days.length === 7) return null;
  return runs(days, 1, 7)
    .map(([start, length]) => (length === 1 ? `${start}` : `${start}-${((start + length - 2) % 7) + 1}`))
    .join();
}

/** From and to, "6-12", "22-4". */
export function hoursText({ hours }: HourBrush): string | null {
  if (hours.length === 24) return null;
  return runs(hours, 0, 24)
    .map(([start, length]) => `${start}-${start + length > 24 ? start + length - 24 : start + length}`)
    .join();
}

/** Reads a link's text; what makes no sense chooses all. */
export function parseBrush(days: string | null, hours: string | null): HourBrush {
  const read = (text: string | null, pattern: RegExp): [number, number][] | null => {
    const found = text?.split(",").map((item) => pattern.exec(item));
    if (!found || found.length === 0) return null;
    const pairs = found.map((m) => (m ? ([Number(m[1]), Number(m[2] ?? m[1])] as [number, number]) : null));
    return pairs.every((pair) => pair !== null) ? pairs : null;
  };
  const dayPairs = read(days, /^([1-7])(?:-([1-7]))?$/);
  const hourPairs = read(hours, /^(\d|1\d|2[0-3])-(\d|1\d|2[0-4])$/);
  return {
    days: dayPairs
      ? list(dayPairs.flatMap(([a, b]) => range(0, ((b - a + 7) % 7) + 1).map((i) => ((a - 1 + i) % 7) + 1)))
      : ALL_HOURS.days,
    hours: hourPairs
      ? list(hourPairs.flatMap(([a, b]) => range(0, (b - a + 24) % 24 || 24).map((i) => (a + i) % 24)))
      : ALL_HOURS.hours,
  };
}

/** Puts some values into a choice, or takes them out; from all of them it begins with these. */
export function toggle(chosen: number[], values: number[], all: number[]): number[] {
  if (chosen.length === all.length) return list(values);
  const inside = values.every((value) => chosen.includes(value));
  const next = inside ? chosen.filter((value) => !values.includes(value)) : list([...chosen, ...values]);
  return next.length === 0 ? all : next;
}

/** Rows (weekdays, 0 is Monday) and columns (hours) of the matrix, ends included. */
export interface Rect {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The brush as one rectangle of the matrix; null where it is none, or all of it. */
export function rectOf(brush: HourBrush): Rect | null {
  if (isWhole(brush)) return null;
  const { days, hours } = brush;
  const [top, bottom] = [(days[0] ?? 1) - 1, (days.at(-1) ?? 7) - 1];
  const [left, right] = [hours[0] ?? 0, hours.at(-1) ?? 23];
  const plain = bottom - top + 1 === days.length && right - left + 1 === hours.length;
  return plain ? { top, bottom, left, right } : null;
}

export function brushOf({ top, bottom, left, right }: Rect): HourBrush {
  return { days: range(top + 1, bottom - top + 1), hours: range(left, right - left + 1) };
}

export type Grip = "new" | "move" | "left" | "right" | "top" | "bottom";

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The rectangle after a drag from one slot of the matrix to another. */
export function dragged(grip: Grip, rect: Rect | null, from: number, to: number): Rect {
  const [row0, column0] = [Math.floor(from / 24), from % 24];
  const [row, column] = [Math.floor(to / 24), to % 24];
  if (grip === "new" || !rect) {
    return {
      top: Math.min(row0, row), bottom: Math.max(row0, row),
      left: Math.min(column0, column), right: Math.max(column0, column),
    };
  }
  if (grip === "move") {
    const down = clamp(row - row0, -rect.top, 6 - rect.bottom);
    const on = clamp(column - column0, -rect.left, 23 - rect.right);
    return { top: rect.top + down, bottom: rect.bottom + down, left: rect.left + on, right: rect.right + on };
  }
  const next = { ...rect };
  if (grip === "left") next.left = clamp(column, 0, rect.right);
  else if (grip === "right") next.right = clamp(column, rect.left, 23);
  else if (grip === "top") next.top = clamp(row, 0, rect.bottom);
  else next.bottom = clamp(row, rect.top, 6);
  return next;
}

/** What a key does to the brush: arrows move it, with Shift they stretch it; null: not its key. */
export function afterKey(key: string, shift: boolean, brush: HourBrush): HourBrush | null {
  if (key === "Escape") return isWhole(brush) ? null : ALL_HOURS;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (!step) return null;
  const [down = 0, on = 0] = step;
  const rect = rectOf(brush);
  if (!rect) return brushOf({ top: 0, bottom: 0, left: 0, right: 0 });
  if (!shift) {
    const from = 24 * rect.top + rect.left;
    const to = 24 * clamp(rect.top + down, 0, 6) + clamp(rect.left + on, 0, 23);
    return brushOf(dragged("move", rect, from, to));
  }
  return brushOf({
    ...rect,
    right: clamp(rect.right + on, rect.left, 23),
    bottom: clamp(rect.bottom + down, rect.top, 6),
  });
}
