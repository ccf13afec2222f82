import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Theme } from "../color/palette";
import { INKS } from "./inks";

/** The source of the base map's tiles (layers and attributes: docs/streets.md). */
export const BASE = "base";
export const FOUND_STREET = "base-found";

type Line = Extract<LayerSpecification, { type: "line" }>;
type Names = Extract<LayerSpecification, { type: "symbol" }>;
type Layout = NonNullable<Names["layout"]>;
type Paint = NonNullable<Names["paint"]>;

const zooms = (...stops: [number, number | ExpressionSpecification][]) =>
  ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification;
const all = (...filters: unknown[]) => ["all", ...filters] as unknown as FilterSpecification;
const is = (name: string, ...values: (string | number)[]): ExpressionSpecification => [
  "in",
  ["get", name],
  ["literal", values],
];
const not = (filter: unknown) => ["!", filter];
const lines = ["==", ["geometry-type"], "LineString"];
const areas = ["==", ["geometry-type"], "Polygon"];

/** Pixels by zoom, for each rank: about as wide as the street is from zoom 15 on. */
const WIDTHS: Record<number, [number, number][]> = {
  1: [[9, 0.7], [12, 1.6], [14, 3.2], [16, 9], [18, 28]],
  2: [[11, 0.6], [13, 1.3], [14, 2.2], [16, 7], [18, 22]],
  3: [[13, 0.5], [14, 1.1], [16, 4.5], [18, 16]],
  4: [[14, 0.5], [16, 1.1], [18, 2.4]],
};

function street(rank: 1 | 2 | 3 | 4, theme: Theme): Line {
  const ink = INKS[theme];
  const path = rank === 4;
  return {
    id: `base-street-${rank}`,
    type: "line",
    source: BASE,
    "source-layer": "street",
    minzoom: WIDTHS[rank]?.[0]?.[0] ?? 9,
    filter: all(is("rank", rank), lines),
    layout: { "line-cap": path ? "butt" : "round", "line-join": "round" },
    paint: {
      "line-color": ink.streets[rank - 1] ?? ink.street,
      "line-width": zooms(...(WIDTHS[rank] ?? [])),
      "line-opacity": ["case", ["has", "tunnel"], 0.45, 1],
      ...(path ? { "line-dasharray": [3, 1.6] } : {}),
    },
  };
}

/** What lies under the field: water, green, rails and streets, in grays only. */
export function groundLayers(theme: Theme): LayerSpecification[] {
  const ink = INKS[theme];
  return [
    {
      id: "base-park",
      type: "fill",
      source: BASE,
      "source-layer": "park",
      filter: areas as FilterSpecification,
      paint: {
        "fill-color": ink.park,
        "fill-antialias": false,
        "fill-opacity": ["case", is("kind", "grass", "pitch"), 0.6, 1],
      },
    },
    // Under the areas: a wide river has a line along its middle as well.
    {
      id: "base-stream",
      type: "line",
      source: BASE,
      "source-layer": "water",
      filter: lines as FilterSpecification,
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": ink.shore,
        "line-width": zooms(
          [9, 0.6],
          [13, ["case", is("kind", "stream"), 0.7, 1.6]],
          [17, ["case", is("kind", "stream"), 2.5, 7]],
        ),
      },
    },
    {
      id: "base-water",
      type: "fill",
      source: BASE,
      "source-layer": "water",
      filter: areas as FilterSpecification,
      paint: { "fill-color": ink.water, "fill-outline-color": ink.shore },
    },
    {
      id: "base-rail",
      type: "line",
      source: BASE,
      "source-layer": "rail",
      minzoom: 10,
      paint: {
        "line-color": ink.rail,
        "line-width": zooms([10, 0.5], [14, 1], [18, 3]),
        "line-opacity": ["case", ["has", "tunnel"], 0.35, 1],
      },
    },
    street(4, theme),
    street(3, theme),
    street(2, theme),
    street(1, theme),
  ];
}

/** Streets once more over the field, thin: dark and light colors alike keep them readable. */
export function overLayers(theme: Theme): LayerSpecification[] {
  const ink = INKS[theme];
  const over = (rank: 1 | 2 | 3, stops: [number, number][], clear = 1): Line => ({
    id: `base-over-${rank}`,
    type: "line",
    source: BASE,
    "source-layer": "street",
    minzoom: stops[0]?.[0] ?? 9,
    filter: all(is("rank", rank), lines, not(["has", "tunnel"]), not(is("kind", "service"))),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": ink.over,
      "line-width": zooms(...stops),
      // Where blocks are small on the screen, many streets would be a net over the field.
      "line-opacity": zooms([13, clear], [15, 1]),
    },
  });
  return [
    over(3, [[13.5, 0.4], [15, 0.9], [18, 2.5]], 0.1),
    over(2, [[12.5, 0.5], [15, 1.3], [18, 4]], 0.6),
    over(1, [[10, 0.5], [13, 1.1], [15, 2], [18, 6]]),
    {
      id: "base-found-casing",
      type: "line",
      source: BASE,
      "source-layer": "street",
      filter: nowhere(),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": ink.land, "line-width": zooms([9, 4], [14, 7], [18, 14]), "line-opacity": 0.9 },
    },
    {
      id: FOUND_STREET,
      type: "line",
      source: BASE,
      "source-layer": "street",
      filter: nowhere(),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": ink.accent, "line-width": zooms([9, 2], [14, 3.5], [18, 7]) },
    },
  ];
}

