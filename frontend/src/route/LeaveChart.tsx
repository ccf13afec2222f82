import { useState, type PointerEvent } from "react";
import type { Routes } from "../api/types";
import { t } from "../strings";
import { dayWords, hourWords } from "../time/words";
import { useSize } from "../ui/hooks";
import { bandPath, linePath, stepAt, topOf } from "../ui/path";
import { leaveAt, leaveWords, rangeWords } from "./words";

interface Props {
  found: Routes;
  chosen: number;
  onLeave: (at: number) => void;
}

const HEIGHT = 84;

/** What is expected on the chosen route by the hour of departure; a tap asks for that hour. */
export function LeaveChart({ found, chosen, onLeave }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [open, setOpen] = useState(false);
  const { trips, departure, time_zone: zone } = found;
  const series = found.features.map(({ properties }) => properties.leaving);
  const leaving = series[chosen] ?? [];
  const words = leaveWords(leaving, departure, zone);
  if (leaving.length < 2 || words === null) return null;
  const upper = leaving.map(([, , high]) => high);
  const top = topOf(series.flat().map(([mean]) => mean), upper);
  const frame = { width, height: HEIGHT, top };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onLeave(leaveAt(departure, stepAt(event.clientX - box.left, box.width, leaving.length)));
  };
  const hour = (i: number) => new Date(leaveAt(departure, i));
  const marks = leaving.flatMap((_, i) => (i % 6 === 0 ? [i] : []));
  return (
    <section className="leave" data-testid="leave">
      <h3>{t.route.leaveWhen}</h3>
      <p className="note" data-testid="leave-words">
        {words}
      </p>
      <div ref={ref} className="week-chart" role="img" aria-label={words} title={t.route.leaveHint} onPointerDown={move}>
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <path className="leave-band" d={bandPath(leaving.map(([, low]) => low), upper, frame)} />
          {series.map((values, i) => (
            <path key={i} className={i === chosen ? "spark-line" : "leave-other"} d={linePath(values.map(([mean]) => mean), frame)} />
          ))}
          <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          <line className="track-hour" x1={width / leaving.length / 2} x2={width / leaving.length / 2} y1="0" y2={HEIGHT} />
        </svg>
        <div className="track-labels" aria-hidden="true">
          {marks.map((i) => (
            <span key={i} className="track-label" style={{ left: (i / leaving.length) * width, width: (6 / leaving.length) * width }}>
              {hourWords(hour(i), zone)}
            </span>
          ))}
        </div>
      </div>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.route.leaveTable}</summary>
        {open && (
          <table className="spans">
            <thead>
              <tr>
                <th scope="col">{t.route.departure}</th>
                <th scope="col">{t.route.inTrips(trips)}</th>
              </tr>
            </thead>
            <tbody>
              {leaving.map(([mean, low, high], i) => (
                <tr key={i}>
                  <th scope="row">
                    <button type="button" className="link" onClick={() => onLeave(leaveAt(departure, i))}>
                      {dayWords(hour(i), zone)}, {hourWords(hour(i), zone)}
                    </button>
                  </th>
                  <td>{rangeWords(trips * mean, trips * low, trips * high)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </section>
  );
}
