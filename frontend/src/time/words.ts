/** Instants as people say them, in a city's own time zone. */
import { language, t } from "../strings";
import { currentLocale } from "../strings/locale";

export const HOUR_MS = 3_600_000;

/** How machines write: dates and hours that are compared, not read. */
const FIXED = "en-US";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat {
  const key = locale + zone + JSON.stringify(options);
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    formatters.set(key, made);
  }
  return made;
}

function parts(
  at: Date,
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale = currentLocale(),
): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const named: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatter(zone, options, locale).formatToParts(at)) named[type] = value;
  return named;
}

/** "9 pm", midnight as "12 am"; "9:30 pm" where the zone's hours do not start at :00; "21:00" where the clock has 24 hours. */
export function hourWords(at: Date, zone: string): string {
  const { hour = "", minute = "", dayPeriod } = parts(at, zone, { hour: "numeric", minute: "2-digit" });
  if (dayPeriod === undefined) return `${hour}:${minute}`;
  return `${hour}${minute === "00" ? "" : `:${minute}`} ${dayPeriod.toLowerCase()}`;
}

/** As `hourWords`, midnight and noon by their names where the clock has twice twelve hours. */
function namedHour(at: Date, zone: string): string {
  const words = hourWords(at, zone);
  const { hour, minute } = parts(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, FIXED);
  if (!words.includes(" ") || minute !== "00") return words;
  return hour === "00" ? t.when.midnight : hour === "12" ? t.when.noon : words;
}

/** "between 9 and 10 pm", "between 11 pm and midnight"; zones too where the clock goes back. */
export function spanWords(at: Date, zone: string): string {
  const end = new Date(at.getTime() + HOUR_MS);
  const from = namedHour(at, zone);
  const to = namedHour(end, zone);
  if (from === to) return t.when.between(`${from} ${zoneWords(at, zone)}`, `${to} ${zoneWords(end, zone)}`);
  const [fromHour = from, fromHalf] = from.split(" ");
  const sameHalf = fromHalf !== undefined && fromHalf === to.split(" ")[1];
  return t.when.between(sameHalf ? fromHour : from, to);
}

/** "Fri 19 Jun", with the year on request. */
export function dayWords(at: Date, zone: string, year = false): string {
  const p = parts(at, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const told = [p.weekday ?? "", p.day ?? "", p.month ?? ""] as const;
  return year ? t.when.dayOfYear(...told, p.year ?? "") : t.when.day(...told);
}

const dateParts = (at: Date, zone: string) => parts(at, zone, { day: "numeric", month: "short", year: "numeric" });
const localNoon = (date: string) => new Date(`${date}T12:00:00Z`);

/** "27 Oct 2024". */
export function dateWords(at: Date, zone: string): string {
  const p = dateParts(at, zone);
  return t.when.date(p.day ?? "", p.month ?? "", p.year ?? "");
}

/** A local date ("2024-10-27") as "27 Oct 2024", whatever the zone. */
export const localDateWords = (date: string): string => dateWords(localNoon(date), "UTC");

/** Its "27 Oct". */
export function localDayWords(date: string): string {
  const p = dateParts(localNoon(date), "UTC");
  return t.when.dayMonth(p.day ?? "", p.month ?? "");
}

/** Its "Oct". */
export const localMonthWords = (date: string): string => dateParts(localNoon(date), "UTC").month ?? "";

export function weekday(at: Date, zone: string): string {
  return parts(at, zone, { weekday: "short" }).weekday ?? "";
}

export function dayOfMonth(at: Date, zone: string): string {
  return parts(at, zone, { day: "numeric" }).day ?? "";
}

/** "2024-10-27" in the zone. */
export function localDate(at: Date, zone: string): string {
  const p = parts(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, FIXED);
  return `${p.year ?? ""}-${p.month ?? ""}-${p.day ?? ""}`;
}

/** "MDT", or "GMT+2" where the language has no letters for the zone. */
export function zoneWords(at: Date, zone: string): string {
  return parts(at, zone, { timeZoneName: "short" }, language.locale).timeZoneName ?? zone;
}

function span(hours: number): string {
  if (hours < 48) return t.when.hours(hours);
  const days = t.when.days(Math.floor(hours / 24));
  return hours % 24 === 0 ? days : t.when.daysHours(days, t.when.hours(hours % 24));
}

/** "in 6 hours", "3 days 2 hours ago", "now"; of a hindcast, relative to the records' end. */
export function offsetWords(offset: number, hindcast: boolean): string {
  if (hindcast) {
    if (offset === 0) return t.when.asEnd;
    return offset > 0 ? t.when.afterEnd(span(offset)) : t.when.beforeEnd(span(-offset));
  }
  if (offset === 0) return t.time.now;
  return offset > 0 ? t.when.in(span(offset)) : t.offline.ago(span(-offset));
}

/** How long ago an instant was: "5 hours ago". */
export function agoWords(at: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - at.getTime()) / HOUR_MS);
  return hours < 1 ? t.offline.lessThanHour : t.offline.ago(hours < 48 ? span(hours) : span(24 * Math.floor(hours / 24)));
}

/** As `offsetWords`, for where there is little room. */
export function offsetShort(offset: number, hindcast: boolean): string {
  if (hindcast) {
    return offset === 0 ? t.time.end : t.when.endShort(`${offset > 0 ? "+" : "\u2212"} ${compact(Math.abs(offset))}`);
  }
  if (offset === 0) return t.time.now;
  return offset > 0 ? t.when.in(compact(offset)) : t.offline.ago(compact(-offset));
}

function compact(hours: number): string {
  if (hours < 48) return t.when.shortHours(hours);
  const days = t.when.shortDays(Math.floor(hours / 24));
  return hours % 24 === 0 ? days : `${days} ${t.when.shortHours(hours % 24)}`;
}

/** "yesterday, 11 pm", "today, 6 am", or the date, seen from `now`. */
export function dayAndHourWords(at: Date, now: Date, zone: string): string {
  const day = localDate(at, zone);
  const hour = hourWords(at, zone);
  if (day === localDate(now, zone)) return t.when.today(hour);
  if (day === localDate(new Date(now.getTime() - 24 * HOUR_MS), zone)) return t.when.yesterday(hour);
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
