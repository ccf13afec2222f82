import { HOUR_MS, localDate } from "./words";

/** A week of the local calendar, hour by hour: 167 or 169 of them where the clock changes. */
export interface LocalWeek {
  /** Local date of its Monday. */
  monday: string;
  /** Number of the week in its year, as ISO 8601 counts. */
  week: number;
  /** Where each hour starts, UTC milliseconds. */
  starts: number[];
  /** The local hour of the week that each is, 0 (Monday, midnight) to 167. */
  slots: number[];
}

const MOST_WEEKS = 60;
const DAY_MS = 24 * HOUR_MS;
const noon = (date: string) => Date.parse(`${date}T12:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
/** Monday is 0. */
export const weekdayOf = (date: string) => (new Date(noon(date)).getUTCDay() + 6) % 7;

/** The Monday of a local date's week. */
export function mondayOf(date: string): string {
  return dateOf(noon(date) - weekdayOf(date) * DAY_MS);
}

/** The number of a local date's week in its year (ISO 8601): the year that holds its Thursday. */
export function weekOfYear(date: string): number {
  const thursday = noon(mondayOf(date)) + 3 * DAY_MS;
  const first = Date.parse(`${dateOf(thursday).slice(0, 4)}-01-01T12:00:00Z`);
  return Math.floor((thursday - first) / (7 * DAY_MS)) + 1;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The local hour of the day, 0 to 23. */
export function clockHour(at: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
    clocks.set(zone, clock);
  }
  return Number(clock.format(at));
}

/** The starts of the hours of a local date: 23 or 25 on a clock change. They lie on UTC's hours. */
export function hoursOfDate(date: string, zone: string): number[] {
  const from = Date.parse(`${date}T00:00:00Z`) - 15 * HOUR_MS;
  const found: number[] = [];
  // No zone is further from UTC than 14 hours, no day longer than 25.
  for (let step = 0; step < 56; step++) {
    const at = from + step * HOUR_MS;
    if (localDate(new Date(at), zone) === date) found.push(at);
  }
  return found;
}

const weeks = new Map<string, LocalWeek>();

/** The week of a local date, hour by hour; the same object each time it is asked for. */
export function localWeek(date: string, zone: string): LocalWeek {
  const monday = mondayOf(date);
  const key = `${zone} ${monday}`;
  let week = weeks.get(key);
  if (!week) {
    if (weeks.size >= MOST_WEEKS) weeks.clear();
    week = madeWeek(monday, zone);
    weeks.set(key, week);
  }
  return week;
}

function madeWeek(monday: string, zone: string): LocalWeek {
  const starts: number[] = [];
  const slots: number[] = [];
  for (let day = 0; day < 7; day++) {
    for (const at of hoursOfDate(dateOf(noon(monday) + day * DAY_MS), zone)) {
      starts.push(at);
      slots.push(24 * day + clockHour(at, zone));
    }
  }
  return { monday, week: weekOfYear(monday), starts, slots };
}
