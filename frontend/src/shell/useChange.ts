import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { ChangePlace, CitySummary } from "../api/types";
import { tellsChange, timesUsual } from "../forecast/change";
import { snapped } from "../map/grid";
import type { useCityData } from "./useCityData";
import type { View } from "./url";

type Data = Pick<ReturnType<typeof useCityData>, "manifest" | "category">;

export interface Against {
  /** What is usual at the chosen place, hour by hour. */
  place: ChangePlace | null;
  /** What is usual in the city, hour by hour; asked for where the map shows the change. */
  city: number[] | null;
}

/** What is usual of the forecast's hours, where it tells: of the chosen place, and of the city. */
export function useChange(summary: CitySummary, view: View, { manifest, category }: Data): Against {
  const forecast = manifest.data;
  const told = forecast && view.mode === "forecast" && tellsChange(forecast) ? forecast : null;
  const key = told && `change/${summary.id}/${told.id}/${category}`;
  const spot = told && view.place ? snapped(told.grid, view.place) : null;
  const cell = key && spot && `${key}/${spot.map((d) => d.toFixed(6)).join()}`;
  const place = useResource(cell, (signal) =>
    api.changePlace(summary.id, told?.id ?? "", spot ?? [0, 0], category, signal),
  );
  const wanted = view.show === "change" ? key : null;
  const city = useResource(wanted, (signal) => api.changeCity(summary.id, told?.id ?? "", category, signal));
  // An answer for another cell or choice is no answer.
  return {
    place: cell !== null && place.key === cell ? place.data : null,
    city: wanted !== null && city.key === wanted ? (city.data?.usual ?? null) : null,
  };
}

/** How many times the usual is expected at the chosen place in an hour; null where it is not told. */
export function timesHere({ place }: Against, category: string, expected: number[] | null, hour: number): number | null {
  if (!place || !expected || place.category !== category) return null;
  return timesUsual(expected[hour] ?? 0, place.usual[hour] ?? 0, place.least);
}
