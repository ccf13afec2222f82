import { useMemo, type KeyboardEvent, type PointerEvent } from "react";
import { t } from "../strings";
import { useSize } from "../ui/hooks";
import { areaPath, bandPath, linePath, stepAt, topOf } from "../ui/path";
import { hourAfterKey } from "./keys";
import type { DayMark } from "./words";

interface Props {
  hours: number;
  hour: number;
  /** Null where now is not among the hours. */
  now: number | null;
  nowLabel: string;
  valueText: string;
  days: DayMark[];
  values: number[] | null;
  band: { lower: number[]; upper: number[] } | null;
  onHour: (hour: number) => void;
}

const HEIGHT = 40;

/** The slider: the city's expected count is its track. */
export function Track(props: Props) {
  const { hours, hour, now, nowLabel, days, values, band, onHour } = props;
  const [ref, { width }] = useSize<HTMLDivElement>();
  const paths = useMemo(() => {
    if (!values || width === 0) return null;
    const frame = { width, height: HEIGHT, top: topOf(values, band?.upper) };
    return {
      area: areaPath(values, frame),
      line: linePath(values, frame),
      band: band ? bandPath(band.lower, band.upper, frame) : "",
    };
  }, [values, band, width]);
  const x = (index: number) => ((index + 0.5) / hours) * width;

  const move = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onHour(stepAt(event.clientX - box.left, box.width, hours));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = hourAfterKey(event.key, event.shiftKey, hour, hours);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onHour(to);
  };

  return (
    <div
      ref={ref}
      className="track"
      data-testid="time-slider"
      role="slider"
      tabIndex={0}
      aria-label={now === null ? t.typical.slider : t.time.slider}
      aria-valuemin={0}
      aria-valuemax={hours - 1}
      aria-valuenow={hour}
      aria-valuetext={props.valueText}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
      }}
    >
      <svg width={width} height={HEIGHT} className="track-chart" aria-hidden="true">
        {paths && (
          <>
            {now !== null && (
              <rect className="track-past" x="0" y="0" width={(now / hours) * width} height={HEIGHT} />
            )}
            <path className="spark-band" d={paths.band} />
            <path className="spark-area" d={paths.area} />
            <path className="spark-line" d={paths.line} />
          </>
        )}
        {days.map((day) =>
          day.hour === 0 ? null : (
            <line
              key={day.hour}
              className="track-day"
              x1={(day.hour / hours) * width}
              x2={(day.hour / hours) * width}
              y1="0"
              y2={HEIGHT}
            />
          ),
        )}
        <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {now !== null && <line className="track-now" x1={x(now)} x2={x(now)} y1="0" y2={HEIGHT} />}
        <line className="track-hour" x1={x(hour)} x2={x(hour)} y1="0" y2={HEIGHT} />
        <circle className="track-knob" cx={x(hour)} cy={HEIGHT / 2} r="7" />
      </svg>
      {now !== null && Math.abs(x(hour) - x(now)) > 14 && (
        <span
          className="track-now-label"
          data-side={now > hours / 2 ? "left" : "right"}
          style={{ left: x(now) }}
          aria-hidden="true"
        >
          {nowLabel}
        </span>
      )}
      <div className="track-labels" aria-hidden="true">
        {days.map((day) => {
          const room = (day.hours / hours) * width;
          if (room < 22) return null;
          return (
            <span
              key={day.hour}
              className="track-label"
              style={{ left: (day.hour / hours) * width, width: room }}
            >
              {room > 52 ? `${day.weekday} ${day.day}` : room > 30 ? day.weekday : day.weekday.charAt(0)}
            </span>
          );
        })}
      </div>
    </div>
  );
}
