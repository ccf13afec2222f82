import { describe, expect, it } from "vitest";
import type { Area, LonLat } from "../api/types";
import { insideArea, neighborhoodAt } from "./area";
import { outsideOf } from "./style";

const square = (x: number, y: number, size: number): LonLat[] => [
  [x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y],
];

const area: Area = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { kind: "area" },
      geometry: { type: "MultiPolygon", coordinates: [[square(0, 0, 4), square(1, 1, 1)], [square(10, 0, 2)]] },
    },
    {
      type: "Feature",
      properties: { kind: "neighborhood", name: "East" },
      geometry: { type: "Polygon", coordinates: [square(10, 0, 2)] },
    },
  ],
};

describe("insideArea", () => {
  it("knows parts and holes", () => {
    expect(insideArea(area, [3, 3])).toBe(true);
    expect(insideArea(area, [11, 1])).toBe(true);
    expect(insideArea(area, [1.5, 1.5])).toBe(false);
    expect(insideArea(area, [7, 1])).toBe(false);
  });
});

describe("neighborhoodAt", () => {
  it("names what holds the place", () => {
    expect(neighborhoodAt(area, [11, 1])).toBe("East");
    expect(neighborhoodAt(area, [3, 3])).toBeNull();
  });
});

describe("outsideOf", () => {
  it("is a frame with a hole for every part, and the parts' own holes", () => {
    const { features } = outsideOf(area);
    const [around, hole] = features.map((f) => f.geometry as GeoJSON.Polygon);
    expect(features).toHaveLength(2);
    expect(around?.coordinates).toHaveLength(3);
    expect(hole?.coordinates[0]).toEqual(square(1, 1, 1));
  });

  it("turns inner rings clockwise, as GeoJSON wants", () => {
    const around = outsideOf(area).features[0]?.geometry as GeoJSON.Polygon;
    const turn = (ring: number[][]) =>
      ring.reduce((sum, p, i) => {
        const q = ring[(i + 1) % ring.length] ?? p;
        return sum + (p[0] ?? 0) * (q[1] ?? 0) - (q[0] ?? 0) * (p[1] ?? 0);
      }, 0);
    const [frame, ...inner] = around.coordinates;
    expect(turn(frame ?? [])).toBeGreaterThan(0);
    for (const ring of inner) expect(turn(ring)).toBeLessThan(0);
  });

  it("is nothing where there is no area", () => {
    expect(outsideOf({ type: "FeatureCollection", features: [] }).features).toEqual([]);
  });
});
