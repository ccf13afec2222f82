import { hoursOfDate } from "./typical";
import { HOUR_MS, hourWords, localDate, zoneWords } from "./words";

export interface PickHour {
  /** The hour's start, UTC milliseconds. */
  at: number;
  /** "9 pm"; with the zone where a clock that goes back has the hour twice. */
  label: string;
}

/** The hours between two instants, the second not included. */
export interface Window {
  from: number;
  to: number;
}

/** The hours that a local date has, 23 or 25 on a clock change: those of a window where one is given. */
export function pickHours(date: string, zone: string, window: Window | null): PickHour[] {
  const all = hoursOfDate(date, zone).map((at) => ({ at, label: hourWords(new Date(at), zone) }));
  const twice = new Set(all.filter(({ label }, i) => all.some((h, j) => j !== i && h.label === label)).map((h) => h.label));
  return all
    .filter(({ at }) => !window || (at >= window.from && at < window.to))
    .map(({ at, label }) => ({ at, label: twice.has(label) ? `${label} ${zoneWords(new Date(at), zone)}` : label }));
}

/** The hour of another date at the same time of the clock, or the nearest that date has. */
export function sameTimeOn(date: string, at: number, zone: string, window: Window | null): number | null {
  const hours = pickHours(date, zone, window);
  const plain = hourWords(new Date(at), zone);
  const label = pickHours(localDate(new Date(at), zone), zone, null).find((hour) => hour.at === at)?.label;
  const same = hours.find((h) => h.label === label) ?? hours.find((h) => hourWords(new Date(h.at), zone) === plain);
  if (same) return same.at;
  const days = Math.round(
    (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${localDate(new Date(at), zone)}T00:00:00Z`)) / (24 * HOUR_MS),
  );
  const wanted = at + days * 24 * HOUR_MS;
  const nearest = hours.reduce<PickHour | null>(
    (best, hour) => (best && Math.abs(best.at - wanted) <= Math.abs(hour.at - wanted) ? best : hour),
    null,
  );
  return nearest?.at ?? null;
}
