import { describe, expect, it } from "vitest";
import {
  AS_MUCH,
  codeOfTimes,
  divergingColor,
  divergingGradient,
  divergingTexels,
  timesOfCode,
  timesPosition,
} from "./diverging";
import { hex, toOklab, type Triple } from "./oklab";
import { GROUND, type Theme } from "./palette";

const THEMES: Theme[] = ["light", "dark"];
const codes = Array.from({ length: 255 }, (_, i) => i + 1);
const apart = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** How eyes without one kind of cone see a color: Machado, Oliveira & Fernandes (2009), linear RGB. */
const EYES: Record<string, number[]> = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seenBy(color: Triple, eye: number[]): Triple {
  const linear = color.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const back = (row: number) => {
    const sum = linear.reduce((total, c, i) => total + c * (eye[3 * row + i] ?? 0), 0);
    const c = Math.min(Math.max(sum, 0), 1);
    return c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  };
  return toOklab([back(0), back(1), back(2)]);
}

describe("the scale of ratios", () => {
  it("has one in its middle, a quarter and four at its ends", () => {
    expect(codeOfTimes(1)).toBe(AS_MUCH);
    expect(codeOfTimes(0.25)).toBe(1);
    expect(codeOfTimes(4)).toBe(255);
    expect(timesPosition(2)).toBeCloseTo(0.5, 12);
    expect(timesPosition(0.5)).toBeCloseTo(-0.5, 12);
  });

  it("clips beyond its ends; what is no ratio has no color", () => {
    expect(codeOfTimes(0)).toBe(1);
    expect(codeOfTimes(Infinity)).toBe(255);
    expect(codeOfTimes(NaN)).toBe(0);
    expect(timesOfCode(0)).toBeNaN();
  });

  it("codes every ratio back to itself", () => {
    for (const code of codes) expect(codeOfTimes(timesOfCode(code))).toBe(code);
  });
});

describe.each(THEMES)("the %s diverging palette", (theme) => {
  const ground = hex(GROUND[theme]);
  const seen = codes.map((code) => toOklab(divergingColor((code - AS_MUCH) / (AS_MUCH - 1), theme)));
  const texels = divergingTexels(theme);

  it("goes in even steps from its middle to both ends", () => {
    const steps = seen.slice(1).map((color, i) => apart(color, seen[i] ?? color));
    const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.1);
  });

  it("has as much lightness on either side, and goes one way from the middle", () => {
    const middle = AS_MUCH - 1;
    const sign = theme === "light" ? -1 : 1;
    for (let far = 1; far <= 127; far++) {
      const [less, more] = [seen[middle - far]?.[0] ?? 0, seen[middle + far]?.[0] ?? 0];
      expect(Math.abs(less - more)).toBeLessThan(0.005);
      expect(sign * (more - (seen[middle + far - 1]?.[0] ?? 0))).toBeGreaterThan(0);
    }
  });

  it("is gray in its middle, and not the bare ground", () => {
    const middle = toOklab(divergingColor(0, theme));
    expect(Math.hypot(middle[1], middle[2])).toBeLessThan(0.01);
    expect(apart(middle, toOklab(ground))).toBeGreaterThan(0.04);
    expect([...texels.slice(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  it("shows over the ground what the legend shows, colors multiplied by their alpha", () => {
    for (const code of codes) {
      const alpha = texels[4 * code + 3] ?? 0;
      const wanted = divergingColor((code - AS_MUCH) / (AS_MUCH - 1), theme);
      for (const i of [0, 1, 2] as const) {
        const color = texels[4 * code + i] ?? 0;
        expect(color).toBeLessThanOrEqual(alpha);
        expect(Math.abs(color / 255 + (1 - alpha / 255) * ground[i] - wanted[i])).toBeLessThan(0.01);
      }
    }
  });

  it.each(Object.keys(EYES))("keeps half and twice apart for eyes with %s", (name) => {
    const at = (t: number) => seenBy(divergingColor(t, theme), EYES[name] ?? []);
    expect(apart(at(-0.5), at(0.5))).toBeGreaterThan(0.08);
    for (const t of [-0.5, 0.5]) expect(apart(at(t), at(0))).toBeGreaterThan(0.1);
    expect(apart(at(-1), at(1))).toBeGreaterThan(0.16);
  });

  it("has a ribbon for the legend from end to end", () => {
    expect(divergingGradient(theme, 2).match(/rgb\(/g)).toHaveLength(3);
  });
});
