import { useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Routes } from "../api/types";
import { t } from "../strings";
import { dayWords, HOUR_MS, hourWords } from "../time/words";
import { useSize } from "../ui/hooks";
import { bandPath, linePath, stepAt, topOf } from "../ui/path";
import { rounded } from "../ui/numbers";
import { hourOf, recall, routeKey, type Known, type Trip3 } from "./leave";
import { leaveWords, tripWords } from "./words";

interface Props {
  found: Routes;
  /** Names what was asked, but for the hour. */
  question: string;
  chosen: number;
  /** The departure that is asked for, which may be ahead of what was found. */
  at: number;
  onLeave: (at: number) => void;
}

const HEIGHT = 84;

/** Where values are known, which is in one piece. */
function pieceOf(values: (Trip3 | undefined)[]): [number, number] {
  return [values.findIndex((value) => value !== undefined), values.findLastIndex((value) => value !== undefined)];
}

const column = (values: (Trip3 | undefined)[], which: 0 | 1 | 2) => values.map((value) => value?.[which] ?? 0);

/** What is expected on the chosen route by the hour of departure: a slider over the hours, and a table. */
export function LeaveChart({ found, question, chosen, at, onLeave }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState<number | null>(null);
  const [known, setKnown] = useState<Known>(() => recall(null, question, found));
  if (known.found !== found || known.question !== question) setKnown(recall(known, question, found));
  const { trips, time_zone: zone } = found;
  const { first, hours } = known;
  const all = found.features.map((feature) => known.routes[routeKey(feature)] ?? []);
  const values = all[chosen] ?? [];
  const words = leaveWords(known, values);
  if (words === null) return null;
  const slot = Math.min(Math.max((hourOf(at) - first) / HOUR_MS, 0), hours - 1);
  const top = topOf(all.flatMap((one) => column(one, 0)), column(values, 2));
  const frame = { width, height: HEIGHT, top };
  const when = (i: number) => {
    const start = new Date(first + i * HOUR_MS);
    return `${dayWords(start, zone)}, ${hourWords(start, zone)}`;
  };
  const told = (i: number) => {
    const value = values[i];
    return value ? tripWords(value, trips) : t.route.leaveUnknown;
  };
  const leave = (to: number) => {
    const next = Math.min(Math.max(to, 0), hours - 1);
    if (next !== slot) onLeave(first + next * HOUR_MS);
  };
  const under = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return stepAt(event.clientX - box.left, box.width, hours);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowRight: slot + 1, ArrowUp: slot + 1, ArrowLeft: slot - 1, ArrowDown: slot - 1,
      PageUp: slot + 6, PageDown: slot - 6, Home: 0, End: hours - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    leave(to);
  };
  const x = (i: number) => ((i + 0.5) / hours) * width;
  const y = (i: number) => HEIGHT - (Math.min(values[i]?.[0] ?? 0, top) / top) * HEIGHT;
  const piece = pieceOf(values);
  const seen = over ?? slot;
  return (
    <section className="leave" data-testid="leave">
      <h3 className="with-note">
        {t.route.leaveWhen} <span className="note">{t.route.scale(rounded(trips * top), trips)}</span>
      </h3>
      <p className="leave-told" data-testid="leave-told">
        {when(seen)}: <b>{told(seen)}</b>
      </p>
      <div
        ref={ref}
        className="week-chart leave-chart"
        role="slider"
        tabIndex={0}
        aria-label={t.route.leaveSlider}
        aria-valuemin={0}
        aria-valuemax={hours - 1}
        aria-valuenow={slot}
        aria-valuetext={`${when(slot)}: ${told(slot)}, ${t.route.inTrips(trips)}`}
        title={t.route.leaveHint}
        data-testid="leave-slider"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          leave(under(event));
        }}
        onPointerMove={(event) => {
          setOver(under(event));
          if (event.currentTarget.hasPointerCapture(event.pointerId)) leave(under(event));
        }}
        onPointerLeave={() => setOver(null)}
        onPointerUp={() => setOver(null)}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <path className="leave-band" d={bandPath(column(values, 1), column(values, 2), frame, ...piece)} />
          {all.map((one, i) =>
            i === chosen ? null : <path key={i} className="leave-other" d={linePath(column(one, 0), frame, ...pieceOf(one))} />,
          )}
          <path className="spark-line" d={linePath(column(values, 0), frame, ...piece)} />
          <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          {over !== null && <line className="leave-over" x1={x(over)} x2={x(over)} y1="0" y2={HEIGHT} />}
          <line className="track-hour" x1={x(slot)} x2={x(slot)} y1="0" y2={HEIGHT} />
          <circle className="track-knob small" cx={x(slot)} cy={y(slot)} r="4.5" />
        </svg>
        <div className="track-labels" aria-hidden="true">
          {Array.from({ length: Math.ceil(hours / 6) }, (_, i) => 6 * i).map((i) => (
            <span key={i} className="track-label" style={{ left: (i / hours) * width, width: (6 / hours) * width }}>
              {hourWords(new Date(first + i * HOUR_MS), zone)}
            </span>
          ))}
        </div>
      </div>
      <p className="note" data-testid="leave-words">
        {words}
      </p>
      <details className="series" data-testid="leave-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.place.table}</summary>
        {open && (
          <div className="series-box" tabIndex={0} role="region" aria-label={t.route.leaveWhen} data-own-keys>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t.route.departure}</th>
                  <th scope="col">{t.route.inTrips(trips)}</th>
                </tr>
              </thead>
              <tbody>
                {values.map((value, i) => (
                  <tr key={i} aria-current={i === slot ? "true" : undefined}>
                    <th scope="row">{when(i)}</th>
                    <td>{value ? tripWords(value, trips) : ""}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </details>
    </section>
  );
}
