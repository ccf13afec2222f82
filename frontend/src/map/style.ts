import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Area, LonLat } from "../api/types";
import type { Theme } from "../color/palette";
import { INKS } from "./inks";

export const HATCH = "hatch";
/** The field is drawn under the first of these layers that the style has. */
export const FIELD_SLOTS = ["own-street-over-3", "own-neighborhood-edges"];
/** Under which layers the base map's ground, its streets over the field and its names go. */
export const BASE_SLOTS = { ground: "own-park", over: "own-neighborhood-edges", names: "own-street-name" };

/** Diagonal lines on the outside ground: 16 x 16, RGBA, tiles without a seam. */
export function hatchImage(theme: Theme): { width: number; height: number; data: Uint8Array } {
  const size = 16;
  const data = new Uint8Array(4 * size * size);
  const n = Number.parseInt(INKS[theme].hatch.slice(1), 16);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const across = (x + y) % size;
      const alpha = across === 0 ? 255 : across === 1 || across === size - 1 ? 90 : 0;
      data.set([(n >> 16) & 255, (n >> 8) & 255, n & 255, alpha], 4 * (y * size + x));
    }
  }
  return { width: size, height: size, data };
}

const empty = (): GeoJSON.FeatureCollection => ({ type: "FeatureCollection", features: [] });

function areaRings(area: Area): LonLat[][] {
  const rings: LonLat[][] = [];
  for (const { geometry, properties } of area.features) {
    if (properties.kind !== "area") continue;
    const polygons =
      geometry.type === "Polygon"
        ? [geometry.coordinates]
        : geometry.type === "MultiPolygon"
          ? geometry.coordinates
          : [];
    for (const polygon of polygons) rings.push(...(polygon as LonLat[][]));
  }
  return rings;
}

function signedArea(ring: LonLat[]): number {
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length] ?? [x, y];
    sum += x * ny - nx * y;
  });
  return sum / 2;
}

/** Everything around the study area, and its holes, as one collection. */
export function outsideOf(area: Area): GeoJSON.FeatureCollection {
  const outers: LonLat[][] = [];
  const holes: LonLat[][] = [];
  for (const { geometry, properties } of area.features) {
    if (properties.kind !== "area") continue;
    const polygons =
      geometry.type === "Polygon"
        ? [geometry.coordinates]
        : geometry.type === "MultiPolygon"
          ? geometry.coordinates
          : [];
    for (const polygon of polygons) {
      const [outer, ...inner] = polygon as LonLat[][];
      if (outer) outers.push(outer);
      holes.push(...inner);
    }
  }
  if (outers.length === 0) return empty();
  const all = outers.flat();
  const lons = all.map((p) => p[0]);
  const lats = all.map((p) => p[1]);
  const [west, east] = [Math.min(...lons) - 5, Math.max(...lons) + 5];
  const [south, north] = [Math.min(...lats) - 5, Math.max(...lats) + 5];
  const frame: LonLat[] = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  // GeoJSON wants inner rings clockwise.
  const clockwise = outers.map((ring) => (signedArea(ring) > 0 ? [...ring].reverse() : ring));
  const around: GeoJSON.Feature = {
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: [frame, ...clockwise] },
  };
  const inside = holes.map(
    (ring): GeoJSON.Feature => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Polygon", coordinates: [ring] },
    }),
  );
  return { type: "FeatureCollection", features: [around, ...inside] };
}

/** The names of neighborhoods as points. */
function labelsOf(area: Area): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  for (const { properties } of area.features) {
    if (properties.kind !== "neighborhood" || !properties.name || !properties.label) continue;
    features.push({
      type: "Feature",
      properties: { name: properties.name },
      geometry: { type: "Point", coordinates: properties.label },
    });
  }
  return { type: "FeatureCollection", features };
}

