import type { City, History, Records } from "../api/types";
import type { Value } from "../share/csv";
import { t } from "../strings";
import { rounded, whole } from "../ui/numbers";
import { dayBeside } from "./against";
import { clockWords, spanWords } from "./brushWords";
import { countedIds } from "./choice";
import { changeOf, weekChanges, weekMeans, type Change, type Compared } from "./compare";
import { changeShort, rangeShort } from "./compareWords";
import { completeDays } from "./period";

export type TableKind = "category" | "day" | "hour";

/** What a cell shows, and what it is sorted by. */
export interface TableCell {
  text: string;
  by: number | string;
  /** A second line. */
  note?: string;
}

export interface TableRow {
  cells: TableCell[];
  /** Not among what is chosen. */
  dim: boolean;
  values: Value[];
}

export interface TableData {
  columns: string[];
  /** The columns' names in a file. */
  names: string[];
  rows: TableRow[];
}

/** More days than that are told by runs of seven. */
export const MOST_DAYS = 120;

const count = (value: number): TableCell => ({ text: whole(value), by: value });
const mean = (value: number): TableCell => ({ text: rounded(value), by: value });
const text = (words: string, by: number | string = words): TableCell => ({ text: words, by });

const digits = (value: number): Value => (Number.isFinite(value) ? Number(value.toPrecision(4)) : null);
export const CHANGE_NAMES = ["times", "lower", "upper", "beyond_chance"];

/** A change as files tell it; empty where too few are counted. */
export const changeValues = ({ kind, times, lower, upper }: Change): Value[] =>
  kind === "few" ? [null, null, null, null] : [digits(times), digits(lower), digits(upper), kind === "chance" ? "no" : "yes"];

/** Sorted by what changes, what is too few to tell comes last. */
function changeCell(change: Change): TableCell {
  const words = { text: changeShort(change), by: change.kind === "few" ? NaN : change.times };
  return change.kind === "few" ? words : { ...words, note: rangeShort(change) };
}

const withSecond = <T,>(compared: Compared | null, ...more: T[]): T[] => (compared ? more : []);

/** Of the whole city, every category that is kept and was reported. */
export function categoryTable(city: City, category: string, history: History, compared: Compared | null): TableData {
  const tt = t.history.tables;
  const chosen = new Set(countedIds(city, category));
  const rows = city.categories.flatMap(({ id, label }): TableRow[] => {
    const a = history.by_category[id] ?? 0;
    const b = compared?.second.by_category[id] ?? 0;
    if (a === 0 && b === 0) return [];
    const change = compared && changeOf(a, b, compared.days);
    return [{
      cells: [text(label), count(a), ...(change ? [count(b), changeCell(change)] : [])],
      dim: !chosen.has(id),
      values: [label, a, ...(change ? [b, ...changeValues(change)] : [])],
    }];
  });
  return {
    columns: [tt.category, compared ? tt.first : tt.count, ...withSecond(compared, tt.second, tt.change)],
    names: ["category", "count", ...withSecond(compared, "count_compared", ...CHANGE_NAMES)],
    rows,
  };
}

/** By day, or by runs of seven where there are many; the other period's as many days after its start. */
export function dayTable(history: History, compared: Compared | null, start: string | null, records: Records, late: number | null): TableData {
  const tt = t.history.tables;
  const step = history.days.length > MOST_DAYS ? 7 : 1;
  const complete = completeDays(history.days, records, late);
  const open = compared?.second.days[completeDays(compared.second.days, records, late)];
  const other = compared && new Map(compared.second.days.map((day, i) => [day, compared.second.by_day[i] ?? 0]));
  const rows: TableRow[] = [];
  for (let i = 0; i < history.days.length; i += step) {
    const days = history.days.slice(i, i + step);
    const [from = "", to = from] = [days[0], days.at(-1)];
    const a = history.by_day.slice(i, i + step).reduce((sum, value) => sum + value, 0);
    const dates = days.map((day) => dayBeside(day, history.days[0] ?? day, start ?? day));
    const beside = dates.map((date) => other?.get(date));
    // Of a run that is not whole in the records nothing is told.
    const b = beside.every((value) => value !== undefined) ? beside.reduce((sum, value) => sum + value, 0) : null;
    const waits = open !== undefined && (dates.at(-1) ?? "") >= open;
    const words = spanWords({ from, to });
    rows.push({
      cells: [
        text(i + days.length > complete ? tt.open(words) : words, from),
        count(a),
        ...withSecond(compared, b === null ? text("", NaN) : waits ? { text: tt.open(whole(b)), by: b } : count(b)),
      ],
      dim: false,
      values: [from, to, a, i + days.length > complete ? "no" : "yes", ...withSecond<Value>(compared, b, b === null ? null : waits ? "no" : "yes")],
    });
  }
  return {
    columns: [step === 1 ? tt.day : tt.week, compared ? tt.first : tt.count, ...withSecond(compared, tt.second)],
    names: ["from", "to", "count", "complete", ...withSecond(compared, "count_compared", "complete_compared")],
    rows,
  };
}

/** The matrix as numbers: means of one week. */
export function hourTable(history: History, compared: Compared | null): TableData {
  const tt = t.history.tables;
  const a = weekMeans(history);
  const b = compared && weekMeans(compared.second);
  const changes = compared && weekChanges(compared);
  const rows = a.map((value, slot): TableRow => {
    const [day, hour] = [Math.floor(slot / 24), slot % 24];
    const change = changes?.[slot];
    const other = b?.[slot] ?? 0;
    return {
      cells: [
        text(t.history.weekDays[day] ?? "", slot),
        text(clockWords(hour), 7 * hour + day),
        mean(value),
        ...(change ? [mean(other), changeCell(change)] : []),
      ],
      dim: !history.weekdays.includes(day + 1) || !history.hours.includes(hour),
      values: [day + 1, hour, digits(value), ...(change ? [digits(other), ...changeValues(change)] : [])],
    };
  });
  return {
    columns: [tt.weekday, tt.hour, compared ? tt.first : tt.mean, ...withSecond(compared, tt.second, tt.change)],
    names: ["weekday", "hour", "mean", ...withSecond(compared, "mean_compared", ...CHANGE_NAMES)],
    rows,
  };
}

/** In the order of a column; what has no value stays last whichever way. */
export function sorted(rows: TableRow[], column: number, down: boolean): TableRow[] {
  const by = (row: TableRow) => row.cells[column]?.by ?? NaN;
  const none = (value: number | string) => typeof value === "number" && Number.isNaN(value);
  return [...rows].sort((x, y) => {
    const [a, b] = [by(x), by(y)];
    if (none(a) || none(b)) return Number(none(a)) - Number(none(b));
    const order = typeof a === "string" ? a.localeCompare(String(b), "en") : a === b ? 0 : a < Number(b) ? -1 : 1;
    return down ? -order : order;
  });
}
