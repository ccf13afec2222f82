import { localDayWords, localMonthWords } from "../time/words";

/** Weeks, months or years, as many as can be told apart, with the days each takes. */
export function monthMarks(days: string[]): { index: number; label: string; days: number }[] {
  if (days.length <= 49) {
    const starts = days.flatMap((day, index) =>
      index === 0 || new Date(`${day}T12:00:00Z`).getUTCDay() === 1 ? [index] : [],
    );
    return starts.map((index, i) => ({
      index,
      label: localDayWords(days[index] ?? ""),
      days: (starts[i + 1] ?? days.length) - index,
    }));
  }
  const byYear = days.length > 730;
  const marks: { index: number; label: string; days: number; key: string }[] = [];
  days.forEach((day, index) => {
    const key = day.slice(0, byYear ? 4 : 7);
    const open = marks.at(-1);
    if (open?.key === key) {
      open.days += 1;
    } else {
      const label = byYear ? key : localMonthWords(`${key}-01`);
      marks.push({ index, label, days: 1, key });
    }
  });
  return marks.map(({ index, label, days: length }) => ({ index, label, days: length }));
}
