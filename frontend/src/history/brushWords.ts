import { t } from "../strings";
import { localDateWords } from "../time/words";
import { runs, type HourBrush } from "./brush";

/** "6 am"; midnight is "12 am" at both ends of the day. */
export const clockWords = (hour: number) =>
  `${hour % 12 === 0 ? 12 : hour % 12} ${hour % 24 < 12 ? "am" : "pm"}`;

/** "2 Sep to 29 Sep 2024": a year that both days share is told once. */
export function spanWords({ from, to }: { from: string; to: string }): string {
  const year = ` ${from.slice(0, 4)}`;
  const [first, last] = [localDateWords(from), localDateWords(to)];
  const once = from !== to && first.endsWith(year) && last.endsWith(year);
  return t.history.span(once ? first.slice(0, -year.length) : first, last);
}

/** "Mon to Fri, 10 pm to 4 am". */
export function brushWords({ days, hours }: HourBrush): string {
  const name = (day: number) => t.history.weekDays[(day - 1) % 7] ?? "";
  const parts: string[] = [];
  if (days.length < 7) {
    parts.push(
      ...runs(days, 1, 7).map(([start, length]) =>
        length === 1 ? name(start) : t.history.daysFromTo(name(start), name(((start + length - 2) % 7) + 1)),
      ),
    );
  }
  if (hours.length < 24) {
    parts.push(
      ...runs(hours, 0, 24).map(([start, length]) =>
        t.history.hoursFromTo(clockWords(start), clockWords((start + length) % 24)),
      ),
    );
  }
  return parts.length > 0 ? parts.join(", ") : t.history.brushWhole;
}
