/** Routes as the map draws them. */
import type { LonLat, Routes } from "../api/types";
import { css, seenColor, type Theme } from "../color/palette";

/** What the colors run over: incidents expected near in an hour of being there. */
export const RATES: [number, number] = [0.0001, 0.1];

/** Where a rate lies on the colors, 0 to 1. */
export function rateAt(rate: number): number {
  const [low, high] = RATES.map(Math.log) as [number, number];
  return Math.min(Math.max((Math.log(Math.max(rate, 1e-12)) - low) / (high - low), 0), 1);
}

/** The palette without its foot, which is hardly told from the ground. */
export const rateColor = (rate: number, theme: Theme): string => css(seenColor(0.28 + 0.72 * rateAt(rate), theme));

const line = (coordinates: LonLat[], properties: Record<string, unknown>): GeoJSON.Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "LineString", coordinates },
});

/** Features for the map's own sources: the others thin, the chosen one in parts over a casing, both ends. */
export function routeFeatures(found: Routes | null, chosen: number, ends: (LonLat | null)[], theme: Theme): GeoJSON.Feature[] {
  const features: GeoJSON.Feature[] = [];
  found?.features.forEach((route, index) => {
    if (index !== chosen) features.push(line(route.geometry.coordinates, { role: "other", index }));
  });
  const route = found?.features[chosen];
  if (route) {
    const { coordinates } = route.geometry;
    features.push(line(coordinates, { role: "casing" }));
    for (const { start, stop, rate } of route.properties.parts) {
      features.push(line(coordinates.slice(start, stop + 1), { role: "part", color: rateColor(rate, theme) }));
    }
  }
  ends.forEach((place, i) => {
    if (!place) return;
    features.push({
      type: "Feature",
      properties: { role: "end", letter: i === 0 ? "A" : "B" },
      geometry: { type: "Point", coordinates: place },
    });
  });
  return features;
}

/** West, south, east and north of all routes. */
export function boundsOf(found: Routes): [number, number, number, number] {
  const all = found.features.flatMap((route) => route.geometry.coordinates);
  const lons = all.map(([lon]) => lon);
  const lats = all.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** The legend's ribbon. */
export function rateRibbon(theme: Theme, steps = 16): string {
  const [low, high] = RATES;
  const colors = Array.from({ length: steps + 1 }, (_, i) => rateColor(low * (high / low) ** (i / steps), theme));
  return `linear-gradient(to right, ${colors.join(", ")})`;
}
