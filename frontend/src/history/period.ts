import type { Manifest, Records } from "../api/types";
import { lateShare } from "../forecast/hours";
import type { Period } from "../shell/url";
import { shareWords } from "../ui/numbers";

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * For how long reports of a day keep coming in numbers that show in the day's count. (In Denver 26 %
 * come more than a day later, 8 % more than a week.)
 */
const OPEN_DAYS = 7;

/** The share of what is counted that is reported late; null where no forecast tells it. */
export function lateOf(manifest: Manifest | null, category: string): number | null {
  const ids = new Set(manifest?.categories.map((c) => c.id));
  const known = category === "all" || category.split(",").every((id) => ids.has(id));
  return manifest && known ? lateShare(manifest, category) : null;
}

/** How many of the days, in order from the first, no longer wait for many late reports. */
export function completeDays(days: string[], records: Records, late: number | null): number {
  const { last, reported_through: through } = records;
  if (last === null || (late !== null && shareWords(late) === null)) return days.length;
  // Reports may go on after the last occurrence; their last day, UTC, may be tomorrow's here.
  const reported = through === null ? last : addDays(through.slice(0, 10), -1);
  const open = addDays(reported > last ? reported : last, 1 - OPEN_DAYS);
  return days.filter((day) => day < open).length;
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

/** How many of a period's days, its last ones, still wait for late reports. */
export const openDays = ({ days }: { days: string[] }, records: Records, late: number | null) =>
  days.length - completeDays(days, records, late);
