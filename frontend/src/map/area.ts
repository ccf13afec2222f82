import type { Area, LonLat } from "../api/types";

function inRing([x, y]: LonLat, ring: number[][]): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi = 0, yi = 0] = ring[i] ?? [];
    const [xj = 0, yj = 0] = ring[j] ?? [];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

function inPolygon(place: LonLat, rings: number[][][]): boolean {
  const [outer, ...holes] = rings;
  return outer !== undefined && inRing(place, outer) && !holes.some((hole) => inRing(place, hole));
}

function inGeometry(geometry: GeoJSON.Geometry, place: LonLat): boolean {
  if (geometry.type === "Polygon") return inPolygon(place, geometry.coordinates);
  if (geometry.type === "MultiPolygon") return geometry.coordinates.some((p) => inPolygon(place, p));
  return false;
}

/** The name of the neighborhood that holds a place, if any does. */
export function neighborhoodAt(area: Area, place: LonLat): string | null {
  const found = area.features.find(
    ({ geometry, properties }) => properties.kind === "neighborhood" && inGeometry(geometry, place),
  );
  return found?.properties.name ?? null;
}

/** Whether a place lies in the study area. */
export function insideArea(area: Area, place: LonLat): boolean {
  return area.features.some(
    ({ geometry, properties }) => properties.kind === "area" && inGeometry(geometry, place),
  );
}
