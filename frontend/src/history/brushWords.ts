import { t } from "../strings";
import { hourWords } from "../time/words";
import { runs, type HourBrush } from "./brush";

/** "6 am"; midnight is "12 am" at both ends of the day. */
export const clockWords = (hour: number) => hourWords(new Date(Date.UTC(2000, 0, 1, hour % 24)), "UTC");

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
