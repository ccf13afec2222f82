import { useEffect, useId, useRef } from "react";
import type { Manifest } from "../api/types";
import { tellsUsual } from "../forecast/typical";
import { t } from "../strings";
import { pickHours, sameTimeOn } from "./pick";
import { SPEEDS, type Speed } from "./speeds";
import { dayWords, HOUR_MS, localDate, zoneWords } from "./words";

interface Props {
  /** The forecast's own, whatever is shown. */
  manifest: Manifest;
  /** Start of the hour that is shown. */
  start: Date;
  /** Null where nothing plays. */
  speed: Speed | null;
  /** Start of the hour that is chosen, UTC milliseconds. */
  onAt: (at: number) => void;
  onSpeed: (speed: Speed) => void;
  onKeys: () => void;
  onClose: () => void;
}

const FIRST_DATE = "1970-01-01";
const LAST_DATE = "2099-12-31";

/**
 * Any hour by date and time, in the city's own time: of the forecast, and, where it tells what is
 * usual, of any other day, whose typical hour is shown then.
 */
export function PickHour({ manifest, start, speed, onAt, onSpeed, onKeys, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const zone = manifest.time_zone;
  const open = tellsUsual(manifest);
  const from = Date.parse(manifest.first_hour);
  const reach = { from, to: from + manifest.hours * HOUR_MS };
  const limit = open ? null : reach;
  const last = new Date(reach.to - HOUR_MS);
  const date = localDate(start, zone);
  const hours = pickHours(date, zone, limit);

  useEffect(() => {
    box.current?.querySelector<HTMLElement>("input")?.focus();
  }, []);
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      const target = event.target;
      if (!(target instanceof Element) || box.current?.contains(target)) return;
      // The button that opens it closes it by itself; stepping through hours leaves it open.
      if (!target.closest("[data-testid=time-bar]")) onClose();
    };
    window.addEventListener("pointerdown", onDown);
    return () => window.removeEventListener("pointerdown", onDown);
  }, [onClose]);

  return (
    <div
      ref={box}
      className="pick card"
      role="dialog"
      aria-label={t.time.pick}
      data-testid="hour-picker"
      data-cover
      data-own-keys
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="pick-row">
        <label className="date">
          <span>{t.time.date}</span>
          <input
            type="date"
            data-testid="pick-date"
            min={open ? FIRST_DATE : localDate(new Date(from), zone)}
            max={open ? LAST_DATE : localDate(last, zone)}
            required
            value={date}
            onChange={(event) => {
              const { value, validity } = event.target;
              // Years are typed figure by figure: until there are four nothing is asked for.
              const to = validity.valid ? sameTimeOn(value, start.getTime(), zone, limit) : null;
              if (to !== null) onAt(to);
            }}
          />
        </label>
        <label className="date">
          <span>{t.time.clock(zoneWords(start, zone))}</span>
          <select
            data-testid="pick-hour"
            value={start.getTime()}
            onChange={(event) => onAt(Number(event.target.value))}
          >
            {hours.map(({ at, label }) => (
              <option key={at} value={at}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="note" data-testid="pick-note">
        {(open ? t.time.pickNoteAny : t.time.pickNote)(dayWords(new Date(from), zone), dayWords(last, zone))}
      </p>
      {speed !== null && (
        <fieldset className="speeds">
          <legend>{t.time.speed}</legend>
          {SPEEDS.map((name) => (
            <label key={name} data-chosen={name === speed}>
              <input
                type="radio"
                name={`${id}-speed`}
                value={name}
                checked={name === speed}
                onChange={() => onSpeed(name)}
              />
              {t.time.speeds[name]}
            </label>
          ))}
        </fieldset>
      )}
      <div className="pick-foot">
        <button type="button" className="link" data-testid="keys-open" onClick={onKeys}>
          {t.keys.open}
        </button>
        <button type="button" className="button small" data-testid="pick-done" onClick={onClose}>
          {t.time.done}
        </button>
      </div>
    </div>
  );
}
