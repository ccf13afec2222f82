import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { History, Records } from "../api/types";
import { t } from "../strings";
import { localDateWords } from "../time/words";
import { useSize } from "../ui/hooks";
import { areaPath, linePath } from "../ui/path";
import { spanWords } from "./brushWords";
import { around, dateOf, dayNumber, daysAfterKey, draggedDays, type DayGrip, type Days } from "./dates";
import { useLive } from "./useLive";

interface Props {
  history: History;
  /** The period that is compared with. */
  second: History | null;
  records: Records;
  from: string;
  to: string;
}

const HEIGHT = 30;
/** A handle stands outside of what it bounds, so that a short period can be taken hold of. */
const HANDLE = 14;

/** All weeks of the records, and on them the period, which can be drawn, moved and pulled. */
export function Overview({ history, second, records, from, to }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const drag = useRef<{ grip: DayGrip; days: Days; start: number; now: Days | null } | null>(null);
  const [preview, setPreview] = useState<Days | null>(null);
  const { begin, tell } = useLive();
  const bounds = { from: dayNumber(records.first ?? from), to: dayNumber(records.last ?? to) };
  const days = preview ?? { from: dayNumber(from), to: dayNumber(to) };
  const { first, counts } = history.weeks;
  const start = dayNumber(first);
  const span = Math.max(7 * counts.length, 1);
  const x = (day: number) => ((day - start) / span) * width;
  const paths = useMemo(() => {
    const frame = { width, height: HEIGHT, top: Math.max(...counts, 1) * 1.06 };
    return { area: areaPath(counts, frame), line: linePath(counts, frame) };
  }, [counts, width]);

  const dayAt = (event: PointerEvent) => {
    const box = ref.current?.getBoundingClientRect();
    return box && box.width > 0 ? Math.floor(start + ((event.clientX - box.left) / box.width) * span) : start;
  };
  const period = (next: Days) => ({ period: { kind: "range" as const, from: dateOf(next.from), to: dateOf(next.to) } });
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const named = (event.target as Element).closest<HTMLElement>("[data-grip]")?.dataset.grip as DayGrip | undefined;
    drag.current = { grip: named ?? "new", days, start: dayAt(event), now: null };
    begin();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = drag;
    if (!current) return;
    const at = dayAt(event);
    if (at === current.start && !current.now) return;
    current.now = draggedDays(current.grip, current.days, current.start, at, bounds);
    setPreview(current.now);
    tell(period(current.now));
  };
  const onUp = () => {
    const { current } = drag;
    drag.current = null;
    setPreview(null);
    if (!current) return;
    if (current.now) tell(period(current.now), true);
    else if (current.grip === "new") tell(period(around(current.days, current.start, bounds)), true);
  };
  const onKey = (grip: DayGrip) => (event: KeyboardEvent) => {
    const next = daysAfterKey(grip, event.key, event.shiftKey, days, bounds);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    begin();
    tell(period(next), true);
  };
  const handle = (grip: "from" | "to", day: number) => (
    <span
      className="overview-handle"
      data-grip={grip}
      data-testid={`overview-${grip}`}
      role="slider"
      tabIndex={0}
      aria-label={t.history.brush[grip]}
      aria-valuemin={bounds.from}
      aria-valuemax={bounds.to}
      aria-valuenow={day}
      aria-valuetext={localDateWords(dateOf(day))}
      style={{ left: grip === "from" ? x(day) - HANDLE : x(day + 1) }}
      onKeyDown={onKey(grip)}
    />
  );
  return (
    <div
      ref={ref}
      className="overview"
      data-testid="overview"
      role="group"
      aria-label={t.history.brush.label}
      data-own-keys
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => {
        drag.current = null;
        setPreview(null);
      }}
    >
      <svg width={width} height={HEIGHT} className="track-chart" aria-hidden="true">
        {counts.length > 1 && (
          <>
            <path className="spark-area" d={paths.area} />
            <path className="spark-line" d={paths.line} />
          </>
        )}
        <line className="track-foot" x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      </svg>
      {second && (
        <span
          className="overview-other"
          data-testid="overview-other"
          style={{ left: x(dayNumber(second.from)), width: Math.max(x(dayNumber(second.to) + 1) - x(dayNumber(second.from)), 2) }}
        />
      )}
      <span
        className="overview-window"
        data-grip="move"
        data-testid="overview-window"
        role="slider"
        tabIndex={0}
        aria-label={t.history.brush.window(days.to - days.from + 1)}
        aria-valuemin={bounds.from}
        aria-valuemax={bounds.to}
        aria-valuenow={days.from}
        aria-valuetext={spanWords({ from: dateOf(days.from), to: dateOf(days.to) })}
        style={{ left: x(days.from), width: Math.max(x(days.to + 1) - x(days.from), 2) }}
        onKeyDown={onKey("move")}
      />
      {handle("from", days.from)}
      {handle("to", days.to)}
    </div>
  );
}
