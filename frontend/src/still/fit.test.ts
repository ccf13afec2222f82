import { describe, expect, it } from "vitest";
import { MOST_PIXELS, placeAt, pointOf, sizeFor } from "./fit";

const lattice = { nx: 2, ny: 2, lon: [-105.1, -104.6, -105.1, -104.6], lat: [39.6, 39.6, 39.9, 39.9] };

describe("a still picture", () => {
  it("is asked for in few sizes, within the server's bounds", () => {
    expect(sizeFor(390.4, 719, 2)).toEqual({ width: 380, height: 700, scale: 2 });
    expect(sizeFor(1033.4, 719, 2)).toEqual({ width: 1020, height: 700, scale: 1 });
    expect(sizeFor(1033.4, 719, 1).scale).toBe(1);
    expect(sizeFor(10, 9000, 3)).toEqual({ width: 160, height: 1600, scale: 2 });
    for (const [width, height] of [[1600, 1600], [1600, 1000], [1590, 1340], [900, 2400]] as const) {
      for (const ratio of [1, 2]) {
        const size = sizeFor(width, height, ratio);
        expect(size.width * size.height * size.scale ** 2).toBeLessThanOrEqual(MOST_PIXELS);
        expect(Math.min(size.width, size.height)).toBeGreaterThan(600);
      }
    }
  });

  it("holds the whole grid, and tells what place was tapped", () => {
    for (const size of [sizeFor(1000, 400, 1), sizeFor(380, 420, 2)]) {
      const corners = lattice.lon.map((lon, i) => pointOf(lattice, size, [lon, lattice.lat[i] ?? 0]));
      for (const [x, y] of corners) {
        expect(Math.min(x, size.width - x)).toBeGreaterThan(15.99);
        expect(Math.min(y, size.height - y)).toBeGreaterThan(15.99);
      }
      const [lon, lat] = placeAt(lattice, size, 200, 150);
      const [x, y] = pointOf(lattice, size, [lon, lat]);
      expect([x, y].map((v) => Math.round(v * 1e4) / 1e4)).toEqual([200, 150]);
      expect(lat).toBeGreaterThan(39.5);
      expect(lon).toBeLessThan(-104.5);
    }
  });
});
