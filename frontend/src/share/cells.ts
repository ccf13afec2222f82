import { timesOfCode } from "../color/diverging";
import { valueOfCode, type Domain } from "../color/scale";
import type { GridInfo, LonLat } from "../api/types";
import { csvOf } from "./csv";
import { cellOutline, latticeAt } from "../map/grid";

/** West, south, east, north, degrees. */
export type Bounds = [number, number, number, number];

export interface Seen {
  row: number;
  column: number;
  middle: LonLat;
  outline: LonLat[];
  /** The map's own code. */
  code: number;
  /** Expected reports in the hour; 0 stands for less than the scale's lower end. */
  expected: number;
  /** Number (from 1) of the likeliest category, on a map of these. */
  likeliest: number | null;
}

/** What a map drawn from `texels` shows inside `bounds`: its cells, from the south-west on. */
export function seenCells(
  grid: GridInfo,
  texels: Uint8Array,
  domain: Domain,
  bounds: Bounds | null,
  mixed: boolean,
): Seen[] {
  const found: Seen[] = [];
  for (let cell = 0; cell < grid.width * grid.height; cell++) {
    const mark = texels[2 * cell + 1] ?? 0;
    if (mark === 0) continue;
    const row = Math.floor(cell / grid.width);
    const column = cell % grid.width;
    const middle = latticeAt(grid.lattice, (column + 0.5) / grid.width, (row + 0.5) / grid.height);
    if (bounds) {
      const [west, south, east, north] = bounds;
      if (middle[0] < west || middle[0] > east || middle[1] < south || middle[1] > north) continue;
    }
    found.push({
      row,
      column,
      middle,
      outline: cellOutline(grid, cell),
      code: texels[2 * cell] ?? 0,
      expected: valueOfCode(texels[2 * cell] ?? 0, domain),
      likeliest: mixed && mark < 255 ? mark : null,
    });
  }
  return found;
}

const digits = (value: number) => Number(value.toPrecision(3));
const chanceOf = (expected: number) => digits(-Math.expm1(-expected));
export const degrees = (value: number) => Number(value.toFixed(6));

type Column = [name: string, of: (cell: Seen) => string | number | null];

const countColumns = (ids: string[] | null): Column[] => [
  ["expected", ({ expected }) => digits(expected)],
  ["chance", ({ expected }) => chanceOf(expected)],
  ...(ids ? [["likeliest", ({ likeliest }: Seen) => ids[(likeliest ?? 0) - 1] ?? null] as Column] : []),
];
const TIMES: Column[] = [["times", ({ code }) => digits(timesOfCode(code))]];

/** Cells as CSV, after lines of `#` that say what it is and on what terms. */
export const cellsCsv = (cells: Seen[], about: [string, string][], ids: string[] | null) =>
  csv(cells, about, countColumns(ids));

/** The same as GeoJSON, which says what it is as a member of its own. */
export const cellsGeoJson = (cells: Seen[], about: [string, string][], ids: string[] | null) =>
  geoJson(cells, about, countColumns(ids));

/** Of a map of what changes: how many times the usual is expected. */
export const timesCsv = (cells: Seen[], about: [string, string][]) => csv(cells, about, TIMES);
export const timesGeoJson = (cells: Seen[], about: [string, string][]) => geoJson(cells, about, TIMES);

function csv(cells: Seen[], about: [string, string][], columns: Column[]): string {
  const names = ["row", "column", "lon", "lat", ...columns.map(([name]) => name)];
  const rows = cells.map((cell) => [cell.row, cell.column, ...cell.middle.map(degrees), ...columns.map(([, of]) => of(cell))]);
  return csvOf(about, names, rows);
}

function geoJson(cells: Seen[], about: [string, string][], columns: Column[]): string {
  return JSON.stringify({
    type: "FeatureCollection",
    about: Object.fromEntries(about),
    features: cells.map((cell) => ({
      type: "Feature",
      properties: {
        row: cell.row,
        column: cell.column,
        ...Object.fromEntries(columns.map(([name, of]) => [name, of(cell)])),
      },
      geometry: { type: "Polygon", coordinates: [cell.outline.map(([lon, lat]) => [degrees(lon), degrees(lat)])] },
    })),
  });
}
