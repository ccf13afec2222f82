import { useMemo, useState, type KeyboardEvent } from "react";
import { monthMarks } from "../history/marks";
import { t } from "../strings";
import { localDateWords } from "../time/words";
import { useSize } from "../ui/hooks";
import { whole } from "../ui/numbers";
import { stepAt } from "../ui/path";
import { axisTicks, isInside, type CourseCount } from "./sums";

interface Props {
  counts: CourseCount[];
  hours: number;
}

const HEIGHT = 240;
const LEFT = 40;
/** Room that a date takes; one that would be cut at the right edge is left out. */
const LABEL = 42;
const FOOT = 22;

/** What was expected, the range given for it, and what came: one dot a day. */
export function CourseChart({ counts, hours }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const r = t.record;
  const inner = Math.max(width - LEFT, 1);
  const drawn = useMemo(() => {
    const ends = counts.flatMap((c) => [c.lower90, c.upper90, c.observed]);
    const ticks = axisTicks(Math.min(...ends) * 0.95, Math.max(...ends) * 1.03, 5);
    const low = Math.min(...ends) * 0.95;
    const high = Math.max(Math.max(...ends) * 1.03, low + 1);
    const x = (i: number) => LEFT + ((i + 0.5) / counts.length) * inner;
    const y = (value: number) => (1 - (value - low) / (high - low)) * (HEIGHT - FOOT - 8) + 8;
    const line = (values: number[]) => values.map((v, i) => `${x(i).toFixed(1)} ${y(v).toFixed(1)}`);
    const upper = line(counts.map((c) => c.upper90));
    const lower = line(counts.map((c) => c.lower90));
    return {
      ticks,
      x,
      y,
      band: `M${upper.join("L")}L${[...lower].reverse().join("L")}Z`,
      expected: `M${line(counts.map((c) => c.expected)).join("L")}`,
      marks: monthMarks(counts.map((c) => c.date)),
    };
  }, [counts, inner]);
  const size = Math.min(Math.max(inner / counts.length / 2.2, 1.6), 4);
  const every = Math.max(1, Math.ceil((36 * drawn.marks.length) / inner));
  const shown = at === null ? undefined : counts[at];
  const inside = counts.filter(isInside).length;

  const onKey = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -counts.length, End: counts.length };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setAt((old) => Math.min(Math.max((old ?? -1) + by, 0), counts.length - 1));
  };

  return (
    <figure className="course">
      <ul className="course-key" aria-hidden="true">
        <li><span className="key-band" /> {r.keyBand}</li>
        <li><span className="key-line" /> {r.keyExpected}</li>
        <li><span className="key-dot" /> {r.keyInside}</li>
        <li><span className="key-dot out" /> {r.keyOutside}</li>
      </ul>
      <div
        ref={ref}
        className="course-chart"
        data-testid="record-chart"
        role="slider"
        tabIndex={0}
        aria-label={r.pictureLabel(r.windows(hours), whole(inside), whole(counts.length))}
        aria-valuemin={1}
        aria-valuemax={counts.length}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={shown && words(shown)}
        onKeyDown={onKey}
        onPointerDown={(event) => setAt(stepAt(event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT, inner, counts.length))}
        onPointerMove={(event) => setAt(stepAt(event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT, inner, counts.length))}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {drawn.ticks.map((value) => (
            <g key={value}>
              <line className="course-grid" x1={LEFT} x2={width} y1={drawn.y(value)} y2={drawn.y(value)} />
              <text className="course-text end" x={LEFT - 8} y={drawn.y(value) + 4}>
                {whole(value)}
              </text>
            </g>
          ))}
          {drawn.marks.map(({ index, label }, i) =>
            i % every === 0 && LEFT + (index / counts.length) * inner + LABEL <= width ? (
              <text key={index} className="course-text" x={LEFT + (index / counts.length) * inner} y={HEIGHT - 4}>
                {label}
              </text>
            ) : null,
          )}
          <path className="course-band" d={drawn.band} />
          <path className="course-line" d={drawn.expected} />
          {counts.map((count, i) => (
            <circle key={count.date + String(i)} className={isInside(count) ? "course-dot" : "course-dot out"} cx={drawn.x(i)} cy={drawn.y(count.observed)} r={isInside(count) ? size : size + 1} />
          ))}
          {at !== null && <line className="track-hour" x1={drawn.x(at)} x2={drawn.x(at)} y1="4" y2={HEIGHT - FOOT} />}
        </svg>
      </div>
      <figcaption className="note" data-testid="record-day">
        {shown ? words(shown) : r.pictureHint}
      </figcaption>
    </figure>
  );
}

function words({ date, observed, expected, lower90, upper90 }: CourseCount): string {
  return t.record.day(localDateWords(date), whole(observed), whole(expected), whole(lower90), whole(upper90));
}
