import { useCallback, useEffect, useMemo, useState } from "react";
import type { CitySummary, Manifest } from "../api/types";
import type { Theme } from "../color/palette";
import { membersOf } from "../forecast/sets";
import type { MapController } from "../map/controller";
import { endsStore, useEnds } from "../route/ends";
import { useRoutes } from "../route/useRoutes";
import type { Stop } from "./stops";
import { viewStore } from "./view";

type Parts = typeof import("../route/parts");

const SETTLES_MS = 240;

let parts: Parts | null = null;
const load = async () => (parts ??= await import("../route/parts"));
if (viewStore.get().mode === "route") load().catch(() => undefined);

/** The ids of offences against people, as the default counts them; null where there are none. */
export function personSet(forecast: Manifest | null): string | null {
  const ids = forecast?.categories.filter((c) => c.class === "person").map((c) => c.id) ?? [];
  return ids.length > 0 ? ids.join() : null;
}

interface On {
  wanted: boolean;
  summary: CitySummary;
  forecast: Manifest | null;
  /** The categories chosen in the forecast. */
  category: string;
  /** The start of the hour that was chosen, null for now; what the forecast does not reach is asked for all the same. */
  hour: number | null;
  now: Date;
  map: MapController | null;
  theme: Theme;
  /** How far the phone's sheet is open: the map shows the ways in what it leaves. */
  stop: Stop;
}

/** The route's half of the page, once it was looked at: what is asked, what is found, what the map draws. */
export function useRouteMode({ wanted, summary, forecast, category, hour, now, map, theme, stop }: On) {
  const [found, setFound] = useState(parts);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(-1);
  useEffect(() => {
    if (wanted && !found) load().then(setFound, () => setFailed(attempt));
  }, [wanted, found, attempt]);
  const ends = useEnds();
  const present = forecast?.hindcast ? null : new Date(Math.floor(now.getTime() / 300_000) * 300_000).toISOString();
  const asked = useMemo(
    () =>
      wanted && forecast
        ? {
            city: summary.id,
            forecast: forecast.id,
            departure: hour === null ? present : new Date(hour).toISOString(),
            categories: ends.counts === "person" ? null : membersOf(forecast, category),
          }
        : null,
    [wanted, forecast, summary.id, hour, present, ends.counts, category],
  );
  const routes = useRoutes(asked, ends);
  const data = wanted ? routes.data : null;
  const chosen = Math.min(ends.chosen, (data?.features.length ?? 1) - 1);
  const [from, to] = [ends.from?.place ?? null, ends.to?.place ?? null];
  useEffect(() => {
    if (!map) return;
    map.setRoutes(wanted && found ? found.routeFeatures(data, chosen, [from, to], theme) : []);
  }, [map, wanted, found, data, chosen, from, to, theme]);
  useEffect(() => {
    if (!map || !found || !data) return;
    // What lies on the map has its new size only after it has grown.
    const timer = window.setTimeout(() => map.fit(found.boundsOf(data), 16), SETTLES_MS);
    return () => window.clearTimeout(timer);
    // The same places by another hour leave the map where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, found, from, to, data !== null, stop]);
  const onRoute = useCallback((index: number) => endsStore.set({ chosen: index }), []);
  return { parts: found, failed: failed === attempt, retry: () => setAttempt((n) => n + 1), ends, routes, chosen, onRoute };
}