function nowhere(): FilterSpecification {
  return ["literal", false] as unknown as FilterSpecification;
}

/** Which streets the search found: those of that name; null for none. */
export function foundFilter(name: string | null): FilterSpecification {
  return name === null ? nowhere() : (["==", ["get", "name"], name] as unknown as FilterSpecification);
}

/** What names the page has already: the city's, and whether those of its neighborhoods. */
export interface Named {
  city: string;
  hoods: boolean;
}

/**
 * Names, over everything. The city's own neighborhoods are named by its area file: where that
 * names any (`hoods`), those of OpenStreetMap are left out, and so is the name of the whole.
 */
export function nameLayers(theme: Theme, { city, hoods }: Named): LayerSpecification[] {
  const ink = INKS[theme];
  const text = (layout: Layout): Layout => ({
    "text-field": ["get", "name"],
    "text-font": ["Inter Regular"],
    ...layout,
  });
  const paint = (color: string): Paint => ({
    "text-color": color,
    "text-halo-color": ink.halo,
    "text-halo-width": 1.5,
  });
  const settled = ["city", "town", "village", "hamlet", "island", "islet"];
  return [
    {
      id: "base-street-name",
      type: "symbol",
      source: BASE,
      "source-layer": "street",
      minzoom: 13.5,
      filter: all(["has", "name"], lines, [">", ["get", "rank"], 1], [
        "<=",
        ["get", "rank"],
        ["step", ["zoom"], 2, 15, 3, 16.5, 4],
      ]),
      layout: text({
        "symbol-placement": "line",
        "symbol-sort-key": ["get", "rank"],
        "symbol-spacing": 420,
        "text-max-angle": 30,
        "text-padding": 4,
        "text-size": zooms([13, 11], [15, ["case", ["<=", ["get", "rank"], 2], 12, 11]], [18, 14]),
      }),
      paint: paint(ink.label),
    },
    // Each carriageway of an expressway is a line of its own: their names keep well apart.
    {
      id: "base-way-name",
      type: "symbol",
      source: BASE,
      "source-layer": "street",
      minzoom: 12,
      filter: all(["has", "name"], lines, is("rank", 1)),
      layout: text({
        "symbol-placement": "line",
        "symbol-spacing": 900,
        "text-max-angle": 30,
        "text-padding": zooms([12, 60], [15, 90]),
        "text-size": zooms([12, 10.5], [15, 12], [18, 14]),
      }),
      paint: paint(ink.label),
    },
    {
      id: "base-stream-name",
      type: "symbol",
      source: BASE,
      "source-layer": "water",
      minzoom: 12,
      filter: all(["has", "name"], lines),
      layout: text({ "symbol-placement": "line", "text-size": 11, "text-letter-spacing": 0.06, "symbol-spacing": 500 }),
      paint: paint(ink.wet),
    },
    {
      id: "base-park-name",
      type: "symbol",
      source: BASE,
      "source-layer": "name",
      minzoom: 13,
      filter: all(is("kind", "park")),
      layout: text({ "text-size": 11, "text-max-width": 6, "text-padding": 8 }),
      paint: paint(ink.minor),
    },
    {
      id: "base-water-name",
      type: "symbol",
      source: BASE,
      "source-layer": "name",
      filter: all(is("kind", "water")),
      layout: text({ "text-size": 11.5, "text-max-width": 6, "text-letter-spacing": 0.06, "text-padding": 8 }),
      paint: paint(ink.wet),
    },
    {
      id: "base-place-name",
      type: "symbol",
      source: BASE,
      "source-layer": "name",
      filter: all(is("kind", ...settled, ...(hoods ? [] : ["borough", "neighborhood"])), ["!=", ["get", "name"], city]),
      layout: text({
        "text-font": ["Inter Medium"],
        "text-size": zooms([9, 11], [14, 13]),
        "text-max-width": 7,
        "text-padding": 8,
      }),
      paint: paint(ink.minor),
    },
  ];
}

/** All that is drawn of the tiles, from the ground up. */
export function tileLayers(theme: Theme, named: Named): LayerSpecification[] {
  return [...groundLayers(theme), ...overLayers(theme), ...nameLayers(theme, named)];
}
