import { useMemo } from "react";
import type { CitySummary, GridInfo, LonLat } from "../api/types";
import { choiceOf, hourStart } from "../forecast/hours";
import { insideArea, neighborhoodAt } from "../map/area";
import { cellAt, cellOutline } from "../map/grid";
import { answerOf } from "../place/PlaceCard";
import type { useCityData } from "./useCityData";

type Data = Pick<ReturnType<typeof useCityData>, "area" | "city" | "manifest" | "place">;

/** The chosen place: its cell of the grid on the map, and what the forecast answers for an hour. */
export function useSpot(
  spot: LonLat | null,
  grid: GridInfo | undefined,
  hour: number,
  summary: CitySummary,
  { area, city, manifest, place }: Data,
) {
  const forecast = manifest.data;
  const cell = spot && grid ? cellAt(grid, spot) : null;
  const inside = spot !== null && area.data !== null && insideArea(area.data, spot);
  const neighborhood = useMemo(
    () => (spot && area.data ? neighborhoodAt(area.data, spot) : null),
    [spot, area.data],
  );
  const outline = useMemo(
    () => (grid && cell !== null && inside ? cellOutline(grid, cell) : null),
    [grid, cell, inside],
  );
  // The answer of the place before is not this one's; that of the category before may stay a moment.
  const answered = place.data?.cell;
  const same =
    answered && forecast ? cell === answered.row * forecast.grid.width + answered.column : false;
  const expected = same && place.data ? place.data.expected : null;
  const answer =
    expected && forecast && place.data
      ? answerOf(
          expected[hour] ?? 0,
          choiceOf(forecast, place.data.category, city.data?.classes),
          place.data.cell.size,
          hourStart(forecast, hour),
          summary.time_zone,
        )
      : null;
  /** The cell for the history's card: "outside" where there are no data, null where none is asked. */
  const counted = spot ? (inside && cell !== null ? cell : ("outside" as const)) : null;
  /** The forecast's card: without the answer of another place; null where none is asked. */
  const asked = spot ? (same || place.error ? place : { ...place, data: null }) : null;
  return { neighborhood, outline, expected, answer, counted, asked };
}
