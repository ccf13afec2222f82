import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Manifest, Totals } from "../api/types";
import { hourStart } from "../forecast/hours";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { rounded } from "../ui/numbers";
import { hasOwnKeys, hourAfterKey } from "./keys";
import { cityBand, citySeries } from "./series";
import { Track } from "./Track";
import { PickHour } from "./PickHour";
import { HOURS_PER_SECOND, speedOfKey, SPEEDS, type Speed } from "./speeds";
import { usePlay } from "./usePlay";
import { dayMarks, dayWords, hourWords, offsetShort, offsetWords, zoneWords } from "./words";

interface Props {
  /** With the hours that are shown: the forecast's, or those of a typical week. */
  manifest: Manifest;
  /** The forecast's own. */
  forecast: Manifest;
  /** Number in its year of the week whose typical hours are shown; null in the forecast. */
  week: number | null;
  totals: Totals | null;
  category: string;
  hour: number;
  /** Null where now is not among the hours. */
  now: number | null;
  reducedMotion: boolean;
  /** Little room: short words. */
  short: boolean;
  speed: Speed;
  has: (hour: number) => boolean;
  onSpeed: (speed: Speed) => void;
  onKeys: () => void;
  onHour: (hour: number) => void;
  /** Start of any hour, UTC milliseconds; null is now. */
  onAt: (at: number | null) => void;
  onPlaying: (playing: boolean) => void;
}

export function TimeBar(props: Props) {
  const { manifest, week, totals, category, hour, now, has, onHour, onAt } = props;
  const { reducedMotion, onPlaying, short, speed, onSpeed } = props;
  const [picking, setPicking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const zone = manifest.time_zone;
  const start = hourStart(manifest, hour);
  const days = useMemo(
    () => dayMarks(new Date(manifest.first_hour), manifest.hours, zone),
    [manifest, zone],
  );
  const values = citySeries(totals, category, manifest);
  const band = cityBand(totals, category);
  const play = usePlay(hour, manifest.hours, has, onHour, reducedMotion, HOURS_PER_SECOND[speed]);
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
      const faster = speedOfKey(event.key);
      if (faster) {
        event.preventDefault();
        onSpeed(faster);
        return;
      }
      if (event.key === "t" || event.key === "n") {
        event.preventDefault();
        stop();
        if (event.key === "t") setPicking(true);
        else onAt(null);
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
  }, [hour, manifest.hours, toggle, stop, onHour, onAt, onSpeed]);
  const closePick = useCallback(() => {
    // What had the focus inside is gone: it goes back to what opened it.
    if (document.activeElement?.closest("[data-testid=hour-picker]")) opener.current?.focus();
    setPicking(false);
  }, []);

  const day = dayWords(start, zone, (manifest.hindcast || week !== null) && !short);
  const words = `${day}, ${hourWords(start, zone)}`;
  const offset =
    now === null ? t.typical.line(week ?? 1) : offsetWords(hour - now, manifest.hindcast);
  const offsetOnPhone = now === null ? t.typical.lineShort : offsetShort(hour - now, manifest.hindcast);
  const expected = values?.[hour];
  const lower = band?.lower[hour];
  const upper = band?.upper[hour];
  const playLabel = reducedMotion ? t.time.step : playing ? t.time.pause : t.time.play;

  return (
    <section className="timebar card" data-testid="time-bar" data-typical={week ?? undefined} data-cover aria-label={t.time.bar}>
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
        {!reducedMotion && !short && (
          <button
            type="button"
            className="quiet square speed"
            data-testid="speed"
            data-speed={speed}
            aria-label={t.time.speedNow(t.time.speeds[speed])}
            title={t.time.speedNow(t.time.speeds[speed])}
            onClick={() => onSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? "normal")}
          >
            {t.time.speedShort[speed]}
          </button>
        )}
        <button
          ref={opener}
          type="button"
          className="time-words"
          data-testid="hour-pick"
          aria-haspopup="dialog"
          aria-expanded={picking}
          title={t.time.pick}
          onClick={() => {
            stop();
            setPicking(!picking);
          }}
        >
          <span className="hour-line">
            <span className="hour-words" data-testid="hour-words">
              <strong>
                <span>{day},</span> <span>{hourWords(start, zone)}</span>
              </strong>
              {!short && <span className="zone"> {zoneWords(start, zone)}</span>}
            </span>
            <Icon name={picking ? "down" : "up"} />
          </span>
          <span className="hour-offset" data-testid="hour-offset">
            {short ? (now === null ? offsetOnPhone : `${zoneWords(start, zone)}, ${offsetOnPhone}`) : offset}
          </span>
          <span className="sr-only">{t.time.pick}</span>
        </button>
        <span className="time-gap" />
        {expected !== undefined && (
          <p className="time-city" data-testid="city-expected">
            {lower !== undefined && upper !== undefined
              ? (short ? t.time.cityShort : t.time.city)(rounded(expected), rounded(lower), rounded(upper))
              : (week === null ? t.time.cityPlain : t.typical.city)(rounded(expected))}
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
            onClick={() => {
              stop();
              onAt(null);
            }}
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
      {picking && (
        <PickHour
          manifest={props.forecast}
          start={start}
          speed={reducedMotion ? null : speed}
          onAt={(at) => {
            stop();
            onAt(at);
          }}
          onSpeed={onSpeed}
          onKeys={props.onKeys}
          onClose={closePick}
        />
      )}
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
