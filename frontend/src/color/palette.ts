import { fromOklab, hex, toOklab, type Triple } from "./oklab";

export type Theme = "light" | "dark";

export const GROUND: Record<Theme, string> = { light: "#f7f7f5", dark: "#14171a" };

/** Hue and chroma (OKLab a, b) along the scale; lightness is set apart so that it is even. */
interface Stop {
  at: number;
  color: string;
}

const STOPS: Record<Theme, Stop[]> = {
  light: [
    { at: 0, color: "#fdf1d4" },
    { at: 0.3, color: "#fbc566" },
    { at: 0.49, color: "#f4845f" },
    { at: 0.7, color: "#bd3c6d" },
    { at: 1, color: "#430d4b" },
  ],
  dark: [
    { at: 0, color: "#1d1620" },
    { at: 0.32, color: "#702669" },
    { at: 0.62, color: "#dd5f68" },
    { at: 0.82, color: "#f7ac62" },
    { at: 1, color: "#fdeec4" },
  ],
};

/** Lightness at the scale's end over the ground. */
const END_LIGHTNESS: Record<Theme, number> = { light: 0.26, dark: 0.945 };

function stopsAt(stops: Stop[], t: number): Triple {
  const next = Math.max(
    stops.findIndex((stop) => stop.at >= t),
    1,
  );
  const from = stops[next - 1];
  const to = stops[next];
  if (!from || !to) throw new RangeError(`no stops around ${t}`);
  const f = (t - from.at) / (to.at - from.at);
  const a = toOklab(hex(from.color));
  const b = toOklab(hex(to.color));
  return [a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]), a[2] + f * (b[2] - a[2])];
}

/** From the ground's lightness to the end's: flat over the lowest fifth, then even steps. */
function lightness(t: number, theme: Theme): number {
  const ground = toOklab(hex(GROUND[theme]))[0];
  const knee = 0.2;
  const soft = t < knee ? (t * t) / (2 * knee) : t - knee / 2;
  return ground + (soft / (1 - knee / 2)) * (END_LIGHTNESS[theme] - ground);
}

/** How much of the ground is covered: nearly nothing in the lowest fifth. */
function coverage(t: number): number {
  const s = Math.min(Math.max((t - 0.05) / 0.7, 0), 1);
  return 0.92 * (1 - (1 - s) ** 1.6) * Math.min(1, 0.15 + 2.2 * t);
}

/** What a reader sees: the scale's color at `t` (0 to 1) over the plain ground, sRGB 0 to 1. */
export function seenColor(t: number, theme: Theme): Triple {
  const ground = toOklab(hex(GROUND[theme]));
  const [, a, b] = stopsAt(STOPS[theme], t);
  // Hue comes in with the color's own weight, so that the scale's foot melts into the ground.
  const weight = Math.min(1, t / 0.3) ** 1.2;
  return fromOklab([
    lightness(t, theme),
    ground[1] + weight * (a - ground[1]),
    ground[2] + weight * (b - ground[2]),
  ]);
}

/**
 * 256 texels, RGBA with color multiplied by alpha. Texel 0 is clear; texel `code` laid over the
 * ground shows `seenColor((code - 1) / 254)`.
 */
export function paletteTexels(theme: Theme): Uint8Array {
  const ground = hex(GROUND[theme]);
  const texels = new Uint8Array(4 * 256);
  for (let code = 1; code < 256; code++) {
    const t = (code - 1) / 254;
    layOver(texels, code, seenColor(t, theme), coverage(t), ground);
  }
  return texels;
}

/**
 * Writes the texel that over the ground shows the color `seen` (sRGB 0 to 1) and covers at least
 * `cover` of it: RGBA, the color multiplied by its alpha.
 */
export function layOver(texels: Uint8Array, code: number, seen: Triple, cover: number, ground: Triple): void {
  // The least cover that can make this color from this ground with a real color on top.
  const needed = Math.max(
    ...seen.map((c, i) => {
      const g = ground[i] ?? 0;
      return c > g ? (c - g) / (1 - g) : g > 0 ? (g - c) / g : 0;
    }),
  );
  const alpha = Math.min(1, Math.max(needed, cover));
  seen.forEach((c, i) => {
    const over = c - (1 - alpha) * (ground[i] ?? 0);
    texels[4 * code + i] = Math.round(255 * Math.min(Math.max(over, 0), alpha));
  });
  texels[4 * code + 3] = Math.round(255 * alpha);
}

export function css([r, g, b]: Triple): string {
  const byte = (c: number) => Math.round(255 * c);
  return `rgb(${byte(r)} ${byte(g)} ${byte(b)})`;
}

/** The legend's ribbon, from `floor` of the scale to its end. */
export function gradient(theme: Theme, floor = 0, steps = 24): string {
  const colors = Array.from({ length: steps + 1 }, (_, i) =>
    css(seenColor(floor + (1 - floor) * (i / steps), theme)),
  );
  return `linear-gradient(to right, ${colors.join(", ")})`;
}
