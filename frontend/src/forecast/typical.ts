import type { Manifest, Place, Totals, TypicalCity, TypicalPlace } from "../api/types";
import type { LocalWeek } from "../time/typical";
import { HOUR_MS } from "../time/words";

/** Whether it tells what is usual, and so typical hours; forecasts issued before that do not. */
export function tellsUsual(manifest: Manifest): boolean {
  // Left out of older manifests, whatever their schema of today says.
  return ((manifest as { usual?: unknown }).usual ?? null) !== null;
}

/** The start of the hour that is asked for where the forecast does not reach it but tells what is usual. */
export function beyond(manifest: Manifest, hour: number | null): number | null {
  if (hour === null || !tellsUsual(manifest)) return null;
  const at = Math.floor(hour / HOUR_MS) * HOUR_MS;
  const first = Date.parse(manifest.first_hour);
  return at >= first && at < first + manifest.hours * HOUR_MS ? null : at;
}

/** The manifest with a week's hours in place of the forecast's: none of them is now. */
export function typicalManifest(manifest: Manifest, week: LocalWeek): Manifest {
  return {
    ...manifest,
    first_hour: new Date(week.starts[0] ?? 0).toISOString(),
    hours: week.starts.length,
    now: 0,
  };
}

/** What an hour is called in the name of what is drawn. */
export function hourName(week: LocalWeek | null, hour: number): string {
  return week ? `typical-${week.week}/${week.slots[hour] ?? 0}` : String(hour);
}

const ofHours = (week: LocalWeek, values: number[]) => week.slots.map((slot) => values[slot] ?? 0);

/** The city's usual counts by the week's hours, as the bar takes them. What is usual has no range. */
export function typicalTotals(told: TypicalCity, week: LocalWeek, category: string): Totals {
  const series = ofHours(week, told.expected);
  const interval = { level: 0 } as Totals["interval"];
  return { hours: series.length, all: series, categories: { [category]: series }, interval };
}

/** A place's typical week, beside what was reported there; null where the two are of other categories. */
export function typicalPlace(told: TypicalPlace, forecast: Place, week: LocalWeek): Place | null {
  if (told.category !== forecast.category) return null;
  return {
    ...forecast,
    hours: week.slots.length,
    expected: ofHours(week, told.expected),
    terms: [],
    likeliest: told.likeliest && {
      ...told.likeliest,
      which: week.slots.map((slot) => told.likeliest?.which[slot] ?? -1),
      chance: ofHours(week, told.likeliest.chance),
    },
    ahead: null,
  };
}
