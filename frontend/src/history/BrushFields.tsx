import { t } from "../strings";
import { ALL_HOURS, isWhole, runs, type HourBrush } from "./brush";
import { brushWords, clockWords } from "./brushWords";

interface Props {
  brush: HourBrush;
  onBrush: (brush: HourBrush) => void;
}

/** The hours of the day as two fields: the way to choose them past midnight, or without a drag. */
export function BrushFields({ brush, onBrush }: Props) {
  const [start = 0, length = 24] = runs(brush.hours, 0, 24)[0] ?? [];
  const end = (start + length) % 24;
  const set = (from: number, to: number) => {
    const count = (to - from + 24) % 24 || 24;
    const hours = Array.from({ length: count }, (_, i) => (from + i) % 24).sort((a, b) => a - b);
    onBrush({ ...brush, hours });
  };
  const field = (label: string, value: number, id: string, onHour: (hour: number) => void) => (
    <label className="date">
      <span>{label}</span>
      <select data-testid={id} value={value} onChange={(event) => onHour(Number(event.target.value))}>
        {ALL_HOURS.hours.map((hour) => (
          <option key={hour} value={hour}>
            {clockWords(hour)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="dates brush-fields">
        {field(t.history.brushFrom, start, "brush-from", (hour) => set(hour, end))}
        {field(t.history.brushTo, end, "brush-to", (hour) => set(start, hour))}
        <button
          type="button"
          className="chip"
          data-testid="brush-clear"
          disabled={isWhole(brush)}
          onClick={() => onBrush(ALL_HOURS)}
        >
          {t.history.brushClear}
        </button>
      </div>
      <p className="note" data-testid="brush-words">
        {isWhole(brush) ? t.history.weekChoose : brushWords(brush)}
      </p>
    </>
  );
}
