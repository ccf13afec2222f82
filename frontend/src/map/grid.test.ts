import { describe, expect, it } from "vitest";
import type { GridInfo, Lattice } from "../api/types";
import { cellAt, cellOutline, expandCodes, latticeAt, locate, snapped, unpackMask } from "./grid";

/** A turned, slightly bent lattice over 30 x 20 cells. */
function bent(nx: number, ny: number): Lattice {
  const lon: number[] = [];
  const lat: number[] = [];
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const u = i / (nx - 1);
      const v = j / (ny - 1);
      lon.push(-105 + 0.4 * u - 0.01 * v + 0.0005 * u * v);
      lat.push(39.6 + 0.01 * u + 0.3 * v + 0.0004 * u * u);
    }
  }
  return { nx, ny, lon, lat };
}

const grid: GridInfo = {
  epsg: 32613, cell: 100, x0: 0, y0: 0, height: 20, width: 30, cells: 600, lattice: bent(9, 9),
};

describe("unpackMask", () => {
  it("reads the first cell from the highest bit, rows going on across bytes", () => {
    // 3 x 3: 101 / 010 / 011 -> 10101001 1.......
    expect([...unpackMask(new Uint8Array([0b10101001, 0b10000000]), 3, 3)]).toEqual([0, 2, 4, 7, 8]);
  });

  it("ignores the padding of the last byte", () => {
    expect([...unpackMask(new Uint8Array([0b11111111]), 1, 5)]).toEqual([0, 1, 2, 3, 4]);
  });

  it("refuses a mask of another size", () => {
    expect(() => unpackMask(new Uint8Array(3), 3, 3)).toThrow(/2 bytes, got 3/);
  });
});

describe("expandCodes", () => {
  it("puts codes at their cells and marks them as drawn, code 0 too", () => {
    const texels = expandCodes(new Uint8Array([7, 0]), new Int32Array([1, 3]), 4);
    expect([...texels]).toEqual([0, 0, 7, 255, 0, 0, 0, 255]);
  });

  it("refuses a frame that does not fit the mask", () => {
    expect(() => expandCodes(new Uint8Array(3), new Int32Array(2), 4)).toThrow(/3 codes for 2 cells/);
  });
});

describe("the lattice", () => {
  it("gives its own nodes back", () => {
    const { lattice } = grid;
    expect(latticeAt(lattice, 0, 0)).toEqual([lattice.lon[0], lattice.lat[0]]);
    const [lon, lat] = latticeAt(lattice, 1, 1);
    expect(lon).toBeCloseTo(lattice.lon.at(-1) ?? 0, 12);
    expect(lat).toBeCloseTo(lattice.lat.at(-1) ?? 0, 12);
  });

  it("is inverted by locate everywhere inside", () => {
    for (const [u, v] of [[0.01, 0.02], [0.5, 0.5], [0.93, 0.07], [0.333, 0.871], [1, 1]] as const) {
      const found = locate(grid.lattice, latticeAt(grid.lattice, u, v));
      expect(found?.[0]).toBeCloseTo(u, 6);
      expect(found?.[1]).toBeCloseTo(v, 6);
    }
  });

  it("finds nothing outside, far outside and for nonsense", () => {
    expect(locate(grid.lattice, [-105.2, 39.7])).toBeNull();
    expect(locate(grid.lattice, [10, -30])).toBeNull();
    expect(locate(grid.lattice, [NaN, 39.7])).toBeNull();
  });
});

describe("cells", () => {
  it("finds every cell from the middle of its outline", () => {
    for (let index = 0; index < 600; index += 37) {
      const ring = cellOutline(grid, index);
      expect(ring).toHaveLength(5);
      expect(ring[0]).toEqual(ring[4]);
      const corners = ring.slice(0, 4);
      const lon = corners.reduce((sum, p) => sum + p[0], 0) / 4;
      const lat = corners.reduce((sum, p) => sum + p[1], 0) / 4;
      expect(cellAt(grid, [lon, lat])).toBe(index);
    }
  });

  it("keep a place in themselves when it is moved to their middle", () => {
    const place = latticeAt(grid.lattice, 0.4321, 0.777);
    const middle = snapped(grid, place);
    expect(cellAt(grid, middle)).toBe(cellAt(grid, place));
    const again = snapped(grid, middle);
    expect(again[0]).toBeCloseTo(middle[0], 9);
    expect(again[1]).toBeCloseTo(middle[1], 9);
    expect(snapped(grid, [0, 0])).toEqual([0, 0]);
  });

  it("counts rows from the south", () => {
    const [, south] = cellOutline(grid, 0)[0] ?? [0, 0];
    const [, north] = cellOutline(grid, 19 * 30)[0] ?? [0, 0];
    expect(north).toBeGreaterThan(south);
  });
});
