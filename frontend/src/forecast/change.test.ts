import { describe, expect, it } from "vitest";
import type { Manifest } from "../api/types";
import { AS_MUCH, codeOfTimes } from "../color/diverging";
import { seenCells, timesCsv, timesGeoJson } from "../share/cells";
import { changeHere, changeTexels, tellsChange, timesUsual, timesWords, whyNot } from "./change";
import { frameKey, frameKind } from "./useFrames";

const forecast = (usual: unknown) => ({ format: "crimecast-forecast/2", usual }) as unknown as Manifest;
const whole = forecast({ from: "2020-01-01", to: "2026-01-01", maps: 13 });

describe("a change against the usual", () => {
  it("is told by forecasts that hold what is usual of places", () => {
    expect(tellsChange(whole)).toBe(true);
    expect(tellsChange(forecast({ from: "2020-01-01", to: "2026-01-01" }))).toBe(false);
    expect(tellsChange(forecast({ from: "2020-01-01", to: "2026-01-01", maps: null }))).toBe(false);
    expect(tellsChange(forecast(undefined))).toBe(false);
  });

  it("says why it cannot be had", () => {
    expect(whyNot("change", whole, false)).toBeNull();
    expect(whyNot("change", whole, true)).toMatch(/typical/i);
    expect(whyNot("change", forecast(null), false)).toMatch(/not told/);
    expect(whyNot("expected", forecast(null), true)).toBeNull();
    expect(whyNot("likeliest", { ...whole, format: "crimecast-forecast/1" }, false)).not.toBeNull();
  });

  it("is said in words", () => {
    const words = [0.02, 0.3, 0.5, 0.9, 0.97, 1, 1.06, 1.4, 2, 3.33, 25].map(timesWords);
    expect(words).toEqual([
      "under a tenth of the usual",
      "0.3 times the usual",
      "half the usual",
      "0.9 times the usual",
      "about as usual",
      "about as usual",
      "about as usual",
      "1.4 times the usual",
      "twice the usual",
      "3.3 times the usual",
      "over 10 times the usual",
    ]);
  });

  it("is not told of what is hardly usual", () => {
    expect(timesUsual(3, 2)).toBe(1.5);
    expect(timesUsual(3, 0)).toBeNull();
    expect(timesUsual(3, 0.1, 0.2)).toBeNull();
    const told = { category: "robbery", hours: 2, least: 0.2, usual: [0.1, 0.5] };
    expect(changeHere(told, "robbery", 1, 0)).toMatch(/Too few/);
    expect(changeHere(told, "robbery", 1, 1)).toContain("twice the usual");
    expect(changeHere(told, "arson", 1, 1)).toBeNull();
  });

  it("has frames of its own", () => {
    expect(frameKind("chance")).toBe("counts");
    expect(frameKey("f", "all", "3", frameKind("change"))).toBe("f/all/3/change");
    expect(frameKey("f", "all", "3", frameKind("expected"))).toBe("f/all/3");
  });
});

describe("the map of a change", () => {
  const codes = Uint8Array.of(0, AS_MUCH, codeOfTimes(2));
  const texels = changeTexels(codes, Int32Array.of(0, 2, 3), 4);
  const grid = {
    width: 2,
    height: 2,
    lattice: { nx: 2, ny: 2, lon: [-105, -104, -105, -104], lat: [39, 39, 40, 40] },
  } as Parameters<typeof seenCells>[0];

  it("leaves out what is too little to tell", () => {
    expect([...texels]).toEqual([0, 0, 0, 0, AS_MUCH, 255, codeOfTimes(2), 255]);
    expect(() => changeTexels(codes, Int32Array.of(0), 4)).toThrow(RangeError);
  });

  it("is taken away as ratios", () => {
    const cells = seenCells(grid, texels, [1e-6, 1e-2], null, false);
    const text = timesCsv(cells, [["what", "a ratio"]]);
    expect(text.split("\n")).toEqual([
      "# what: a ratio", "row,column,lon,lat,times", "1,0,-104.75,39.75,1", "1,1,-104.25,39.75,2.01", "",
    ]);
    const collection = JSON.parse(timesGeoJson(cells, [])) as { features: { properties: object }[] };
    expect(collection.features.map(({ properties }) => properties)).toEqual([
      { row: 1, column: 0, times: 1 },
      { row: 1, column: 1, times: 2.01 },
    ]);
  });
});
