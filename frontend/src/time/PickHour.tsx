import { useEffect, useId, useMemo, useRef } from "react";
import type { Manifest } from "../api/types";
import { hourStart } from "../forecast/hours";
import { t } from "../strings";
import { dayOfHour, pickDays, sameTimeOn } from "./pick";
import { SPEEDS, type Speed } from "./speeds";
import { zoneWords } from "./words";

interface Props {
  manifest: Manifest;
  hour: number;
  /** Null where nothing plays. */
  speed: Speed | null;
  onHour: (hour: number) => void;
  onSpeed: (speed: Speed) => void;
  onKeys: () => void;
  onClose: () => void;
}

/** Any hour of the forecast by date and time, in the city's own time. */
export function PickHour({ manifest, hour, speed, onHour, onSpeed, onKeys, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const zone = manifest.time_zone;
  const days = useMemo(() => pickDays(new Date(manifest.first_hour), manifest.hours, zone), [manifest, zone]);
  const day = dayOfHour(days, hour);

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
            min={days[0]?.date}
            max={days.at(-1)?.date}
            required
            value={day?.date ?? ""}
            onChange={(event) => {
              const to = sameTimeOn(days, event.target.value, hour);
              if (to !== null) onHour(to);
            }}
          />
        </label>
        <label className="date">
          <span>{t.time.clock(zoneWords(hourStart(manifest, hour), zone))}</span>
          <select data-testid="pick-hour" value={hour} onChange={(event) => onHour(Number(event.target.value))}>
            {day?.hours.map(({ index, label }) => (
              <option key={index} value={index}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="note">{t.time.pickNote(days[0]?.label ?? "", days.at(-1)?.label ?? "")}</p>
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
