import { fromOklab, hex, toOklab, type Triple } from "./oklab";
import { css, GROUND, layOver, type Theme } from "./palette";

/**
 * Colors for how many times as much as something else: blue for less, orange for more, a plain
 * gray for about as much. Blue and orange stay apart for eyes that lack a cone; the gray is told
 * from the bare ground, which stands for "too little to tell".
 */

/** The scale ends at a quarter and at four times. */
export const MOST_TIMES = 4;

/** Ratios with words at them on a legend. */
export const TIMES_TICKS = [0.5, 1, 2];

/** Code 0 is "too little to tell"; 1 to 255 run from a quarter over one (128) to four times. */
export const AS_MUCH = 128;

const octaves = Math.log2(MOST_TIMES);

/** Where a ratio lies on the scale, -1 to 1; what lies beyond its ends is put there. */
export function timesPosition(times: number): number {
  return Math.min(Math.max(Math.log2(times) / octaves, -1), 1);
}

/** The code of a ratio; 0 where it is no number of 0 or more. */
export function codeOfTimes(times: number): number {
  return times >= 0 ? AS_MUCH + Math.round((AS_MUCH - 1) * timesPosition(times)) : 0;
}

/** The inverse; NaN for code 0. */
export function timesOfCode(code: number): number {
  return code <= 0 ? NaN : 2 ** ((octaves * (code - AS_MUCH)) / (AS_MUCH - 1));
}

/** Lightness of the middle and of both ends, and the ends' hue and chroma (OKLab). */
const COURSE: Record<Theme, { middle: number; end: number; less: Arm; more: Arm }> = {
  light: { middle: 0.925, end: 0.47, less: { hue: 252, chroma: 0.13 }, more: { hue: 50, chroma: 0.13 } },
  dark: { middle: 0.295, end: 0.77, less: { hue: 245, chroma: 0.11 }, more: { hue: 62, chroma: 0.12 } },
};

interface Arm {
  hue: number;
  chroma: number;
}

/** What a reader sees at -1 to 1 over the plain ground: even steps on a straight line in OKLab. */
export function divergingColor(at: number, theme: Theme): Triple {
  const { middle, end, less, more } = COURSE[theme];
  const ground = toOklab(hex(GROUND[theme]));
  const far = Math.min(Math.abs(at), 1);
  const { hue, chroma } = at < 0 ? less : more;
  const angle = (hue * Math.PI) / 180;
  // The middle is as gray as the ground is.
  return fromOklab([
    middle + far * (end - middle),
    ground[1] + far * (chroma * Math.cos(angle) - ground[1]),
    ground[2] + far * (chroma * Math.sin(angle) - ground[2]),
  ]);
}

/** Texels by code as `paletteTexels` has them: clear at 0, gray at `AS_MUCH`. */
export function divergingTexels(theme: Theme): Uint8Array {
  const ground = hex(GROUND[theme]);
  const texels = new Uint8Array(4 * 256);
  for (let code = 1; code < 256; code++) {
    const at = (code - AS_MUCH) / (AS_MUCH - 1);
    layOver(texels, code, divergingColor(at, theme), 0.3 + 0.6 * Math.abs(at), ground);
  }
  return texels;
}

/** The legend's ribbon, from a quarter to four times. */
export function divergingGradient(theme: Theme, steps = 24): string {
  const colors = Array.from({ length: steps + 1 }, (_, i) => css(divergingColor((2 * i) / steps - 1, theme)));
  return `linear-gradient(to right, ${colors.join(", ")})`;
}
