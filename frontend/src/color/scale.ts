/** The logarithmic scale of docs/api.md: code 0 below the domain, 1 to 255 over it. */

export type Domain = readonly [number, number];

export function valueOfCode(code: number, [lo, hi]: Domain): number {
  return code <= 0 ? 0 : lo * (hi / lo) ** ((code - 1) / 254);
}

/** The inverse; a value at or above the upper end is 255. */
export function codeOfValue(value: number, [lo, hi]: Domain): number {
  if (!(value >= lo)) return 0;
  if (hi <= lo) return 255;
  const code = 1 + Math.round((254 * Math.log(value / lo)) / Math.log(hi / lo));
  return Math.min(code, 255);
}

/** Where a value lies on the legend, 0 to 1. */
export function position(value: number, [lo, hi]: Domain): number {
  if (!(value > lo)) return 0;
  if (value >= hi || hi <= lo) return 1;
  return Math.log(value / lo) / Math.log(hi / lo);
}

/** A scale's two ends and its middle, where decades are what it counts in. */
export function endsAndMiddle([lo, hi]: Domain): number[] {
  return [lo, Math.sqrt(lo * hi), hi];
}

/** At most `count` round values of the domain (1, 2, 5 times powers of ten), evenly spread. */
export function ticks(domain: Domain, count: number): number[] {
  const [lo, hi] = domain;
  const decades = Math.log10(hi / lo);
  const steps = decades >= count - 1 ? [1] : decades >= 1 ? [1, 3] : [1, 2, 5];
  const from = Math.floor(Math.log10(lo));
  const to = Math.ceil(Math.log10(hi));
  const all: number[] = [];
  for (let power = from; power <= to; power++) {
    for (const step of steps) {
      const value = step * 10 ** power;
      if (value >= lo * 0.999 && value <= hi * 1.001) all.push(value);
    }
  }
  const every = Math.max(1, Math.ceil(all.length / count));
  // The upper end is what readers look for: thin from there.
  return all.filter((_, i) => (all.length - 1 - i) % every === 0);
}
