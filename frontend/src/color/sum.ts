import { valueOfCode, type Domain } from "./scale";

/** A frame's codes and the scale they are on. */
export interface Coded {
  codes: Uint8Array;
  domain: Domain;
}

/** What each of the 256 codes stands for. */
export function codeValues(domain: Domain): Float64Array {
  return Float64Array.from({ length: 256 }, (_, code) => valueOfCode(code, domain));
}

/**
 * Frames added cell by cell, as codes of `target`: the same count has the same code, and so the
 * same color, whatever it was added from. A member's code is within 1.9 % of its value and its own
 * step counts once more, so a sum is within 4 % of what the members tell; what a member has below
 * its scale counts as nothing. A member counts with its weight: how many of its offenses stand for
 * their incident, which counts once in the sum.
 */
export function sumCodes(parts: Coded[], target: Domain, weights?: number[]): Uint8Array {
  const first = parts[0];
  if (!first) throw new RangeError("a sum needs a frame");
  const count = first.codes.length;
  const sum = new Float64Array(count);
  for (const [part, { codes, domain }] of parts.entries()) {
    if (codes.length !== count) throw new RangeError(`frames of ${codes.length} and ${count} cells`);
    const weight = weights?.[part] ?? 1;
    const values = codeValues(domain).map((value) => weight * value);
    for (let i = 0; i < count; i++) sum[i] = (sum[i] ?? 0) + (values[codes[i] ?? 0] ?? 0);
  }
  const [lo, hi] = target;
  const scale = hi > lo ? 254 / Math.log(hi / lo) : 0;
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = sum[i] ?? 0;
    // As `codeOfValue`, without its calls: this runs for every cell of every hour that is played.
    if (value >= lo) out[i] = scale === 0 ? 255 : Math.min(1 + Math.round(scale * Math.log(value / lo)), 255);
  }
  return out;
}
