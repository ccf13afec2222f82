import { describe, expect, it } from "vitest";
import type { GridInfo } from "../api/types";
import { valueOfCode } from "../color/scale";
import { cellsCsv, cellsGeoJson, seenCells } from "./cells";
import { csvOf, field } from "./csv";

const grid = {
  width: 2,
  height: 2,
  lattice: { nx: 2, ny: 2, lon: [0, 2, 0, 2], lat: [0, 0, 2, 2] },
} as unknown as GridInfo;
const domain = [1e-6, 1e-2] as const;
const about: [string, string][] = [["source", "City,\nopen data"], ["terms", "CC BY"]];

describe("what is seen, as data", () => {
  const texels = Uint8Array.of(128, 255, 0, 255, 9, 0, 255, 255);

  it("holds the area's cells with the map's own values", () => {
    const cells = seenCells(grid, texels, domain, null, false);
    expect(cells.map(({ row, column }) => [row, column])).toEqual([[0, 0], [0, 1], [1, 1]]);
    expect(cells[0]?.expected).toBeCloseTo(valueOfCode(128, domain), 12);
    expect(cells[1]?.expected).toBe(0);
    expect(cells[2]?.middle).toEqual([1.5, 1.5]);
  });

  it("ends where the map's view ends", () => {
    expect(seenCells(grid, texels, domain, [1, 1, 2, 2], false)).toHaveLength(1);
    expect(seenCells(grid, texels, domain, [3, 3, 4, 4], false)).toHaveLength(0);
  });

  it("is CSV that says where it comes from", () => {
    const lines = cellsCsv(seenCells(grid, texels, domain, null, false), about, null).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "# source: City, open data", "# terms: CC BY", "row,column,lon,lat,expected,chance", "0,0,0.5,0.5,0.0001,0.0001",
    ]);
    expect(lines.at(-1)).toBe("");
  });

  it("is GeoJSON that does so too, with closed squares", () => {
    const found = JSON.parse(cellsGeoJson(seenCells(grid, Uint8Array.of(90, 2, 0, 0, 0, 0, 5, 255), domain, null, true), about, ["a", "b"])) as {
      about: unknown;
      features: { properties: { likeliest: string | null }; geometry: { coordinates: number[][][] } }[];
    };
    expect(found.about).toEqual({ source: "City,\nopen data", terms: "CC BY" });
    expect(found.features.map((f) => f.properties.likeliest)).toEqual(["b", null]);
    const ring = found.features[0]?.geometry.coordinates[0];
    expect(ring?.[0]).toEqual(ring?.at(-1));
  });

  it("is no formula", () => {
    expect(field("=1+1")).toBe("'=1+1");
    expect(field('a "b", c')).toBe('"a ""b"", c"');
    expect(["+1", "-1", "@x", "\t1", "a=1"].map(field)).toEqual(["'+1", "'-1", "'@x", "'\t1", "a=1"]);
    expect(["'=1", "'a", "＝1", "\n=1"].map(field)).toEqual(["''=1", "'a", "'＝1", '"\'\n=1"']);
    expect(csvOf([["a", ""], ["b", "=x\ny"]], ["n"], [[-1], [null], [Infinity], ["=1"]])).toBe("# b: =x y\nn\n-1\n\n\n'=1\n");
  });
});
