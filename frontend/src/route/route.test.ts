import { describe, expect, it } from "vitest";
import type { Routes } from "../api/types";
import { endsLink, linkedEnds, type Ends } from "./link";
import { boundsOf, rateAt, RATES, routeFeatures } from "./lines";
import { againstWords, countWords, leaveAt, leaveWords, longerBy, rangeWords, summaryWords } from "./words";

const told = (expected: number, apart: boolean | null, seconds: number) => ({
  seconds, metres: 900, expected, lower: expected / 2, upper: expected * 2, outside: 0,
  against: apart === null ? null : { less: 1e-4, lower: 3.3e-7, upper: 3e-4, apart },
  leaving: [] as [number, number, number][], stretches: [],
  parts: [{ start: 0, stop: 1, rate: 0.001 }, { start: 2, stop: 4, rate: 0.05 }],
});
const found = (...apart: (boolean | null)[]) =>
  ({
    trips: 10_000, near_m: 50, time_zone: "America/Denver", departure: "2024-07-01T18:20:00Z",
    features: apart.map((value, i) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: [[0, 0], [1, 1], [1, 1], [2, 1], [3, i]] },
      properties: told(3e-4 / (i + 1), value, 600 + 100 * i),
    })),
  }) as unknown as Routes;


describe("links to a route", () => {
  const ends: Ends = {
    from: { place: [-104.98765, 39.7], label: "a" }, to: null, by: "foot", detour: 1.5, counts: "person", chosen: 0,
  };
  it("hold both places only when they are asked for, rounded", () => {
    expect(endsLink("/denver?mode=route", ends)).toBe("/denver?mode=route#a=-104.9877,39.7000");
    expect(endsLink("/denver", { ...ends, from: null })).toBe("/denver");
    expect(linkedEnds("#a=-104.9877,39.7&b=1,2")).toEqual({ from: [-104.9877, 39.7], to: [1, 2] });
    expect(linkedEnds("#a=no&b=200,100")).toEqual({ from: null, to: null });
  });
});

describe("what is said of routes", () => {
  it("gives a range no more exactly than its mean", () => {
    expect(rangeWords(1.2, 0.0033, 3.24)).toBe("1.2 (0 to 3.2)");
    expect(rangeWords(16, 7.61, 30.4)).toBe("16 (8 to 30)");
    expect(rangeWords(0.076, 0.0443, 0.131)).toBe("0.076 (0.044 to 0.13)");
    expect(countWords({ expected: 2e-4, lower: 1e-4, upper: 4e-4 }, 10_000)).toBe("2 (1 to 4)");
  });
  it("tells a difference only where there is one", () => {
    expect(summaryWords(found(null))).toContain("No other way");
    expect(summaryWords(found(null, false, false))).toContain("No meaningful difference");
    expect(summaryWords(found(null, false, true))).toContain("difference that can be told");
    expect(againstWords(told(1e-4, null, 600), 10_000)).toBeNull();
    expect(againstWords(told(1e-4, false, 600), 10_000)).toContain("No meaningful difference");
    expect(againstWords(told(1e-4, true, 600), 10_000)).toContain("1 (0 to 3) fewer");
    expect(longerBy(told(1, true, 749), told(1, null, 601))).toBe(2);
  });
  it("names hours of departure only where they can be told apart", () => {
    const leave = (...values: [number, number, number][]) => leaveWords(values, "2024-07-01T18:20:00Z", "America/Denver");
    expect(leave([1, 0.8, 1.2], [1.5, 1.1, 2])).toBe("No hour of departure can be told apart from the others.");
    expect(leave([1, 0.8, 1.05], [1.5, 1.1, 2])).toContain("at 12 pm, most at 1 pm");
    expect(leave([1, 0.8, 1.2])).toBeNull();
    expect(new Date(leaveAt("2024-07-01T18:20:00Z", 2)).toISOString()).toBe("2024-07-01T20:00:00.000Z");
  });
});

describe("routes on the map", () => {
  it("are the chosen one in parts, the others thin, and both ends", () => {
    const features = routeFeatures(found(null, true), 1, [[0, 0], null], "light");
    expect(features.map((f): unknown => f.properties?.role)).toEqual(["other", "casing", "part", "part", "end"]);
    expect(features[0]?.properties?.index).toBe(0);
    expect(features[3]?.geometry).toEqual({ type: "LineString", coordinates: [[1, 1], [2, 1], [3, 1]] });
    expect(features[4]?.properties?.letter).toBe("A");
    expect(routeFeatures(null, 0, [null, [1, 1]], "dark").map((f): unknown => f.properties?.letter)).toEqual(["B"]);
    expect(boundsOf(found(null, true))).toEqual([0, 0, 3, 1]);
  });
  it("are colored by rate on a scale that ends", () => {
    expect([RATES[0] / 9, RATES[0], RATES[1], 5].map(rateAt)).toEqual([0, 0, 1, 1]);
    expect(rateAt(Math.sqrt(RATES[0] * RATES[1]))).toBeCloseTo(0.5, 9);
  });
});
