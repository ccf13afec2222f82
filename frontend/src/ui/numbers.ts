/** Numbers in words: two significant figures, nothing said more exactly than it is known. */

const SIG = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function whole(value: number): string {
  return WHOLE.format(value);
}

/** Two significant figures; very small numbers as "under 0.000001". */
export function rounded(value: number): string {
  if (value === 0) return "0";
  if (value < 0.000001) return "under 0.000001";
  return SIG.format(value);
}

/** 12,345,678 as "12 million": for counts too long to read out. */
export function short(value: number): string {
  const units: [number, string][] = [
    [1e9, " billion"],
    [1e6, " million"],
  ];
  for (const [size, name] of units) {
    if (value >= size * 0.9995) return SIG.format(value / size) + name;
  }
  return SIG.format(value);
}

/** The chance of at least one, where `expected` are expected and they come independently. */
export function chance(expected: number): number {
  return -Math.expm1(-expected);
}

/** "1 in 140", "3 in 10", "over 19 in 20", "under 1 in 1 billion". */
export function oneIn(probability: number): string {
  if (!(probability > 1e-9)) return "under 1 in 1 billion";
  if (probability > 0.95) return "over 19 in 20";
  if (probability >= 0.25) return `${Math.max(3, Math.min(9, Math.round(probability * 10)))} in 10`;
  return `1 in ${short(Math.round(1 / probability))}`;
}

/** A ratio as part of ten in words: "about a quarter", "about one in ten", or null when tiny. */
export function shareWords(share: number): string | null {
  if (!(share >= 0.015)) return null;
  const named: [number, string][] = [
    [0.02, "about 1 in 50"],
    [0.05, "about 1 in 20"],
    [0.1, "about 1 in 10"],
    [0.143, "about 1 in 7"],
    [0.2, "about a fifth"],
    [0.25, "about a quarter"],
    [0.333, "about a third"],
    [0.4, "about two fifths"],
    [0.5, "about half"],
    [0.6, "about three fifths"],
    [0.667, "about two thirds"],
    [0.75, "about three quarters"],
    [0.8, "about four fifths"],
    [0.95, "nearly all"],
  ];
  let best = named[0];
  for (const entry of named) {
    if (best && Math.abs(entry[0] - share) < Math.abs(best[0] - share)) best = entry;
  }
  return best?.[1] ?? null;
}

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "under 1%";
  if (share < 0) return `\u2212${Math.max(1, Math.round(-share * 100))}%`;
  return `${Math.round(share * 100)}%`;
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
