import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { heights, nearestStop, STOPS, type Stop } from "./stops";

interface Props {
  stop: Stop;
  /** Room above the time bar, CSS pixels. */
  room: number;
  /** The one line that is left of it. */
  summary: ReactNode;
  /** What stands in the line's place once it is open. */
  tabs: ReactNode;
  onStop: (stop: Stop) => void;
  children: ReactNode;
}

interface Drag {
  from: number;
  height: number;
  lastY: number;
  lastTime: number;
  speed: number;
  moved: boolean;
}

const SLOP = 6;

/** The phone's panel: three stops, by drag, by button, by keys. */
export function Sheet({ stop, room, summary, tabs, onStop, children }: Props) {
  const drag = useRef<Drag | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const all = heights(room);

  useEffect(() => {
    if (stop === "line") body.current?.scrollTo(0, 0);
  }, [stop]);

  const step = useCallback(
    (by: number) => {
      const next = STOPS[Math.min(Math.max(STOPS.indexOf(stop) + by, 0), STOPS.length - 1)];
      if (next) onStop(next);
    },
    [stop, onStop],
  );

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    drag.current = {
      from: event.clientY,
      height: all[stop],
      lastY: event.clientY,
      lastTime: event.timeStamp,
      speed: 0,
      moved: false,
    };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const state = drag.current;
    if (!state) return;
    const up = state.from - event.clientY;
    if (!state.moved) {
      if (Math.abs(up) < SLOP) return;
      // Only now: a press that does not move stays a click on what lies under it.
      event.currentTarget.setPointerCapture(event.pointerId);
      state.moved = true;
    }
    const elapsed = Math.max(event.timeStamp - state.lastTime, 1);
    state.speed = (state.lastY - event.clientY) / elapsed;
    state.lastY = event.clientY;
    state.lastTime = event.timeStamp;
    setDragged(Math.min(Math.max(state.height + up, all.line), all.full));
  };
  const onPointerUp = () => {
    const state = drag.current;
    drag.current = null;
    if (!state?.moved) return;
    setDragged(null);
    onStop(nearestStop(state.height + state.from - state.lastY + 160 * state.speed, all));
  };
  const cancel = () => {
    drag.current = null;
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp") step(1);
    else if (event.key === "ArrowDown") step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const arrow = (icon: "up" | "down", label: string, id: string, by: number) => (
    <button
      type="button"
      className="quiet square"
      aria-label={label}
      data-testid={id}
      onClick={() => step(by)}
      onKeyDown={onKeyDown}
    >
      <Icon name={icon} />
    </button>
  );

  return (
    <section
      className="sheet card"
      data-testid="sheet"
      data-stop={stop}
      data-dragging={dragged !== null}
      data-cover
      aria-label={t.sheet.label}
      style={{ height: dragged ?? all[stop] }}
    >
      <div
        className="sheet-head"
        data-testid="sheet-head"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={cancel}
      >
        {stop === "line" ? (
          <button
            type="button"
            className="sheet-line"
            data-testid="sheet-larger"
            aria-expanded={false}
            onClick={() => step(1)}
            onKeyDown={onKeyDown}
          >
            <span className="grip" aria-hidden="true" />
            <span className="sheet-summary">{summary}</span>
            <span className="sr-only">{t.sheet.larger}</span>
          </button>
        ) : (
          <>
            <span className="sheet-grip" aria-hidden="true">
              <span className="grip" />
            </span>
            <div className="sheet-bar">
              {tabs}
              {stop === "half" && arrow("up", t.sheet.larger, "sheet-larger", 1)}
              {arrow("down", t.sheet.smaller, "sheet-smaller", -1)}
            </div>
          </>
        )}
      </div>
      <div ref={body} className="sheet-body" inert={stop === "line" && dragged === null}>
        {children}
      </div>
    </section>
  );
}
