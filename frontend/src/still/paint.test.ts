import { describe, expect, it } from "vitest";
import type { GridInfo } from "../api/types";
import { paletteTexels } from "../color/palette";
import { cellColors, markedPlaces } from "./paint";

const grid = {
  width: 3,
  height: 2,
  lattice: { nx: 2, ny: 2, lon: [-105.1, -104.8, -105.1, -104.8], lat: [39.6, 39.6, 39.8, 39.8] },
} as GridInfo;
// Rows from the south: outside, nothing, many; a mark, many at one point, few.
const texels = new Uint8Array([0, 0, 0, 255, 255, 255, 0, 128, 200, 210, 40, 255]);
const field = { grid, texels, crisp: true, key: "k" };

describe("a field on a plain canvas", () => {
  it("has the colors of the map, north up, and nothing where there is nothing", () => {
    const colors = cellColors(field, "light");
    const palette = paletteTexels("light");
    const at = (row: number, column: number) => Array.from(colors.slice(4 * (3 * row + column), 4 * (3 * row + column) + 4));
    expect(at(1, 0)).toEqual([0, 0, 0, 0]);
    expect(at(1, 1)).toEqual([0, 0, 0, 0]);
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    for (const [place, code] of [[at(1, 2), 255], [at(0, 1), 200], [at(0, 2), 40]] as const) {
      const [r = 0, , , alpha = 0] = place;
      expect(alpha).toBe(palette[4 * code + 3]);
      expect(Math.abs((r * alpha) / 255 - (palette[4 * code] ?? 0))).toBeLessThan(1);
    }
  });

  it("marks the middles of cells that are left out, or mostly of one point", () => {
    const [first, second, ...more] = markedPlaces(field);
    expect(more).toEqual([]);
    expect(first?.[0]).toBeCloseTo(-105.05, 9);
    expect(second?.[0]).toBeCloseTo(-104.95, 9);
    expect(first?.[1]).toBeCloseTo(39.75, 9);
  });
});
