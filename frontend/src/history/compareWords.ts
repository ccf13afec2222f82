import { t } from "../strings";
import { percent, rounded } from "../ui/numbers";
import { LEAST, type Change } from "./compare";

/** "9% fewer", "12% more", "2.4 times as many". */
export function timesWords(times: number): string {
  if (times === Infinity) return t.history.compare.noneOther;
  if (times >= 2) return t.history.compare.times(rounded(times));
  if (Math.abs(times - 1) < 0.005) return t.history.compare.same;
  return times > 1 ? t.history.compare.more(percent(times - 1)) : t.history.compare.fewer(percent(1 - times));
}

/** "+12%", "−9%", "2.4×". */
export function timesShort(times: number): string {
  if (times === Infinity) return t.history.compare.noneOther;
  if (times >= 2) return `${rounded(times)}×`;
  const points = Math.round(100 * (times - 1));
  return `${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points)}%`;
}

/** The interval: "95% range, at the least: 13% fewer to 5% fewer."; of sums of shares not at the least. */
export const rangeWords = ({ lower, upper }: Change, shares: boolean) =>
  upper === Infinity
    ? t.history.compare.rangeOpen(timesWords(lower), shares)
    : t.history.compare.range(timesWords(lower), timesWords(upper), shares);

export const rangeShort = ({ lower, upper }: Change) =>
  upper === Infinity ? t.history.compare.orMore(timesShort(lower)) : t.history.compare.to95(timesShort(lower), timesShort(upper));

/** Whether it is more than chance gives, and the range. */
export function surenessWords(change: Change, shares: boolean): string {
  if (change.kind === "few") return t.history.compare.few(LEAST);
  return `${change.kind === "chance" ? t.history.compare.within : t.history.compare.beyondChance} ${rangeWords(change, shares)}`;
}

/** In one or two words, for a table. */
export function changeShort(change: Change): string {
  if (change.kind === "few") return t.history.compare.fewShort;
  return change.kind === "chance" ? t.history.compare.withinShort : timesShort(change.times);
}
