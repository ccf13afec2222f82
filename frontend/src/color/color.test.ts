import { describe, expect, it } from "vitest";
import { hex, toOklab, fromOklab, type Triple } from "./oklab";
import { GROUND, paletteTexels, seenColor, type Theme } from "./palette";
import { codeOfValue, endsAndMiddle, position, ticks, valueOfCode } from "./scale";

const THEMES: Theme[] = ["light", "dark"];

describe("the scale", () => {
  const domain = [1e-7, 1e-3] as const;

  it("decodes as docs/api.md says", () => {
    expect(valueOfCode(0, domain)).toBe(0);
    expect(valueOfCode(1, domain)).toBeCloseTo(1e-7, 15);
    expect(valueOfCode(255, domain)).toBeCloseTo(1e-3, 12);
    expect(valueOfCode(128, domain)).toBeCloseTo(1e-5, 12);
  });

  it("codes every value back to itself", () => {
    for (let code = 0; code < 256; code++) expect(codeOfValue(valueOfCode(code, domain), domain)).toBe(code);
  });

  it("clips at both ends", () => {
    expect(codeOfValue(1e-9, domain)).toBe(0);
    expect(codeOfValue(5, domain)).toBe(255);
    expect(codeOfValue(NaN, domain)).toBe(0);
    expect(position(0, domain)).toBe(0);
    expect(position(1, domain)).toBe(1);
    expect(position(1e-5, domain)).toBeCloseTo(0.5, 12);
  });

  it("has round ticks, few, with the upper end among them", () => {
    expect(ticks([1e-6, 1e-2], 3).map((v) => Math.round(Math.log10(v)))).toEqual([-6, -4, -2]);
    expect(ticks([3, 120], 5).map(Math.round)).toEqual([3, 10, 30, 100]);
    expect(ticks([1, 1000], 5).map(Math.round)).toEqual([1, 10, 100, 1000]);
    expect(endsAndMiddle([2e-7, 2e-3])[1]).toBeCloseTo(2e-5, 12);
  });
});

describe("oklab", () => {
  it("goes there and back", () => {
    for (const color of ["#0b7a75", "#f4845f", "#ffffff", "#000000"]) {
      const [r, g, b] = hex(color);
      const back = fromOklab(toOklab([r, g, b]));
      [r, g, b].forEach((c, i) => expect(back[i]).toBeCloseTo(c, 5));
    }
  });
});

/** What a texel looks like over a plain ground. */
function over(texels: Uint8Array, code: number, ground: Triple): Triple {
  const at = (i: number) => (texels[4 * code + i] ?? 0) / 255;
  const mix = (i: 0 | 1 | 2) => at(i) + (1 - at(3)) * ground[i];
  return [mix(0), mix(1), mix(2)];
}

describe.each(THEMES)("the %s palette", (theme) => {
  const texels = paletteTexels(theme);
  const ground = hex(GROUND[theme]);
  const codes = Array.from({ length: 255 }, (_, i) => i + 1);
  const lightness = codes.map((code) => toOklab(over(texels, code, ground))[0]);

  it("is clear at nothing and at the scale's foot", () => {
    expect([...texels.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(texels[4 + 3]).toBeLessThan(10);
  });

  it("leaves the lowest fifth clear enough to read the ground", () => {
    for (let code = 1; code <= 51; code++) expect(texels[4 * code + 3]).toBeLessThan(0.5 * 255);
    expect(texels[4 * 25 + 3]).toBeLessThan(0.2 * 255);
  });

  it("holds colors multiplied by their alpha", () => {
    for (const code of codes) {
      for (const i of [0, 1, 2]) expect(texels[4 * code + i]).toBeLessThanOrEqual(texels[4 * code + 3] ?? 0);
    }
  });

  it("goes one way in lightness, in even steps above the foot", () => {
    const sign = theme === "light" ? -1 : 1;
    const steps = [];
    for (let i = 50; i + 10 < 255; i += 10) {
      steps.push(sign * ((lightness[i + 10] ?? 0) - (lightness[i] ?? 0)));
    }
    const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
    expect(mean).toBeGreaterThan(0.02);
    for (const step of steps) {
      expect(step).toBeGreaterThan(0.7 * mean);
      expect(step).toBeLessThan(1.3 * mean);
    }
  });

  it("shows over the ground what the legend shows", () => {
    for (const code of [1, 40, 128, 200, 255]) {
      const seen = seenColor((code - 1) / 254, theme);
      over(texels, code, ground).forEach((c, i) => expect(Math.abs(c - (seen[i] ?? 0))).toBeLessThan(0.02));
    }
  });
});
