/** A field painted without WebGL: on a plain canvas, cells crisp, outlines over them. */
import type { Area, LonLat } from "../api/types";
import { divergingTexels } from "../color/diverging";
import { paletteTexels, type Theme } from "../color/palette";
import type { Field } from "../map/field-layer";
import { latticeAt } from "../map/grid";
import { INKS } from "../map/inks";
import { pointOf, type Size } from "./fit";

/** How the texture's second byte says a cell is drawn (see map/shaders.ts). */
const MARKED = [128, 210];

/** RGBA of every cell, rows from the north, not multiplied by alpha: clear where nothing is drawn. */
export function cellColors({ grid, texels, diverging }: Field, theme: Theme): Uint8ClampedArray<ArrayBuffer> {
  const palette = diverging ? divergingTexels(theme) : paletteTexels(theme);
  const out = new Uint8ClampedArray(4 * grid.width * grid.height);
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const from = 2 * (row * grid.width + column);
      if ((texels[from + 1] ?? 0) < 200) continue;
      const color = 4 * (texels[from] ?? 0);
      const alpha = palette[color + 3] ?? 0;
      if (alpha === 0) continue;
      const to = 4 * ((grid.height - 1 - row) * grid.width + column);
      for (let k = 0; k < 3; k++) out[to + k] = (255 * (palette[color + k] ?? 0)) / alpha;
      out[to + 3] = alpha;
    }
  }
  return out;
}

/** The middles of the cells that carry a mark: counts left out, or mostly recorded at one point. */
export function markedPlaces({ grid, texels }: Field): LonLat[] {
  const found: LonLat[] = [];
  for (let cell = 0; cell < grid.width * grid.height; cell++) {
    if (!MARKED.includes(texels[2 * cell + 1] ?? 0)) continue;
    const row = Math.floor(cell / grid.width);
    found.push(latticeAt(grid.lattice, ((cell % grid.width) + 0.5) / grid.width, (row + 0.5) / grid.height));
  }
  return found;
}

function traced(context: CanvasRenderingContext2D, geometry: GeoJSON.Geometry, at: (place: LonLat) => [number, number]): boolean {
  const polygons =
    geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
  context.beginPath();
  for (const ring of polygons.flat()) {
    ring.forEach(([lon = 0, lat = 0], i) => {
      const [x, y] = at([lon, lat]);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
  }
  return polygons.length > 0;
}

/** Paints land, cells, marks and outlines; `cells` is a canvas that holds `cellColors`. */
export function paint(
  context: CanvasRenderingContext2D,
  { area, field, cells, size, theme }: { area: Area; field: Field; cells: CanvasImageSource; size: Size; theme: Theme },
): void {
  const { grid } = field;
  const ink = INKS[theme];
  const at = (place: LonLat) => pointOf(grid.lattice, size, place);
  context.setTransform(size.scale, 0, 0, size.scale, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const drawn = (kind: string, draw: () => void) => {
    for (const { geometry, properties } of area.features) {
      if (properties.kind === kind && traced(context, geometry, at)) draw();
    }
  };
  context.fillStyle = ink.land;
  drawn("area", () => context.fill("evenodd"));

  // Over a city a grid in meters is a parallelogram on the map to far below a pixel.
  const corner = (u: number, v: number) => at(latticeAt(grid.lattice, u, v));
  const [origin, east, south] = [corner(0, 1), corner(1, 1), corner(0, 0)];
  const along = (to: [number, number], cells: number) => [(to[0] - origin[0]) / cells, (to[1] - origin[1]) / cells] as const;
  const [a, b] = along(east, grid.width);
  const [c, d] = along(south, grid.height);
  context.save();
  context.transform(a, b, c, d, origin[0], origin[1]);
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, 0, 0);
  context.restore();

  context.fillStyle = ink.minor;
  const dot = Math.min(Math.max(0.13 * Math.hypot(a, b), 0.6), 3);
  for (const place of markedPlaces(field)) {
    const [x, y] = at(place);
    context.fillRect(x - dot, y - dot, 2 * dot, 2 * dot);
  }
  context.lineJoin = "round";
  context.strokeStyle = ink.edge;
  context.globalAlpha = 0.5;
  context.lineWidth = 0.7;
  drawn("neighborhood", () => context.stroke());
  context.globalAlpha = 1;
  context.strokeStyle = ink.area;
  context.lineWidth = 1.2;
  drawn("area", () => context.stroke());
}
