import { useEffect, useRef, useState, type PointerEvent } from "react";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { afterKey, ALL_HOURS, brushOf, dragged, has, isWhole, rectOf, toggle, type Grip, type HourBrush, type Rect } from "./brush";
import { BrushFields } from "./BrushFields";
import { clockWords } from "./brushWords";
import { useLive } from "./useLive";

interface Props {
  /** What is shown of 168 hours, Monday's first one first. */
  cells: WeekCell[];
  brush: HourBrush;
}

export interface WeekCell {
  color: string;
  /** For the pointer, and for those who do not see the color. */
  title: string;
  said: string;
}

const PARTS = [0, 6, 12, 18];
const GRIPS = ["left", "right", "top", "bottom"] as const;

interface Drag {
  grip: Grip;
  rect: Rect | null;
  from: number;
  /** What is chosen while it goes on; null until it has left the slot it began in. */
  now: HourBrush | null;
  /** Where the matrix was when it began: the text above may grow and move it under the pointer. */
  lies: Lies;
}

interface Lies {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Weekdays down, hours across; a brush over it chooses hours. */
export function WeekMatrix({ cells: shownCells, brush }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [preview, setPreview] = useState<HourBrush | null>(null);
  const { begin, tell } = useLive();
  const shown = preview ?? brush;
  const rect = rectOf(shown);
  const choose = (next: HourBrush) => viewStore.push({ brush: next });

  const cells = () => [...(box.current?.querySelectorAll("tbody td") ?? [])];
  // The frame lies over the cells as the browser has laid them out.
  useEffect(() => {
    const place = () => {
      const all = cells();
      const [first, last] = rect ? [all[24 * rect.top + rect.left], all[24 * rect.bottom + rect.right]] : [];
      const outer = box.current?.getBoundingClientRect();
      if (!frame.current || !first || !last || !outer) return;
      const [a, b] = [first.getBoundingClientRect(), last.getBoundingClientRect()];
      Object.assign(frame.current.style, {
        left: `${a.left - outer.left}px`, top: `${a.top - outer.top}px`,
        width: `${b.right - a.left}px`, height: `${b.bottom - a.top}px`,
      });
    };
    place();
    if (!box.current) return;
    const observer = new ResizeObserver(place);
    observer.observe(box.current);
    return () => observer.disconnect();
  });

  const lies = (): Lies | null => {
    const all = cells();
    const [a, b] = [all[0]?.getBoundingClientRect(), all.at(-1)?.getBoundingClientRect()];
    return a && b ? { top: a.top, left: a.left, bottom: b.bottom, right: b.right } : null;
  };
  /** The slot under the pointer, the nearest one outside of the matrix. */
  const slotAt = (event: PointerEvent, at: Lies): number => {
    const part = (place: number, low: number, high: number, count: number) =>
      Math.min(Math.max(Math.floor(((place - low) / (high - low)) * count), 0), count - 1);
    return 24 * part(event.clientY, at.top, at.bottom, 7) + part(event.clientX, at.left, at.right, 24);
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    const grip = GRIPS.find((name) => target.closest(`[data-grip="${name}"]`));
    if (event.button !== 0 || (!grip && !target.closest("tbody td, .matrix-brush"))) return;
    const at = lies();
    if (!at) return;
    const from = slotAt(event, at);
    const inside = rect !== null && has(shown, from);
    drag.current = { grip: grip ?? (inside ? "move" : "new"), rect, from, now: null, lies: at };
    begin();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = drag;
    if (!current) return;
    const slot = slotAt(event, current.lies);
    if (slot === current.from && !current.now) return;
    current.now = brushOf(dragged(current.grip, current.rect, current.from, slot));
    setPreview(current.now);
    tell({ brush: current.now });
  };
  const onUp = () => {
    const { current } = drag;
    drag.current = null;
    setPreview(null);
    if (!current) return;
    if (current.now) tell({ brush: current.now }, true);
    else if (current.grip === "new" || current.grip === "move") {
      // A tap: that one hour; on what is chosen already, all of them again.
      const one = brushOf(dragged("new", null, current.from, current.from));
      choose(current.grip === "move" ? ALL_HOURS : one);
    }
  };

  return (
    <>
      <div
        ref={box}
        className="matrix-box"
        data-testid="matrix-box"
        data-brushed={!isWhole(shown)}
        tabIndex={0}
        role="group"
        aria-label={t.history.weekKeys}
        data-own-keys
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={() => {
          drag.current = null;
          setPreview(null);
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          const next = afterKey(event.key, event.shiftKey, brush);
          if (!next) return;
          event.preventDefault();
          choose(next);
        }}
      >
        <table className="matrix" data-testid="hour-of-week" aria-label={t.history.weekTable}>
          <thead>
            <tr>
              <td />
              {PARTS.map((hour, i) => {
                const hours = Array.from({ length: 6 }, (_, k) => hour + k);
                return (
                  <th key={hour} colSpan={6} scope="colgroup">
                    <button
                      type="button"
                      data-testid="brush-part"
                      aria-pressed={shown.hours.length < 24 && hours.every((h) => shown.hours.includes(h))}
                      aria-label={t.history.onlyHours(clockWords(hour), clockWords(hour), clockWords((hour + 6) % 24))}
                      title={t.history.parts[i]}
                      onClick={() => choose({ ...brush, hours: toggle(brush.hours, hours, ALL_HOURS.hours) })}
                    >
                      {clockWords(hour)}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {t.history.weekDays.map((day, row) => (
              <tr key={day}>
                <th scope="row">
                  <button
                    type="button"
                    data-testid="brush-day"
                    aria-pressed={shown.days.length < 7 && shown.days.includes(row + 1)}
                    aria-label={t.history.onlyDay(day, t.history.weekDaysLong[row] ?? day)}
                    onClick={() => choose({ ...brush, days: toggle(brush.days, [row + 1], ALL_HOURS.days) })}
                  >
                    {day}
                  </button>
                </th>
                {Array.from({ length: 24 }, (_, hour) => {
                  const { color, title, said } = shownCells[24 * row + hour] ?? { color: "none", title: "", said: "" };
                  return (
                    <td key={hour} data-in={has(shown, 24 * row + hour)} title={title} style={{ background: color }}>
                      <span className="sr-only">{said}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {rect && (
          <div ref={frame} className="matrix-brush" data-testid="matrix-brush" aria-hidden="true">
            {GRIPS.map((name) => (
              <span key={name} data-grip={name} />
            ))}
          </div>
        )}
      </div>
      <BrushFields brush={shown} onBrush={choose} />
    </>
  );
}
