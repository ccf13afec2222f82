import type { Records } from "../api/types";
import type { Period } from "../shell/url";

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The local dates of a period, both included, kept inside the records; null without any. */
export function periodDates(period: Period, records: Records): { from: string; to: string } | null {
  const { first, last } = records;
  if (first === null || last === null) return null;
  if (period.kind === "all") return { from: first, to: last };
  if (period.kind === "days") {
    const from = addDays(last, 1 - period.days);
    return { from: from < first ? first : from, to: last };
  }
  const clamp = (date: string) => (date < first ? first : date > last ? last : date);
  return { from: clamp(period.from), to: clamp(period.to) };
}
