import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Area, CitySummary, LonLat, Manifest } from "../api/types";
import type { Theme } from "../color/palette";
import { membersOf } from "../forecast/sets";
import type { MapController } from "../map/controller";
import { endsStore, useEnds } from "../route/ends";
import { useRoutes } from "../route/useRoutes";
import { t } from "../strings";
import type { Stop } from "./stops";
import { laterParts } from "./useParts";

const SETTLES_MS = 240;
const MINUTES_5 = 300_000;

const useParts = laterParts("route", () => import("../route/parts"));

/** The ids of offences against people, as the default counts them; null where there are none. */
export function personSet(forecast: Manifest | null): string | null {
  const ids = forecast?.categories.filter((c) => c.class === "person").map((c) => c.id) ?? [];
  return ids.length > 0 ? ids.join() : null;
}

interface On {
  wanted: boolean;
  summary: CitySummary;
  area: Area | null;
  forecast: Manifest | null;
  /** The categories chosen in the forecast. */
  category: string;
  /** What counts, in words. */
  what: string;
  /** The start of the hour that was chosen, null for now; what the forecast does not reach is asked for all the same. */
  hour: number | null;
  now: Date;
  map: MapController | null;
  theme: Theme;
  /** How far the phone's sheet is open: the map shows the ways in what it leaves. */
  stop: Stop | "desk";
  say: (text: string) => void;
}

/** The route's half of the page, once it was looked at: what is asked, what is found, what the map draws. */
export function useRouteMode({ wanted, summary, area, forecast, category, what, hour, now, map, theme, stop, say }: On) {
  const half = useParts(wanted);
  const found = half.parts;
  const ends = useEnds();
  const present = forecast?.hindcast ? null : new Date(Math.floor(now.getTime() / MINUTES_5) * MINUTES_5).toISOString();
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

  // Fitted once to each answer; the same ways at another hour leave the map where it is.
  const fitted = useRef("");
  const fit = wanted && data && !routes.loading && stop !== "full" ? `${stop} ${routes.answered ?? ""}` : "";
  useEffect(() => {
    if (!map || !found || !data || fit === "" || fit === fitted.current) return;
    // What lies on the map has its new size only after it has grown.
    const timer = window.setTimeout(() => {
      fitted.current = fit;
      map.fit(found.boundsOf(data), 16);
    }, SETTLES_MS);
    return () => window.clearTimeout(timer);
  }, [map, found, data, fit]);

  const onRoute = useCallback((index: number) => endsStore.set({ chosen: index }), []);
  const onTap = useCallback(
    (place: LonLat) => {
      const which = endsStore.tap(place);
      if (which === null) say(t.route.full);
      else if (found) say(t.route.taken(t.route[which], found.endWords({ place, name: null }, area, "")));
    },
    [area, found, say],
  );
  const spoken = found && data && !routes.loading ? found.spokenWords(data, chosen, what) : (routes.error?.message ?? "");
  const line: [string, string] = found && data ? found.lineWords(data, chosen) : [t.modes.route, t.route.line];
  return {
    ...half, ends, places: [from, to], routes, data, chosen, spoken, line, onRoute, onTap,
  };
}
