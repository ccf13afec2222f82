/** Numbers in words: two significant figures, nothing said more exactly than it is known. */
import { t } from "../strings";
import { fixed, significant, whole, wholePercent } from "../strings/locale";

export { fixed, whole };

/** Two significant figures; very small numbers as "under 0.000001". */
export function rounded(value: number): string {
  if (value === 0) return "0";
  if (value < 0.000001) return t.numbers.under(fixed(0.000001, 6));
  return significant(value);
}

/** 12,345,678 as "12 million": for counts too long to read out. */
export function short(value: number): string {
  if (value >= 1e9 * 0.9995) return t.numbers.billion(significant(value / 1e9));
  if (value >= 1e6 * 0.9995) return t.numbers.million(significant(value / 1e6));
  return significant(value);
}

/** The chance of at least one, where `expected` are expected and they come independently. */
export function chance(expected: number): number {
  return -Math.expm1(-expected);
}

/** Whether a chance is told as a bound, "under" or "over" one that is named. */
export const isBound = (probability: number): boolean => !(probability > 1e-9) || probability > 0.95;

/** "1 in 140", "3 in 10", "over 19 in 20", "under 1 in 1 billion". */
export function oneIn(probability: number): string {
  if (!(probability > 1e-9)) return t.numbers.hardlyEver;
  if (probability > 0.95) return t.numbers.nearlyAlways;
  if (probability >= 0.25) return t.numbers.inTen(Math.max(3, Math.min(9, Math.round(probability * 10))));
  return t.numbers.oneIn(short(Math.round(1 / probability)));
}

/** Shares that have words of their own, as the languages list them. */
const NAMED = [0.02, 0.05, 0.1, 0.143, 0.2, 0.25, 0.333, 0.4, 0.5, 0.6, 0.667, 0.75, 0.8, 0.95];

/** A ratio as part of ten in words: "about a quarter", "about one in ten", or null when tiny. */
export function shareWords(share: number): string | null {
  if (!(share >= 0.015)) return null;
  const off = NAMED.map((named) => Math.abs(named - share));
  return t.numbers.shares[off.indexOf(Math.min(...off))] ?? null;
}

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return t.numbers.under(wholePercent(0.01));
  return wholePercent(share < 0 ? Math.min(share, -0.01) : share);
}

/** The counts between which a Poisson count of this mean lies with `level`'s chance. */
export function poissonRange(mean: number, level = 0.9): [number, number] {
  const tail = (1 - level) / 2;
  // Where counting up term by term would take long the normal shape is as good.
  if (mean > 500) {
    const spread = 1.6449 * Math.sqrt(mean);
    return [Math.max(0, Math.round(mean - spread)), Math.round(mean + spread)];
  }
  let term = Math.exp(-mean);
  let sum = term;
  let k = 0;
  let lower = -1;
  while (sum < 1 - tail) {
    if (lower < 0 && sum > tail) lower = k;
    k += 1;
    term *= mean / k;
    sum += term;
    if (k > 5000) break;
  }
  return [lower < 0 ? k : lower, k];
}
