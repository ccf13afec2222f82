/** Instants as people say them, in a city's own time zone. */
import { t } from "../strings";

export const HOUR_MS = 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options });
    formatters.set(key, made);
  }
  return made;
}

function parts(at: Date, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const named: Record<string, string> = {};
  for (const { type, value } of formatter(zone, options).formatToParts(at)) named[type] = value;
  return named;
}

const hourParts = (at: Date, zone: string) =>
  parts(at, zone, { hour: "numeric", minute: "2-digit", hourCycle: "h12" });

/** "9 pm", "midnight" as "12 am"; "9:30 pm" where the zone's hours do not start at :00. */
export function hourWords(at: Date, zone: string): string {
  const { hour, minute, dayPeriod } = hourParts(at, zone);
  const minutes = minute === "00" ? "" : `:${minute ?? ""}`;
  return `${hour ?? ""}${minutes} ${(dayPeriod ?? "").toLowerCase()}`;
}

const named = (words: string) =>
  words === "12 am" ? "midnight" : words === "12 pm" ? "noon" : words;

/** "between 9 and 10 pm", "between 11 pm and midnight"; zones too where the clock goes back. */
export function spanWords(at: Date, zone: string): string {
  const end = new Date(at.getTime() + HOUR_MS);
  const from = named(hourWords(at, zone));
  const to = named(hourWords(end, zone));
  if (from === to) return `between ${from} ${zoneWords(at, zone)} and ${to} ${zoneWords(end, zone)}`;
  const [fromHour, fromHalf] = from.split(" ");
  const sameHalf = fromHalf !== undefined && fromHalf === to.split(" ")[1];
  return `between ${sameHalf ? (fromHour ?? from) : from} and ${to}`;
}

/** "Fri 19 Jun", with the year on request. */
export function dayWords(at: Date, zone: string, year = false): string {
  const p = parts(at, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  return `${p.weekday ?? ""} ${p.day ?? ""} ${p.month ?? ""}${year ? ` ${p.year ?? ""}` : ""}`;
}

/** "27 Oct 2024". */
export function dateWords(at: Date, zone: string): string {
  const p = parts(at, zone, { day: "numeric", month: "short", year: "numeric" });
  return `${p.day ?? ""} ${p.month ?? ""} ${p.year ?? ""}`;
}

/** A local date ("2024-10-27") as "27 Oct 2024", whatever the zone. */
export function localDateWords(date: string): string {
  return dateWords(new Date(`${date}T12:00:00Z`), "UTC");
}

export function weekday(at: Date, zone: string): string {
  return parts(at, zone, { weekday: "short" }).weekday ?? "";
}

export function dayOfMonth(at: Date, zone: string): string {
  return parts(at, zone, { day: "numeric" }).day ?? "";
}

/** "2024-10-27" in the zone. */
export function localDate(at: Date, zone: string): string {
  const p = parts(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${p.year ?? ""}-${p.month ?? ""}-${p.day ?? ""}`;
}

/** "MDT", or "GMT+2" where English has no letters for the zone. */
export function zoneWords(at: Date, zone: string): string {
  return parts(at, zone, { timeZoneName: "short" }).timeZoneName ?? zone;
}

function span(hours: number): string {
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  const words = `${days} days`;
  if (rest === 0) return words;
  return `${words} ${rest === 1 ? "1 hour" : `${rest} hours`}`;
}

/** "in 6 hours", "3 days 2 hours ago", "now"; of a hindcast, relative to the records' end. */
export function offsetWords(offset: number, hindcast: boolean): string {
  if (hindcast) {
    if (offset === 0) return "as the records end";
    return offset > 0
      ? `${span(offset)} after the records end`
      : `${span(-offset)} before the records end`;
  }
  if (offset === 0) return "now";
  return offset > 0 ? `in ${span(offset)}` : `${span(-offset)} ago`;
}

/** How long ago an instant was: "5 hours ago". */
export function agoWords(at: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - at.getTime()) / HOUR_MS);
  return hours < 1 ? t.offline.lessThanHour : t.offline.ago(hours < 48 ? span(hours) : span(24 * Math.floor(hours / 24)));
}

/** As `offsetWords`, for where there is little room. */
export function offsetShort(offset: number, hindcast: boolean): string {
  if (hindcast) {
    if (offset === 0) return "records end";
    return `records end ${offset > 0 ? "+" : "\u2212"} ${compact(Math.abs(offset))}`;
  }
  if (offset === 0) return "now";
  return offset > 0 ? `in ${compact(offset)}` : `${compact(-offset)} ago`;
}

function compact(hours: number): string {
  if (hours < 48) return `${hours} h`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "yesterday, 11 pm", "today, 6 am", or the date, seen from `now`. */
export function dayAndHourWords(at: Date, now: Date, zone: string): string {
  const day = localDate(at, zone);
  const hour = hourWords(at, zone);
  if (day === localDate(now, zone)) return `today, ${hour}`;
  if (day === localDate(new Date(now.getTime() - 24 * HOUR_MS), zone)) return `yesterday, ${hour}`;
  return `${dateWords(at, zone)}, ${hour}`;
}

export interface DayMark {
  /** The index of the local day's first hour in the window. */
  hour: number;
  weekday: string;
  day: string;
  /** Hours of the day inside the window: 23 or 25 on a clock change. */
  hours: number;
}

/** The local days of a window of hours. */
export function dayMarks(first: Date, hours: number, zone: string): DayMark[] {
  const marks: DayMark[] = [];
  let last = "";
  for (let i = 0; i < hours; i++) {
    const at = new Date(first.getTime() + i * HOUR_MS);
    const date = localDate(at, zone);
    const open = marks.at(-1);
    if (date !== last || !open) {
      marks.push({ hour: i, weekday: weekday(at, zone), day: dayOfMonth(at, zone), hours: 1 });
      last = date;
    } else {
      open.hours += 1;
    }
  }
  return marks;
}
