import { hex } from "./oklab";

/** For categories beyond those with a color of their own. */
export const OTHER = "#8b9196";

/** How strongly a category's color covers the ground, 0 to 1, at `t` of the scale. */
export function strength(t: number): number {
  const s = Math.min(Math.max((t - 0.08) / 0.66, 0), 1);
  return 0.94 * s ** 1.15;
}

/**
 * 256 texels for the map of likeliest categories: at a category's number (from 1) its color, and,
 * as alpha at a code, how strongly that much is drawn.
 */
export function categoryRow(colors: (string | null)[]): Uint8Array {
  const row = new Uint8Array(4 * 256);
  for (let i = 0; i < 256; i++) {
    const color = i === 0 ? OTHER : (colors[i - 1] ?? OTHER);
    hex(color).forEach((c, k) => {
      row[4 * i + k] = Math.round(255 * c);
    });
    row[4 * i + 3] = i === 0 ? 0 : Math.round(255 * strength((i - 1) / 254));
  }
  return row;
}

/** The legend's ribbon of strengths, in gray: from clear to full. */
export function strengthRibbon(steps = 16): string {
  const gray = hex(OTHER).map((c) => Math.round(255 * c)).join(" ");
  const stops = Array.from({ length: steps + 1 }, (_, i) => `rgb(${gray} / ${strength(i / steps).toFixed(3)})`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
