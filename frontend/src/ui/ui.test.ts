import { describe, expect, it } from "vitest";
import { chance, oneIn, percent, poissonRange, rounded, shareWords, short } from "./numbers";
import { areaPath, bandPath, linePath, stepAt, topOf } from "./path";

describe("chances in words", () => {
  it("rounds to two significant figures", () => {
    expect(oneIn(1 / 143)).toBe("1 in 140");
    expect(oneIn(1 / 1649)).toBe("1 in 1,600");
    expect(oneIn(1 / 8.4)).toBe("1 in 8");
    expect(oneIn(1 / 2_340_000)).toBe("1 in 2.3 million");
  });

  it("speaks in tenths where that is plainer", () => {
    expect(oneIn(0.25)).toBe("3 in 10");
    expect(oneIn(0.62)).toBe("6 in 10");
    expect(oneIn(0.94)).toBe("9 in 10");
    expect(oneIn(0.97)).toBe("over 19 in 20");
  });

  it("claims nothing at the very low end", () => {
    expect(oneIn(0)).toBe("under 1 in 1 billion");
    expect(oneIn(NaN)).toBe("under 1 in 1 billion");
  });

  it("is the chance of at least one", () => {
    expect(chance(0.7)).toBeCloseTo(1 - Math.exp(-0.7), 12);
    expect(chance(1e-9)).toBeCloseTo(1e-9, 15);
  });
});

describe("numbers", () => {
  it("keeps two significant figures and never a false zero", () => {
    expect(rounded(0.00714)).toBe("0.0071");
    expect(rounded(143.2)).toBe("140");
    expect(rounded(0)).toBe("0");
    expect(rounded(0.0000114)).toBe("0.000011");
    expect(rounded(0.0000004)).toBe("under 0.000001");
    expect(short(12_345_678)).toBe("12 million");
    expect(short(999_999)).toBe("1 million");
    expect(percent(0.004)).toBe("under 1%");
    expect(percent(0.42)).toBe("42%");
    expect(percent(-0.12)).toBe("\u221212%");
  });

  it("names shares in words", () => {
    expect(shareWords(0.24)).toBe("about a quarter");
    expect(shareWords(0.31)).toBe("about a third");
    expect(shareWords(0.11)).toBe("about 1 in 10");
    expect(shareWords(0.004)).toBeNull();
    expect(shareWords(NaN)).toBeNull();
  });
});

describe("poissonRange", () => {
  it("holds the count nine times in ten", () => {
    // From tables of the Poisson distribution.
    expect(poissonRange(0.01)).toEqual([0, 0]);
    expect(poissonRange(1)).toEqual([0, 3]);
    expect(poissonRange(10)).toEqual([5, 15]);
  });

  it("goes over smoothly into the normal shape", () => {
    const below = poissonRange(499);
    const above = poissonRange(501);
    expect(Math.abs(below[0] - above[0])).toBeLessThan(5);
    expect(Math.abs(below[1] - above[1])).toBeLessThan(5);
  });
});

describe("paths", () => {
  const frame = { width: 100, height: 10, top: 2 };

  it("puts values in the middle of their steps, zero at the foot", () => {
    expect(linePath([0, 2], frame)).toBe("M25.0 10.0L75.0 0.0");
    expect(areaPath([1, 1], frame)).toBe("M25.0 5.0L75.0 5.0L75.0 10.0L25.0 10.0Z");
    expect(bandPath([0, 0], [2, 2], frame)).toBe("M25.0 0.0L75.0 0.0L75.0 10.0L25.0 10.0Z");
  });

  it("keeps a part of the line where it is in the whole", () => {
    expect(linePath([0, 2, 1, 1], frame, 0, 1) + linePath([0, 2, 1, 1], frame, 1, 3)).toBe(
      "M12.5 10.0L37.5 0.0M37.5 0.0L62.5 5.0L87.5 5.0",
    );
    expect(areaPath([0, 2, 1, 1], frame, 2, 3)).toBe("M62.5 5.0L87.5 5.0L87.5 10.0L62.5 10.0Z");
    expect(linePath([1, 1], frame, 0, -1) + areaPath([1, 1], frame, 0, -1)).toBe("");
  });

  it("gives the band room, but not more than the line can bear", () => {
    expect(topOf([2, 4], [3, 6])).toBeCloseTo(1.06 * 6, 9);
    expect(topOf([0.1, 0.2], [1, 1])).toBeCloseTo(1.06 * 0.48, 9);
    expect(topOf([1, 3], undefined)).toBeCloseTo(1.06 * 3, 9);
  });

  it("is empty for nothing and flat for zeros", () => {
    expect(areaPath([], frame)).toBe("");
    expect(linePath([0], { ...frame, top: 0 })).toBe("M50.0 10.0");
  });

  it("finds the step under a pointer, never outside", () => {
    expect(stepAt(-5, 100, 10)).toBe(0);
    expect(stepAt(55, 100, 10)).toBe(5);
    expect(stepAt(100, 100, 10)).toBe(9);
    expect(stepAt(5, 0, 10)).toBe(0);
  });
});
