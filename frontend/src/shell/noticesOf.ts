import type { ApiError } from "../api/client";
import type { CitySummary, Manifest } from "../api/types";
import { staleDays } from "../forecast/hours";
import { t } from "../strings";
import { agoWords, dateWords, dayAndHourWords } from "../time/words";
import type { Notice } from "./Notices";
import type { Mode } from "./url";

interface Facts {
  summary: CitySummary;
  forecast: Manifest | null;
  mode: Mode;
  now: Date;
  webgl: boolean;
  /** The host's own map style did not load. */
  styleFailed?: boolean;
  /** The server no longer answers. */
  lost: boolean;
  /** What is shown was kept on the device, as the server does not answer. */
  offline?: boolean;
  frameError: ApiError | null;
  /** What the map still shows instead of what was asked for, in words. */
  still: string | null;
  onRetry: () => void;
  onRetryFrame: () => void;
}

/** When a forecast was issued, and how long ago that is. */
function issued({ issued_at }: Manifest, now: Date, zone: string): [string, string] {
  const at = new Date(issued_at);
  return [dayAndHourWords(at, now, zone), agoWords(at, now)];
}

/** What must be said on the screen as it is now, the most pressing first. */
export function noticesOf(facts: Facts): Notice[] {
  const { summary, forecast, mode, now } = facts;
  const notices: Notice[] = [];
  if (facts.offline) {
    const text =
      forecast && mode === "forecast"
        ? t.offline.forecast(...issued(forecast, now, summary.time_zone))
        : t.offline.history;
    const more = facts.lost ? ` ${t.offline.missing}${facts.still ? ` ${facts.still}` : ""}` : "";
    notices.push({ id: "offline", text: text + more, act: facts.onRetry });
  } else if (facts.lost) {
    notices.push({ id: "lost", text: facts.still ? `${t.states.lostShort} ${facts.still}` : t.states.lost, act: facts.onRetry });
  } else if (facts.frameError && mode === "forecast") {
    const text = `${t.states.frameFailed} ${facts.still ?? facts.frameError.message}`;
    notices.push({ id: "frame", text, act: facts.onRetryFrame });
  }
  if (summary.simulated) notices.push({ id: "simulated", text: t.data.simulated });
  if (forecast?.hindcast) {
    const last = dateWords(new Date(forecast.data_through), summary.time_zone);
    const words = mode === "history" ? t.data.hindcastHistory : t.data.hindcast;
    notices.push({ id: "hindcast", text: words(last) });
  }
  const stale = forecast ? staleDays(forecast, now) : 0;
  if (stale > 0 && mode === "forecast") {
    notices.push({ id: "stale", text: t.data.stale(stale, summary.id) });
  }
  if (facts.styleFailed) notices.push({ id: "style", text: t.map.styleFailed });
  if (!facts.webgl) notices.push({ id: "webgl", text: t.still.notice });
  return notices;
}
