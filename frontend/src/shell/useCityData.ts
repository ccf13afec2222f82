import { useMemo } from "react";
import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { City, CitySummary, Manifest } from "../api/types";
import { isSet, knownChoice } from "../forecast/sets";
import { againstText, secondOf } from "../history/against";
import { daysText, hoursText } from "../history/brush";
import { countedChoice } from "../history/choice";
import { periodDates } from "../history/period";
import { snapped } from "../map/grid";
import { withSet } from "../time/series";
import { useTick } from "../ui/hooks";
import type { View } from "./url";

export const HISTORY_CELL = 250 as const;
const LOOK_AGAIN_MS = 10 * 60_000;

/** Whether a city's document tells of the same records and the same base map. */
function sameCity(before: City, after: City): boolean {
  return (
    before.records?.version === after.records?.version &&
    before.streets?.id === after.streets?.id &&
    before.style_url === after.style_url
  );
}

/** Everything that is asked of the server for one city and view. */
export function useCityData(summary: CitySummary, view: View, categoryOf: (forecast: Manifest) => string | null = () => null) {
  const id = summary.id;
  // A page that stays open finds a newer forecast, and newer records, by itself.
  const tick = useTick(LOOK_AGAIN_MS);
  const city = useResource(
    `city/${id}`,
    (signal) => api.city(id, signal),
    { again: tick, same: sameCity },
  );
  const area = useResource(`area/${id}`, (signal) => api.area(id, signal));
  // Asked even where the list said that there is none: one may have been issued since.
  const manifest = useResource(
    `manifest/${id}`,
    (signal) => api.latest(id, signal),
    { again: tick, same: (before, after) => before.id === after.id },
  );
  const forecast = manifest.data;
  const totals = useResource(forecast && `totals/${id}/${forecast.id}`, (signal) =>
    api.totals(id, forecast?.id ?? "", signal),
  );
  const category = forecast ? knownChoice(forecast, categoryOf(forecast) ?? view.category) : "all";
  // How sure a set's count in the city is, is no sum of what is told of its members.
  const set = useResource(
    forecast && isSet(category) ? `totals/${id}/${forecast.id}/${category}` : null,
    (signal) => api.totalsOf(id, forecast?.id ?? "", category, signal),
  );
  const cityTotals = useMemo(() => withSet(totals.data, set.data), [totals.data, set.data]);
  // The cell's middle is asked for: where exactly somebody points, or is, stays in the browser.
  const spot = forecast && view.place ? snapped(forecast.grid, view.place) : null;
  const place = useResource(
    forecast && spot && view.mode === "forecast"
      ? `place/${id}/${forecast.id}/${spot.map((d) => d.toFixed(6)).join()}/${category}`
      : null,
    (signal) => api.place(id, forecast?.id ?? "", spot ?? [0, 0], category, signal),
  );

  const records = city.data?.records ?? null;
  const dates = records ? periodDates(view.period, records) : null;
  const counted = city.data ? countedChoice(city.data, view.category) : "all";
  const [weekdays, hours] = [daysText(view.brush), hoursText(view.brush)];
  const asked = { ...dates, category: counted, weekdays, hours, cell: HISTORY_CELL } as const;
  /** The period to compare with, or why there is none. */
  const second = dates && records && view.against ? secondOf(view.against, dates, records) : null;
  const other = second?.kind === "dates" ? { from: second.from, to: second.to } : null;
  const of = dates && records && view.mode === "history"
    ? [id, records.version, dates.from, dates.to, other?.from, other?.to, counted, weekdays, hours].join("/")
    : null;
  // Both answers at once: what is compared was asked for alike.
  const both = useResource(of && `history/${of}`, (signal) =>
    Promise.all([api.history(id, asked, signal), other && api.history(id, { ...asked, ...other }, signal)]),
  );
  const history = { ...both, data: both.data?.[0] ?? null };
  const counts = history.data?.grid;
  const at = view.place && counts ? snapped(counts, view.place).map((d) => Number(d.toFixed(6))) : null;
  const [lon = 0, lat = 0] = at ?? [];
  const historyPlace = useResource(at && of && `history-place/${at.join()}/${of}`, (signal) =>
    // Of both periods at once: what is told of the years depends on both.
    api.historyPlace(id, { lon, lat, ...asked, against: other && againstText(other) }, signal),
  );
  return {
    city, area, manifest, totals, cityTotals, place, history, historyPlace, records, dates, category, counted,
    second, earlier: both.data?.[1] ?? null,
  };
}
