import type { CitySummary } from "../api/types";
import type { Choice } from "../forecast/hours";
import { timesUsual, timesWords } from "../forecast/change";
import { t } from "../strings";
import { sentence } from "../strings/locale";
import { dayWords, hourWords } from "../time/words";
import { rounded } from "../ui/numbers";

interface Shown {
  summary: CitySummary;
  /** What was reported, in two parts; null in the forecast. */
  history: [string, string] | null;
  choice: Pick<Choice, "label"> | null;
  start: Date | null;
  /** The week of the year whose typical hour is shown. */
  week: number | null;
  /** The city's expected count in the hour. */
  expected: number | null;
  /** The city's usual count in the hour, where the map shows the change against it. */
  usual: number | null;
}

/** What the map shows, in words for those who do not see it; empty while it is not known. */
export function spokenOf({ summary, history, choice, start, week, expected, usual }: Shown): string {
  if (history) return history.join(", ");
  if (!choice || !start || expected === null) return "";
  const when = `${dayWords(start, summary.time_zone)}, ${hourWords(start, summary.time_zone)}`;
  const city = (week === null ? t.time.cityPlain : t.typical.city)(rounded(expected));
  const times = usual === null ? null : timesUsual(expected, usual);
  return t.time.live(
    choice.label,
    week === null ? when : `${sentence(when)} ${t.typical.line(week)}`,
    times === null ? city : t.change.city(city, timesWords(times)),
  );
}
