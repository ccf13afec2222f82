import { dayWords, hourWords, HOUR_MS, localDate, zoneWords } from "./words";

export interface PickHour {
  /** The hour's place in the window. */
  index: number;
  /** "9 pm"; with the zone where a clock that goes back has the hour twice. */
  label: string;
}

export interface PickDay {
  /** The local date, "2026-06-19". */
  date: string;
  label: string;
  hours: PickHour[];
}

/** The local days of a window of hours and the hours each has: 23 or 25 on a clock change. */
export function pickDays(first: Date, hours: number, zone: string): PickDay[] {
  const days: PickDay[] = [];
  const starts: Date[] = [];
  for (let index = 0; index < hours; index++) {
    const at = new Date(first.getTime() + index * HOUR_MS);
    starts.push(at);
    const date = localDate(at, zone);
    let day = days.at(-1);
    if (day?.date !== date) {
      day = { date, label: dayWords(at, zone), hours: [] };
      days.push(day);
    }
    day.hours.push({ index, label: hourWords(at, zone) });
  }
  for (const day of days) {
    const twice = new Set(
      day.hours.filter(({ label }, i) => day.hours.some((h, j) => j !== i && h.label === label)).map((h) => h.label),
    );
    for (const hour of day.hours) {
      const at = starts[hour.index];
      if (at && twice.has(hour.label)) hour.label += ` ${zoneWords(at, zone)}`;
    }
  }
  return days;
}

export function dayOfHour(days: PickDay[], index: number): PickDay | undefined {
  return days.find((day) => day.hours.some((hour) => hour.index === index));
}

/** The hour of another day at the same time of the clock, or the nearest that day has. */
export function sameTimeOn(days: PickDay[], date: string, index: number): number | null {
  const day = days.find((d) => d.date === date);
  const from = dayOfHour(days, index);
  const label = from?.hours.find((hour) => hour.index === index)?.label;
  if (!day || !from) return null;
  const same = day.hours.find((hour) => hour.label === label);
  if (same) return same.index;
  const apart = (hour: PickHour) => {
    const wanted = index + 24 * (days.indexOf(day) - days.indexOf(from));
    return Math.abs(hour.index - wanted);
  };
  return day.hours.reduce((best, hour) => (apart(hour) < apart(best) ? hour : best)).index;
}