/** Outlines as lines: a polygon layer's outline is one pixel wide at most. */
function outline(area: Area): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: areaRings(area).map((ring) => ({
      type: "Feature",
      properties: {},
      geometry: { type: "LineString", coordinates: ring },
    })),
  };
}

const zooms = (...stops: [number, number][]) =>
  ["interpolate", ["exponential", 1.6], ["zoom"], ...stops.flat()] as unknown as number;

function layers(theme: Theme): LayerSpecification[] {
  const ink = INKS[theme];
  const kind = (name: string) => ["==", ["get", "kind"], name] as unknown as boolean;
  const street = (rank: number, from: number, width: number): LayerSpecification => ({
    id: `own-street-${rank}`,
    type: "line",
    source: "own-area",
    minzoom: from,
    filter: ["all", kind("street"), ["==", ["coalesce", ["get", "rank"], 3], rank]] as unknown as boolean,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": ink.street, "line-width": zooms([10, width * 0.5], [13, width], [17, width * 7]) },
  });
  // Over the field streets are drawn once more, as a breath of ink: light and dark colors alike
  // keep them readable.
  const over = (rank: number, from: number, width: number): LayerSpecification => ({
    ...(street(rank, from, width) as Extract<LayerSpecification, { type: "line" }>),
    id: `own-street-over-${rank}`,
    paint: { "line-color": ink.over, "line-width": zooms([12, width * 0.6], [14, width], [17, width * 3]) },
  });
  return [
    { id: "own-ground", type: "background", paint: { "background-color": ink.land } },
    { id: "own-park", type: "fill", source: "own-area", filter: kind("park"), paint: { "fill-color": ink.park } },
    { id: "own-water", type: "fill", source: "own-area", filter: kind("water"), paint: { "fill-color": ink.water } },
    street(3, 12.5, 0.8),
    street(2, 11, 1.1),
    street(1, 8, 1.7),
    {
      id: "own-outside",
      type: "fill",
      source: "own-outside",
      paint: { "fill-pattern": HATCH, "fill-antialias": false },
    },
    over(3, 14, 0.8),
    over(2, 13, 1),
    over(1, 12, 1.3),
    {
      id: "own-neighborhood-edges",
      type: "line",
      source: "own-area",
      filter: kind("neighborhood"),
      layout: { "line-join": "round" },
      paint: {
        "line-color": ink.edge,
        "line-width": zooms([9, 0.4], [12, 0.7], [16, 1.4]),
        "line-opacity": zooms([9, 0.35], [13, 0.6]),
      },
    },
    {
      id: "own-area-edge",
      type: "line",
      source: "own-edge",
      layout: { "line-join": "round" },
      paint: { "line-color": ink.area, "line-width": zooms([9, 0.9], [16, 2]), "line-opacity": 0.8 },
    },
    // A box around what the search found, where no tiles can mark the street itself.
    {
      id: "own-found-casing",
      type: "line",
      source: "own-found",
      layout: { "line-join": "round" },
      paint: { "line-color": ink.land, "line-width": 5, "line-opacity": 0.9 },
    },
    {
      id: "own-found",
      type: "line",
      source: "own-found",
      layout: { "line-join": "round" },
      paint: { "line-color": ink.accent, "line-width": 2 },
    },
    {
      id: "own-selected-ring",
      type: "circle",
      source: "own-selected",
      maxzoom: 13.5,
      filter: ["==", ["geometry-type"], "Point"] as unknown as boolean,
      paint: {
        "circle-radius": 7,
        "circle-color": ink.accent,
        "circle-stroke-color": ink.land,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "own-selected-casing",
      type: "line",
      source: "own-selected",
      minzoom: 13,
      filter: ["==", ["geometry-type"], "LineString"] as unknown as boolean,
      layout: { "line-join": "round" },
      paint: { "line-color": ink.land, "line-width": 5, "line-opacity": 0.9 },
    },
    {
      id: "own-selected",
      type: "line",
      source: "own-selected",
      minzoom: 13,
      filter: ["==", ["geometry-type"], "LineString"] as unknown as boolean,
      layout: { "line-join": "round" },
      paint: { "line-color": ink.accent, "line-width": 2.5 },
    },
    ...routeLayers(ink),
    {
      id: "own-street-name",
      type: "symbol",
      source: "own-area",
      minzoom: 14,
      filter: kind("street"),
      layout: {
        "symbol-placement": "line",
        "text-field": ["coalesce", ["get", "name"], ""],
        "text-font": ["Inter Regular"],
        "text-size": 11,
        "symbol-spacing": 380,
      },
      paint: { "text-color": ink.label, "text-halo-color": ink.halo, "text-halo-width": 1.4 },
    },
    {
      id: "own-neighborhood-name",
      type: "symbol",
      source: "own-labels",
      minzoom: 9,
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["Inter Medium"],
        "text-size": zooms([9, 10.5], [13, 12.5], [16, 15]),
        "text-max-width": 7,
        "text-padding": 6,
      },
      paint: { "text-color": ink.label, "text-halo-color": ink.halo, "text-halo-width": 1.4 },
    },
    ...routeEnds(ink),
  ];
}

