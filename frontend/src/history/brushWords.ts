import { t } from "../strings";
import { hourWords, localDateWords, localDayWords } from "../time/words";
import { runs, type HourBrush } from "./brush";

/** "6 am"; midnight is "12 am" at both ends of the day. */
export const clockWords = (hour: number) => hourWords(new Date(Date.UTC(2000, 0, 1, hour % 24)), "UTC");

/** "2 Sep to 29 Sep 2024": a year that both days share is told once. */
export function spanWords({ from, to }: { from: string; to: string }): string {
  const once = from !== to && from.slice(0, 4) === to.slice(0, 4);
  return t.history.span(once ? localDayWords(from) : localDateWords(from), localDateWords(to));
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
