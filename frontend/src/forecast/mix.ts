import { codeValues, type Coded } from "../color/sum";

/**
 * Which category a report is likeliest of, as the server's `mix` tells it: a byte a cell for the
 * category's number (1 is the manifest's first, 0 none), then one for its chance in 1/255.
 */
export function mixOf(parts: Coded[], numbers: number[]): Uint8Array {
  const count = parts[0]?.codes.length ?? 0;
  const most = new Float64Array(count);
  const sum = new Float64Array(count);
  const mix = new Uint8Array(2 * count);
  parts.forEach(({ codes, domain }, k) => {
    const values = codeValues(domain);
    for (let i = 0; i < count; i++) {
      const value = values[codes[i] ?? 0] ?? 0;
      sum[i] = (sum[i] ?? 0) + value;
      if (value <= (most[i] ?? 0)) continue;
      most[i] = value;
      mix[i] = numbers[k] ?? 0;
    }
  });
  for (let i = 0; i < count; i++) {
    const whole = sum[i] ?? 0;
    if (whole > 0) mix[count + i] = Math.round((255 * (most[i] ?? 0)) / whole);
  }
  return mix;
}

/** One frame of both: codes of how much is expected, then what of. */
export function joined(codes: Uint8Array, mix: Uint8Array): Uint8Array {
  if (mix.length !== 2 * codes.length) {
    throw new RangeError(`a mix of ${mix.length} bytes for ${codes.length} cells`);
  }
  const both = new Uint8Array(3 * codes.length);
  both.set(codes);
  both.set(mix, codes.length);
  return both;
}

/** In place of a category's number where none is likeliest: the cell is drawn clear. */
export const NO_CATEGORY = 255;

/** Below this code color is too faint to be told: such cells name no category on the legend. */
const FAINT = 64;

/** Two bytes a cell for the texture, the code and the category, and which are to be seen. */
export function mixTexels(
  frame: Uint8Array,
  cells: Int32Array,
  size: number,
): { texels: Uint8Array; present: number[] } {
  const count = cells.length;
  if (frame.length !== 3 * count) throw new RangeError(`${frame.length} bytes for ${count} cells`);
  const texels = new Uint8Array(2 * size);
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const at = 2 * (cells[i] ?? 0);
    const code = frame[i] ?? 0;
    const which = Math.min(frame[count + i] ?? 0, NO_CATEGORY - 1);
    texels[at] = code;
    texels[at + 1] = which === 0 ? NO_CATEGORY : which;
    if (which > 0 && code >= FAINT) seen.add(which);
  }
  return { texels, present: [...seen].sort((a, b) => a - b) };
}
