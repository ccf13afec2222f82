import type { CitySummary } from "../api/types";
import { inSentence } from "../forecast/hours";
import type { useFrames } from "../forecast/useFrames";
import { t } from "../strings";
import { dayWords, hourWords } from "../time/words";
import { noticesOf } from "./noticesOf";
import type { Notice } from "./Notices";
import type { Mode } from "./url";
import type { useCityData } from "./useCityData";

interface Facts {
  summary: CitySummary;
  data: Pick<ReturnType<typeof useCityData>, "city" | "area" | "manifest" | "totals" | "place" | "history" | "dates">;
  frames: Pick<ReturnType<typeof useFrames>, "error" | "shown" | "retry">;
  mode: Mode;
  now: Date;
  webgl: boolean;
  styleFailed: boolean;
  /** The server does not answer, and what is shown was kept on the device. */
  offline: boolean;
  /** The categories on the map, in words. */
  shownLabel: string | null;
  /** Whether what was asked for is on the map, and its ground. */
  drawn: boolean;
}

export interface PageState {
  state: "loading" | "ready" | "empty" | "error";
  noForecast: boolean;
  notices: Notice[];
}

/** How far the page has come with what it was asked to show, and what must be said of that. */
export function stateOf({ summary, data, frames, mode, now, webgl, styleFailed, offline, shownLabel, drawn }: Facts): PageState {
  const { city, area, manifest, totals, place, history } = data;
  const forecast = manifest.data;
  const inHistory = mode === "history";
  const noForecast = manifest.error?.status === 404 && !forecast;
  const empty = inHistory ? city.data !== null && data.dates === null : noForecast;
  const failed = [city, area, manifest, totals, place, history].filter((r) => r.error?.status === 0);
  const lost = failed.length > 0 || frames.error?.status === 0;
  const behind = frames.error && frames.shown && !inHistory ? frames.shown.start : null;
  const still =
    behind && shownLabel !== null
      ? t.states.stillShows(
          inSentence(shownLabel),
          `${dayWords(behind, summary.time_zone)}, ${hourWords(behind, summary.time_zone)}`,
        )
      : null;
  const notices = noticesOf({
    summary,
    forecast,
    mode,
    now,
    webgl,
    styleFailed,
    lost,
    offline,
    frameError: frames.error,
    still,
    onRetry: () => {
      const again = offline ? [city, manifest, ...failed] : failed;
      new Set(again).forEach((resource) => resource.retry());
      frames.retry();
    },
    onRetryFrame: frames.retry,
  });
  const shown = webgl ? drawn : inHistory ? history.data !== null : totals.data !== null;
  const broken = lost || city.error !== null || (manifest.error !== null && !noForecast);
  const state = empty ? "empty" : broken ? "error" : shown && !history.loading ? "ready" : "loading";
  return { state, noForecast, notices };
}
