import { valueOfCode, type Domain } from "../color/scale";
import type { GridInfo, LonLat } from "../api/types";
import { cellOutline, latticeAt } from "../map/grid";

/** West, south, east, north, degrees. */
export type Bounds = [number, number, number, number];

export interface Seen {
  row: number;
  column: number;
  middle: LonLat;
  outline: LonLat[];
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
      expected: valueOfCode(texels[2 * cell] ?? 0, domain),
      likeliest: mixed && mark < 255 ? mark : null,
    });
  }
  return found;
}

/** A field of CSV. What a spreadsheet would take for a formula is made text. */
export function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}

const digits = (value: number) => Number(value.toPrecision(3));
const chanceOf = (expected: number) => digits(-Math.expm1(-expected));
const degrees = (value: number) => Number(value.toFixed(6));

/** Cells as CSV, after lines of `#` that say what it is and on what terms. */
export function cellsCsv(cells: Seen[], about: [string, string][], ids: string[] | null): string {
  const head = about.map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, " ")}`);
  const names = ["row", "column", "lon", "lat", "expected", "chance", ...(ids ? ["likeliest"] : [])];
  const rows = cells.map(({ row, column, middle, expected, likeliest }) =>
    [
      row, column, degrees(middle[0]), degrees(middle[1]), digits(expected), chanceOf(expected),
      ...(ids ? [field(ids[(likeliest ?? 0) - 1] ?? "")] : []),
    ].join(),
  );
  return [...head, names.join(), ...rows, ""].join("\n");
}

/** The same as GeoJSON, which says what it is as a member of its own. */
export function cellsGeoJson(cells: Seen[], about: [string, string][], ids: string[] | null): string {
  return JSON.stringify({
    type: "FeatureCollection",
    about: Object.fromEntries(about),
    features: cells.map(({ row, column, outline, expected, likeliest }) => ({
      type: "Feature",
      properties: {
        row,
        column,
        expected: digits(expected),
        chance: chanceOf(expected),
        ...(ids ? { likeliest: ids[(likeliest ?? 0) - 1] ?? null } : {}),
      },
      geometry: { type: "Polygon", coordinates: [outline.map(([lon, lat]) => [degrees(lon), degrees(lat)])] },
    })),
  });
}
