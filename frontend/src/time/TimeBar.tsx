import { useEffect, useMemo } from "react";
import type { Manifest, Totals } from "../api/types";
import { hourStart } from "../forecast/hours";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { rounded } from "../ui/numbers";
import { hasOwnKeys, hourAfterKey } from "./keys";
import { Track } from "./Track";
import { usePlay } from "./usePlay";
import { dayMarks, dayWords, hourWords, offsetShort, offsetWords, zoneWords } from "./words";

interface Props {
  manifest: Manifest;
  totals: Totals | null;
  category: string;
  hour: number;
  now: number;
  reducedMotion: boolean;
  /** Little room: short words. */
  short: boolean;
  has: (hour: number) => boolean;
  onHour: (hour: number) => void;
  onPlaying: (playing: boolean) => void;
}

export function cityBand(
  totals: Totals | null,
  category: string,
): { lower: number[]; upper: number[] } | null {
  const found = totals?.interval[category];
  return typeof found === "object" ? found : null;
}

export function citySeries(totals: Totals | null, category: string): number[] | null {
  if (!totals) return null;
  return category === "all" ? totals.all : (totals.categories[category] ?? totals.all);
}

export function TimeBar(props: Props) {
  const { manifest, totals, category, hour, now, has, onHour, reducedMotion, onPlaying, short } = props;
  const zone = manifest.time_zone;
  const start = hourStart(manifest, hour);
  const days = useMemo(
    () => dayMarks(new Date(manifest.first_hour), manifest.hours, zone),
    [manifest, zone],
  );
  const values = citySeries(totals, category);
  const band = cityBand(totals, category);
  const play = usePlay(hour, manifest.hours, has, onHour, reducedMotion);
  const { playing, toggle, stop } = play;
  useEffect(() => onPlaying(playing), [playing, onPlaying]);

  const choose = (to: number) => {
    stop();
    onHour(to);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (hasOwnKeys(event.target, event.key)) return;
      if (event.key === " ") {
        event.preventDefault();
        toggle();
        return;
      }
      const to = hourAfterKey(event.key, event.shiftKey, hour, manifest.hours);
      if (to === null) return;
      event.preventDefault();
      stop();
      onHour(to);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [hour, manifest.hours, toggle, stop, onHour]);

  const words = `${dayWords(start, zone, manifest.hindcast && !short)}, ${hourWords(start, zone)}`;
  const offset = offsetWords(hour - now, manifest.hindcast);
  const expected = values?.[hour];
  const lower = band?.lower[hour];
  const upper = band?.upper[hour];
  const playLabel = reducedMotion ? t.time.step : playing ? t.time.pause : t.time.play;

  return (
    <section className="timebar card" data-testid="time-bar" data-cover aria-label={t.time.bar}>
      <div className="time-head">
        <button
          type="button"
          className="round primary"
          data-testid="play"
          aria-label={playLabel}
          title={playLabel}
          onClick={toggle}
        >
          <Icon name={reducedMotion ? "step" : playing ? "pause" : "play"} />
        </button>
        <div className="time-words">
          <p className="hour-words" data-testid="hour-words">
            <strong>{words}</strong>
            {!short && <span className="zone"> {zoneWords(start, zone)}</span>}
          </p>
          <p className="hour-offset" data-testid="hour-offset">
            {short ? `${zoneWords(start, zone)}, ${offsetShort(hour - now, manifest.hindcast)}` : offset}
          </p>
        </div>
        {expected !== undefined && (
          <p className="time-city" data-testid="city-expected">
            {lower !== undefined && upper !== undefined
              ? (short ? t.time.cityShort : t.time.city)(rounded(expected), rounded(lower), rounded(upper))
              : t.time.cityPlain(rounded(expected))}
          </p>
        )}
        <div className="time-steps">
          <button
            type="button"
            className="quiet square"
            aria-label={t.time.back}
            title={t.time.back}
            data-testid="hour-back"
            onClick={() => choose(Math.max(hour - 1, 0))}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="quiet square to-now"
            aria-label={manifest.hindcast ? t.time.toEnd : t.time.toNow}
            title={manifest.hindcast ? t.time.toEnd : t.time.toNow}
            data-testid="to-now"
            disabled={hour === now}
            onClick={() => choose(now)}
          >
            <Icon name="now" />
          </button>
          <button
            type="button"
            className="quiet square"
            aria-label={t.time.on}
            title={t.time.on}
            data-testid="hour-on"
            onClick={() => choose(Math.min(hour + 1, manifest.hours - 1))}
          >
            <Icon name="right" />
          </button>
        </div>
      </div>
      <Track
        hours={manifest.hours}
        hour={hour}
        now={now}
        nowLabel={manifest.hindcast ? t.time.end : t.time.now}
        valueText={`${words} ${zoneWords(start, zone)}, ${offset}`}
        days={days}
        values={values}
        band={band}
        onHour={choose}
      />
    </section>
  );
}
