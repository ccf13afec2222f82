import { describe, expect, it } from "vitest";
import type { Area, Routes } from "../api/types";
import { extremes, recall, type Trip3 } from "./leave";
import { endsLink, linkedEnds, tapped, type Ends } from "./link";
import { boundsOf, rateAt, RATES, routeFeatures } from "./lines";
import {
  againstWords, countWords, endWords, errorWords, lastsWords, leaveWords, lineWords, longerBy, rangeWords, spokenWords, summaryWords,
} from "./words";

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
  const ends = { from: { place: [-104.98765, 39.7] as [number, number], name: "a" }, to: null, by: "foot", detour: 1.5 } as const;
  it("hold both places only when they are asked for, rounded", () => {
    expect(endsLink("/denver?mode=route", ends)).toBe("/denver?mode=route#a=-104.9877,39.7000");
    expect(endsLink("/denver", { ...ends, from: null })).toBe("/denver");
    expect(endsLink("/denver", { ...ends, by: "bicycle", detour: 2 })).toBe("/denver#a=-104.9877,39.7000&by=bicycle&detour=2");
    expect(linkedEnds("#a=-104.9877,39.7&b=1,2&by=bicycle&detour=1.2")).toEqual({
      from: [-104.9877, 39.7], to: [1, 2], by: "bicycle", detour: 1.2,
    });
  });
  it.each(["", "#a=no&b=200,100", "#a=&b=,", "#a=1&b=1,2,3", "#by=car&detour=9"])("make nothing of %s", (hash) => {
    expect(linkedEnds(hash)).toEqual({ from: null, to: null, by: "foot", detour: 1.5 });
  });
  it("give a tap to the field entered last, else to the first empty one", () => {
    const end = { place: [0, 0] as [number, number], name: null };
    const of = (from: Ends["from"], to: Ends["to"], active: Ends["active"] = null) => tapped({ from, to, active });
    expect([of(null, null), of(end, null), of(null, end), of(end, end)]).toEqual(["from", "to", "from", null]);
    expect([of(null, null, "to"), of(end, end, "from")]).toEqual(["to", "from"]);
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
    expect(summaryWords(found(null))).toContain("no other way");
    expect(summaryWords(found(null, false, false))).toContain("No meaningful difference");
    expect(summaryWords(found(null, false, true))).toContain("can be told apart");
    expect(againstWords(told(1e-4, null, 600), 10_000)).toBeNull();
    expect(againstWords(told(1e-4, false, 600), 10_000)).toContain("No meaningful difference");
    expect(againstWords(told(1e-4, true, 600), 10_000)).toContain("1 (0 to 3) fewer");
    expect(longerBy(told(1, true, 749), told(1, null, 601))).toBe(2);
  });
  it("says how long, and for those who do not see the cards, all of it", () => {
    expect([lastsWords(20), lastsWords(2399), lastsWords(3900)]).toEqual(["1 min", "40 min", "1 h 5 min"]);
    expect(lineWords(found(null, false), 1)).toEqual(["12 min, 900 m", "way 2 of 2"]);
    expect(spokenWords(found(null, false), 1, "robbery")).toMatch(
      /^No meaningful difference: take the way you like\. 12 min, 900 m, way 2 of 2\. In 10,000 trips .* 1.5 .*within 50 m while you pass\. No meaningful difference from the fastest\.$/,
    );
  });
  it("calls more more", () => {
    const more = { ...told(1e-4, true, 600), against: { less: -2e-4, lower: -3e-4, upper: -1e-4, apart: true } };
    expect(againstWords(more, 10_000)).toBe("About 2 (1 to 3) more in 10,000 trips than on the fastest.");
  });
  it("names an end by what was chosen, else by street and neighborhood, else by its place", () => {
    const area = {
      type: "FeatureCollection",
      features: [{
        type: "Feature", properties: { kind: "neighborhood", name: "Old Town" },
        geometry: { type: "Polygon", coordinates: [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]] },
      }],
    } as unknown as Area;
    expect(endWords({ place: [1, 1], name: "Station" }, area, "Mill Road")).toBe("Station");
    expect(endWords({ place: [1, 1], name: null }, area, "Mill Road")).toBe("Mill Road, Old Town");
    expect(endWords({ place: [1, 1], name: null }, null, "")).toBe("1.0000, 1.0000");
  });
  it("is the server's own words in English, else those for its kind", () => {
    expect(errorWords("Their words.", "no-way", true)).toBe("Their words.");
    expect(errorWords("Status 404", "no-way", false)).toContain("do not join");
    expect(errorWords("Status 500", "odd", false)).toBe("Status 500");
  });
});

describe("leave when", () => {
  const at = (departure: string, leaving: Trip3[], apart: (boolean | null)[] = [null]) => {
    const made = found(...apart);
    return { ...made, departure, features: made.features.map((f) => ({ ...f, properties: { ...f.properties, leaving } })) } as Routes;
  };
  const low: Trip3 = [1, 0.8, 1.05];
  const high: Trip3 = [1.5, 1.1, 2];
  const say = (...values: Trip3[]) => {
    const known = recall(null, "q", at("2024-07-01T18:20:00Z", values));
    return leaveWords(known, Object.values(known.routes)[0] ?? []);
  };
  it("names the hours with the least and the most, and whether they can be told apart", () => {
    expect(say(low, high)).toBe(
      "Least is expected for departures at Mon 1 Jul, 12 pm, most at Mon 1 Jul, 1 pm; their ranges do not overlap.",
    );
    expect(say([1, 0.8, 1.2], high)).toContain("no hour can be told apart from another");
    // The two extremes overlap, another pair does not.
    expect(say([1, 0.2, 1.6], [1.1, 1.0, 1.2], [1.5, 1.3, 2])).toContain("these two cannot be told apart");
    expect(say(low)).toBeNull();
    expect(extremes([undefined, low, undefined])).toBeNull();
  });
  it("keeps its hours while one of them is chosen, and begins anew beyond them", () => {
    const first = recall(null, "q", at("2024-07-01T18:20:00Z", [low, high, low]));
    expect([first.hours, new Date(first.first).toISOString()]).toEqual([3, "2024-07-01T18:00:00.000Z"]);
    const next = recall(first, "q", at("2024-07-01T19:00:00Z", [high, high, high], [null, true]));
    expect([next.first, next.hours]).toEqual([first.first, 3]);
    expect(Object.values(next.routes)).toEqual([[low, high, high], [undefined, high, high]]);
    const other = recall(next, "other", at("2024-07-01T19:00:00Z", [low, low]));
    expect([other.hours, Object.keys(other.routes).length]).toEqual([2, 1]);
    expect(recall(next, "q", at("2024-07-01T23:00:00Z", [low])).hours).toBe(1);
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