/** Routes over the field and under names: the others thin, the chosen one in colors on a casing. */
function routeLayers(ink: (typeof INKS)[Theme]): LayerSpecification[] {
  const role = (name: string) => ["==", ["get", "role"], name] as unknown as boolean;
  const line = (id: string, name: string, paint: object): LayerSpecification => ({
    id,
    type: "line",
    source: "own-route",
    filter: role(name),
    layout: { "line-cap": "round", "line-join": "round" },
    paint,
  });
  return [
    line("own-route-edge", "other", { "line-color": ink.land, "line-width": 5.5, "line-opacity": 0.9 }),
    line("own-route-other", "other", { "line-color": ink.area, "line-width": 2.5 }),
    line("own-route-outline", "casing", { "line-color": ink.label, "line-width": 11 }),
    line("own-route-casing", "casing", { "line-color": ink.land, "line-width": 9 }),
    line("own-route", "part", { "line-color": ["get", "color"] as unknown as string, "line-width": 6 }),
  ];
}

/** A and B lie over the names: nothing hides where one is and where one goes. */
function routeEnds(ink: (typeof INKS)[Theme]): LayerSpecification[] {
  const end = ["==", ["get", "role"], "end"] as unknown as boolean;
  return [
    {
      id: "own-route-end",
      type: "circle",
      source: "own-route",
      filter: end,
      paint: { "circle-radius": 11, "circle-color": ink.accent, "circle-stroke-color": ink.land, "circle-stroke-width": 2.5 },
    },
    {
      id: "own-route-letter",
      type: "symbol",
      source: "own-route",
      filter: end,
      layout: {
        "text-field": ["get", "letter"],
        "text-font": ["Inter Medium"],
        "text-size": 13,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": ink.land },
    },
  ];
}

/** The whole ground: no address in it, so nothing is fetched. */
export function baseStyle(area: Area, theme: Theme): StyleSpecification {
  const source = (data: GeoJSON.GeoJSON) => ({ type: "geojson" as const, data });
  return {
    version: 8,
    sources: {
      "own-area": source(area),
      "own-outside": source(outsideOf(area)),
      "own-edge": source(outline(area)),
      "own-labels": source(labelsOf(area)),
      "own-found": source(empty()),
      "own-selected": source(empty()),
      "own-route": source(empty()),
    },
    layers: layers(theme),
  };
}

/** What a change of theme changes: paint, layer by layer. */
export function themePaint(theme: Theme): { layer: string; name: string; value: unknown }[] {
  return layers(theme).flatMap((layer) =>
    Object.entries(layer.paint ?? {}).map(([name, value]) => ({ layer: layer.id, name, value: value as unknown })),
  );
}
