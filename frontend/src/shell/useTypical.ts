import { useMemo } from "react";
import { api } from "../api/client";
import { useResource, type Resource } from "../api/resource";
import type { CitySummary, Manifest, Place, Totals } from "../api/types";
import { beyond, typicalManifest, typicalPlace, typicalTotals } from "../forecast/typical";
import { snapped } from "../map/grid";
import { localWeek, mondayOf, type LocalWeek } from "../time/typical";
import { localDate } from "../time/words";
import type { useCityData } from "./useCityData";
import type { View } from "./url";

export interface Typical {
  week: LocalWeek;
  /** The forecast's manifest with the week in place of the window. */
  manifest: Manifest;
  /** The hour's place in the week. */
  index: number;
  totals: Totals | null;
  place: Resource<Place>;
}

type Data = Pick<ReturnType<typeof useCityData>, "manifest" | "category" | "place">;

/** The local week of an instant: the same object for as long as it is that week. */
function useLocalWeek(at: number | null, zone: string): LocalWeek | null {
  return at === null ? null : localWeek(mondayOf(localDate(new Date(at), zone)), zone);
}

/** What is typical of the hour that a link asks for, where the forecast does not reach it; else null. */
export function useTypical(summary: CitySummary, view: View, { manifest, category, place }: Data): Typical | null {
  const forecast = manifest.data;
  const at = forecast && view.mode === "forecast" ? beyond(forecast, view.hour) : null;
  const zone = summary.time_zone;
  const week = useLocalWeek(at, zone);
  const shown = useMemo(() => (forecast && week ? typicalManifest(forecast, week) : null), [forecast, week]);

  const key = forecast && week ? `${summary.id}/${forecast.id}/${week.week}/${category}` : null;
  const city = useResource(key, (signal) =>
    api.typicalCity(summary.id, forecast?.id ?? "", category, week?.week ?? 1, signal),
  );
  const spot = forecast && view.place ? snapped(forecast.grid, view.place) : null;
  const own = useResource(key && spot ? `${key}/${spot.map((d) => d.toFixed(6)).join()}` : null, (signal) =>
    api.typicalPlace(summary.id, forecast?.id ?? "", spot ?? [0, 0], category, week?.week ?? 1, signal),
  );

  // An answer for another week is no answer: its hours may be others.
  const told = city.key === key ? city.data : null;
  const totals = useMemo(() => (told && week ? typicalTotals(told, week, category) : null), [told, week, category]);
  const here = own.key !== null && own.key.startsWith(`${key ?? ""}/`) ? own.data : null;
  const cell = place.data;
  const answer = useMemo(() => (here && cell && week ? typicalPlace(here, cell, week) : null), [here, cell, week]);

  if (at === null || !week || !shown) return null;
  return {
    week,
    manifest: shown,
    index: Math.max(week.starts.indexOf(at), 0),
    totals,
    place: {
      data: answer,
      key: own.key,
      error: place.error ?? own.error,
      loading: place.loading || own.loading,
      retry: () => {
        place.retry();
        own.retry();
      },
    },
  };
}
