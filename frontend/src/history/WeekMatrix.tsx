import { css, seenColor, type Theme } from "../color/palette";
import { t } from "../strings";
import { rounded } from "../ui/numbers";

interface Props {
  /** 168 values, Monday's first hour first. */
  values: number[];
  theme: Theme;
}

const HOUR_LABELS = [0, 6, 12, 18];
const hourName = (hour: number) =>
  `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? "am" : "pm"}`;

/** Weekdays down, hours across; linear from zero to the largest. */
export function WeekMatrix({ values, theme }: Props) {
  const top = Math.max(...values, 0);
  return (
    <table className="matrix" data-testid="hour-of-week" aria-label={t.history.weekTable}>
      <thead>
        <tr>
          <td />
          {HOUR_LABELS.map((hour) => (
            <th key={hour} colSpan={6} scope="colgroup">
              {hourName(hour)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {t.history.weekDays.map((day, row) => (
          <tr key={day}>
            <th scope="row">{day}</th>
            {Array.from({ length: 24 }, (_, hour) => {
              const value = values[24 * row + hour] ?? 0;
              const words = t.history.weekCell(day, hourName(hour), rounded(value));
              return (
                <td
                  key={hour}
                  title={words}
                  style={{ background: css(seenColor(top > 0 ? 0.08 + 0.87 * (value / top) : 0, theme)) }}
                >
                  <span className="sr-only">{rounded(value)}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
