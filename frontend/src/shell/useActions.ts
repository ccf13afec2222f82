import { useCallback, type Dispatch, type SetStateAction } from "react";
import type { Area, CitySummary, GridInfo, LonLat, Manifest, NameFound } from "../api/types";
import { hourIndex, hourStart, nowIndex } from "../forecast/hours";
import { beyond } from "../forecast/typical";
import { insideArea } from "../map/area";
import type { MapController } from "../map/controller";
import { snapped } from "../map/grid";
import type { Hit } from "../search/query";
import { t } from "../strings";
import type { Stop } from "./stops";
import { viewStore } from "./view";

export const PLACE_ZOOM = 14.5;

interface On {
  summary: CitySummary;
  map: MapController | null;
  area: Area | null;
  /** The grid on the map. */
  grid: GridInfo | undefined;
  forecast: Manifest | null;
  /** The forecast with the hours that are shown. */
  span: Manifest | null;
  /** What a place is for, where it is not asked about. */
  onTap: ((at: LonLat) => void) | null;
  setStop: Dispatch<SetStateAction<Stop>>;
  say: (message: string) => void;
}

/** What the parts of a city's page do to what it shows: hour, place, map. */
export function useActions({ summary, map, area, grid, forecast, span, onTap, setStop, say }: On) {
  const setAt = useCallback(
    (at: number | null) => {
      const isNow = at !== null && forecast !== null && hourIndex(forecast, at, new Date()) === nowIndex(forecast, new Date());
      const reached = forecast && beyond(forecast, at) === null;
      viewStore.replace({ hour: isNow && reached ? null : at });
    },
    [forecast],
  );
  const setHour = useCallback(
    (index: number) => {
      if (span) setAt(hourStart(span, index).getTime());
    },
    [span, setAt],
  );
  const pick = useCallback(
    (at: LonLat) => {
      if (onTap) {
        onTap(at);
        return;
      }
      viewStore.push({ place: grid ? snapped(grid, at) : at });
      setStop((old) => (old === "line" ? "half" : old));
    },
    [grid, onTap, setStop],
  );
  const closePlace = useCallback(() => {
    viewStore.push({ place: null });
    setStop("line");
  }, [setStop]);
  const onNeighborhood = useCallback(
    (hit: Hit) => {
      if (map) map.fit(hit.bounds);
      else pick(hit.label);
    },
    [map, pick],
  );
  const onPlace = useCallback(
    (at: LonLat) => {
      if (area && !insideArea(area, at)) {
        say(t.search.outside(summary.name));
        return;
      }
      map?.flyTo(at, PLACE_ZOOM);
      pick(at);
    },
    [map, pick, area, say, summary.name],
  );
  const onName = useCallback(
    ({ name, kind, bbox, lon, lat }: NameFound) => {
      if (!map) {
        onPlace([lon, lat]);
        return;
      }
      map.setFound(kind === "street" || kind === "path" ? { street: name, bounds: bbox } : null);
      map.fit(bbox, 16);
    },
    [map, onPlace],
  );
  const onClear = useCallback(() => map?.setFound(null), [map]);
  return { setAt, setHour, pick, closePlace, onNeighborhood, onPlace, onName, onClear };
}
