import { useMemo, type PointerEvent } from "react";
import { t } from "../strings";
import type { DayMark } from "../time/words";
import { useSize } from "../ui/hooks";
import { areaPath, linePath, stepAt } from "../ui/path";
import { rateLabel } from "../legend/Legend";

interface Props {
  values: number[];
  hour: number;
  /** Null where now is not among the hours. */
  now: number | null;
  days: DayMark[];
  onHour: (hour: number) => void;
}

const HEIGHT = 72;

/** The cell's window as a small chart: now and the chosen hour marked, tap to choose another. */
export function WeekChart({ values, hour, now, days, onHour }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const top = Math.max(...values);
  const low = Math.min(...values);
  const frame = { width, height: HEIGHT, top: top * 1.08 };
  const paths = useMemo(
    () => {
      const box = { width, height: HEIGHT, top: Math.max(...values) * 1.08 };
      return { area: areaPath(values, box), line: linePath(values, box) };
    },
    [values, width],
  );
  const x = (index: number) => ((index + 0.5) / values.length) * width;
  const y = (value: number) => (frame.top > 0 ? HEIGHT - (value / frame.top) * HEIGHT : HEIGHT);
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onHour(stepAt(event.clientX - box.left, box.width, values.length));
  };
  return (
    <div
      ref={ref}
      className="week-chart"
      role="img"
      aria-label={t.place.chart(rateLabel(low), rateLabel(top))}
      title={t.place.weekHint}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
      }}
    >
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {now !== null && (
          <rect className="track-past" x="0" y="0" width={(now / values.length) * width} height={HEIGHT} />
        )}
        {days.map((day) =>
          day.hour === 0 ? null : (
            <line
              key={day.hour}
              className="track-day"
              x1={(day.hour / values.length) * width}
              x2={(day.hour / values.length) * width}
              y1="0"
              y2={HEIGHT}
            />
          ),
        )}
        <path className="spark-area" d={paths.area} />
        <path className="spark-line" d={paths.line} />
        <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {now !== null && <line className="track-now" x1={x(now)} x2={x(now)} y1="0" y2={HEIGHT} />}
        <line className="track-hour" x1={x(hour)} x2={x(hour)} y1="0" y2={HEIGHT} />
        <circle className="track-knob small" cx={x(hour)} cy={y(values[hour] ?? 0)} r="4.5" />
      </svg>
      <div className="track-labels" aria-hidden="true">
        {days.map((day) => {
          const room = (day.hours / values.length) * width;
          return room < 16 ? null : (
            <span
              key={day.hour}
              className="track-label"
              style={{ left: (day.hour / values.length) * width, width: room }}
            >
              {room > 30 ? day.weekday : day.weekday.charAt(0)}
            </span>
          );
        })}
      </div>
    </div>
  );
}
