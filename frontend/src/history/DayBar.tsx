import { useMemo, useRef, useState, type PointerEvent } from "react";
import type { History, Records } from "../api/types";
import { DEFAULT_PERIOD } from "../shell/url";
import { t } from "../strings";
import { dayWords } from "../time/words";
import { viewStore } from "../shell/view";
import { Icon } from "../ui/Icon";
import { useSize } from "../ui/hooks";
import { areaPath, linePath, stepAt } from "../ui/path";
import { whole } from "../ui/numbers";
import { dayBeside } from "./against";
import { dateOf, dayNumber, moved } from "./dates";
import { spanWords } from "./brushWords";
import { monthMarks } from "./marks";
import { Overview } from "./Overview";
import { completeDays } from "./period";

interface Props {
  history: History | null;
  /** The period that is compared with, and the day of it that stands beside the first. */
  second: History | null;
  start: string | null;
  records: Records | null;
  /** The share reported late; null where that is not known. */
  late: number | null;
  from: string;
  to: string;
  /** Whether the period was chosen day by day. */
  fixed: boolean;
  /** Whether the map needs all the height there is. */
  low: boolean;
}

const HEIGHT = 40;

/** Where the forecast has its time bar: the period by day, and all records to choose it from. */
export function DayBar({ history, second, start, records, late, from, to, fixed, low }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const values = useMemo(() => history?.by_day ?? [], [history]);
  /** The other period's count beside each day; undefined where there is none. */
  const beside = useMemo(() => {
    const known = new Map(second?.days.map((day, i) => [day, second.by_day[i] ?? 0]));
    const first = history?.days[0];
    return second && start && first ? history.days.map((day) => known.get(dayBeside(day, first, start))) : [];
  }, [history, second, start]);
  const paths = useMemo(() => {
    const other = beside.map((value) => value ?? 0);
    const frame = { width, height: HEIGHT, top: Math.max(...values, ...other, 1) * 1.06 };
    const complete = history && records ? completeDays(history.days, records, late) : values.length;
    const spark = (first: number, last: number) => ({
      area: areaPath(values, frame, first, last),
      line: linePath(values, frame, first, last),
    });
    return {
      complete,
      // Its days lie together: the records go from one day to another.
      other: linePath(other, frame, beside.findIndex((value) => value !== undefined), beside.findLastIndex((value) => value !== undefined)),
      done: spark(0, complete - 1),
      // From the last complete day on, so that the line has no gap.
      open: complete < values.length ? spark(Math.max(complete - 1, 0), values.length - 1) : null,
    };
  }, [history, beside, records, late, values, width]);
  /** The other period's first day that is not complete. */
  const otherOpen = useMemo(
    () => (second && records ? second.days[completeDays(second.days, records, late)] : undefined),
    [second, records, late],
  );
  const marks = useMemo(() => monthMarks(history?.days ?? []), [history]);
  // Names that would not fit are left out evenly.
  const every = Math.max(1, Math.ceil((40 * marks.length) / Math.max(width, 1)));
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const pressed = useRef<number | null>(null);
  const stepOf = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return stepAt(event.clientX - box.left, box.width, values.length);
  };
  const choose = (first: string, last: string) =>
    viewStore.push({ period: { kind: "range", from: first, to: last } });
  const bounds = records?.first && records.last ? { from: dayNumber(records.first), to: dayNumber(records.last) } : null;
  const shift = (times: number) => {
    if (!bounds) return;
    const days = { from: dayNumber(from), to: dayNumber(to) };
    const next = moved(days, times * (days.to - days.from + 1), bounds);
    choose(dateOf(next.from), dateOf(next.to));
  };
  const step = at !== null && at < values.length ? at : null;
  const x = (index: number) => ((index + 0.5) / values.length) * width;
  const day = step === null ? undefined : history?.days[step];
  const told = (date: string, complete: boolean, value: number) =>
    (complete ? t.history.day : t.history.dayOpen)(dayWords(new Date(`${date}T12:00:00Z`), "UTC", true), whole(value));
  const other = step === null ? undefined : beside[step];
  const otherDay = history?.days[0] && day && start ? dayBeside(day, history.days[0], start) : null;
  const total = history && (history.total === 1 ? t.history.totalOne : t.history.total(whole(history.total)));
  const parts = [paths.open ? t.history.byDayOpen : t.history.byDay, ...(second ? [t.history.compare.second(spanWords(second))] : [])];

  return (
    <section className="timebar card" data-testid="day-bar" data-cover aria-label={t.history.byDay}>
      <div className="time-head">
        <div className="time-words">
          <p className="hour-words" data-testid="history-span">
            <strong>{spanWords({ from, to })}</strong>
          </p>
          {!low && <p className="hour-offset">{parts.join("; ")}</p>}
        </div>
        <p className="time-city" data-testid="history-day">
          {day === undefined || step === null
            ? total
            : [
                told(day, step < paths.complete, values[step] ?? 0),
                ...(other !== undefined && otherDay ? [told(otherDay, otherOpen === undefined || otherDay < otherOpen, other)] : []),
              ].join("; ")}
        </p>
        <span className="time-gap" />
        <div className="time-steps">
          {fixed && (
            <button type="button" className="quiet square" data-testid="period-clear" aria-label={t.history.span28} title={t.history.span28} onClick={() => viewStore.push({ period: DEFAULT_PERIOD })}>
              <Icon name="close" />
            </button>
          )}
          <button type="button" className="quiet square" data-testid="period-earlier" aria-label={t.history.earlier} title={t.history.earlier} disabled={!records?.first || from <= records.first} onClick={() => shift(-1)}>
            <Icon name="left" />
          </button>
          <button type="button" className="quiet square" data-testid="period-later" aria-label={t.history.later} title={t.history.later} disabled={!records?.last || to >= records.last} onClick={() => shift(1)}>
            <Icon name="right" />
          </button>
        </div>
      </div>
      <div
        ref={ref}
        className="track choose"
        data-low={low}
        data-testid="day-track"
        role="img"
        aria-label={t.history.byDayChart(whole(Math.min(...values, Infinity) || 0), whole(Math.max(...values, 0)))}
        onPointerDown={(event) => {
          if (event.button !== 0 || values.length < 2) return;
          pressed.current = stepOf(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (values.length === 0) return;
          const now = stepOf(event);
          setAt(now);
          const first = pressed.current;
          if (first !== null && now !== first) setZoom([Math.min(first, now), Math.max(first, now)]);
        }}
        onPointerUp={() => {
          const [first, last] = zoom?.map((i) => history?.days[i]) ?? [];
          if (first !== undefined && last !== undefined) choose(first, last);
          pressed.current = null;
          setZoom(null);
        }}
        onPointerCancel={() => {
          pressed.current = null;
          setZoom(null);
        }}
        onPointerLeave={() => setAt(null)}
      >
        <svg width={width} height={HEIGHT} className="track-chart" aria-hidden="true">
          {zoom && (
            <rect
              className="track-chosen"
              x={(zoom[0] / values.length) * width}
              width={((zoom[1] - zoom[0] + 1) / values.length) * width}
              height={HEIGHT}
            />
          )}
          {values.length > 1 && (
            <>
              {paths.other && <path className="spark-line other" d={paths.other} data-testid="day-other" />}
              <path className="spark-area" d={paths.done.area} />
              <path className="spark-line" d={paths.done.line} />
              {paths.open && (
                <>
                  <path className="spark-area open" d={paths.open.area} />
                  <path className="spark-line open" d={paths.open.line} />
                </>
              )}
            </>
          )}
          {values.length === 1 && <circle className="track-knob small" cx={width / 2} cy={4} r="4" />}
          {marks.map(({ index }) =>
            index === 0 ? null : (
              <line key={index} className="track-day" x1={(index / values.length) * width} x2={(index / values.length) * width} y1="0" y2={HEIGHT} />
            ),
          )}
          <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          {step !== null && <line className="track-hour" x1={x(step)} x2={x(step)} y1="0" y2={HEIGHT} />}
        </svg>
        <div className="track-labels" aria-hidden="true" hidden={low}>
          {marks.map(({ index, label, days }, i) => {
            const room = (days / Math.max(values.length, 1)) * width;
            if (room * every < 30 || i % every !== 0) return null;
            return (
              <span key={index} className="track-label" style={{ left: (index / values.length) * width, width: room * every }}>
                {label}
              </span>
            );
          })}
        </div>
      </div>
      {history && records && !low && history.weeks.counts.length > 1 && (
        <Overview history={history} second={second} records={records} from={from} to={to} />
      )}
    </section>
  );
}
