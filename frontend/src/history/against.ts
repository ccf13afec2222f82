import type { Records } from "../api/types";
import type { Against } from "../shell/url";
import { addDays } from "./period";
import { dateOf, dayNumber } from "./dates";

interface Span {
  from: string;
  to: string;
}

/** The period that another is compared with, or why there is none. */
export type Second =
  /** `start` is its first day as it was asked for, before the records where `cut`. */
  | (Span & { kind: "dates"; start: string; cut: boolean })
  /** No day of it is in the records; a day of it is in the first period too. */
  | { kind: "beyond" | "overlap" };

/** 52 weeks: the same dates a year before, on the same weekdays. */
export const YEAR = 364;

/** The dates that are meant, whether there are records of them or not. */
function meant(against: Against, { from, to }: Span): Span {
  if (typeof against === "object") return against;
  const back = against === "year" ? YEAR : dayNumber(to) - dayNumber(from) + 1;
  return { from: addDays(from, -back), to: addDays(to, -back) };
}

export function secondOf(against: Against, first: Span, records: Records): Second {
  const { from, to } = meant(against, first);
  // What both hold cannot differ, and their difference would be the count of the days between.
  if (from <= first.to && to >= first.from) return { kind: "overlap" };
  if (records.first === null || records.last === null || to < records.first || from > records.last) return { kind: "beyond" };
  const inside = { from: from < records.first ? records.first : from, to: to > records.last ? records.last : to };
  return { kind: "dates", ...inside, start: from, cut: inside.from !== from || inside.to !== to };
}

/** As links hold it: "before", "year", or two dates with a slash between. */
export const againstText = (against: Against) =>
  typeof against === "string" ? against : `${against.from}/${against.to}`;

/** The period without the days that are not complete; all of it earlier, where none are. */
export function completeSpan({ from, to }: Span, open: number): Span {
  const last = addDays(to, -open);
  return last >= from ? { from, to: last } : { from: addDays(from, -open), to: last };
}

/** The day that stands beside another, as many days after the start of its own period. */
export const dayBeside = (day: string, start: string, other: string) =>
  dateOf(dayNumber(day) - dayNumber(start) + dayNumber(other));
