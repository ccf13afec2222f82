import type { GridInfo, Lattice, LonLat } from "../api/types";

/** Flat indices (`row * width + column`, rows from the south) of the cells inside the area. */
export function unpackMask(mask: Uint8Array, height: number, width: number): Int32Array {
  const size = height * width;
  if (mask.length !== Math.ceil(size / 8)) {
    throw new RangeError(`a mask of ${height} x ${width} cells has ${Math.ceil(size / 8)} bytes, got ${mask.length}`);
  }
  const cells = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < size; i++) {
    if (((mask[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) cells[count++] = i;
  }
  return cells.slice(0, count);
}

/**
 * Two bytes a cell for the texture: the code, and 255 where the cell is drawn at all.
 * `out` is reused where its size fits.
 */
export function expandCodes(
  codes: Uint8Array,
  cells: Int32Array,
  size: number,
  out?: Uint8Array,
): Uint8Array {
  if (codes.length !== cells.length) {
    throw new RangeError(`${codes.length} codes for ${cells.length} cells`);
  }
  const texels = out?.length === 2 * size ? out : new Uint8Array(2 * size);
  for (let i = 0; i < cells.length; i++) {
    const at = 2 * (cells[i] ?? 0);
    texels[at] = codes[i] ?? 0;
    texels[at + 1] = 255;
  }
  return texels;
}

/** The place at (u, v) of the grid, 0 to 1 from its south-west corner, bilinear in the lattice. */
export function latticeAt(lattice: Lattice, u: number, v: number): LonLat {
  const x = Math.min(Math.max(u, 0), 1) * (lattice.nx - 1);
  const y = Math.min(Math.max(v, 0), 1) * (lattice.ny - 1);
  const ix = Math.min(Math.floor(x), lattice.nx - 2);
  const iy = Math.min(Math.floor(y), lattice.ny - 2);
  const fx = x - ix;
  const fy = y - iy;
  const mix = (values: number[]) => {
    const at = iy * lattice.nx + ix;
    const south = (values[at] ?? 0) * (1 - fx) + (values[at + 1] ?? 0) * fx;
    const next = at + lattice.nx;
    const north = (values[next] ?? 0) * (1 - fx) + (values[next + 1] ?? 0) * fx;
    return south * (1 - fy) + north * fy;
  };
  return [mix(lattice.lon), mix(lattice.lat)];
}

/** Where a place lies in the grid, as (u, v) of 0 to 1, or null outside of it. */
export function locate(lattice: Lattice, [lon, lat]: LonLat): [number, number] | null {
  let u = 0.5;
  let v = 0.5;
  const step = 1e-3;
  // The lattice is nearly affine: a few Newton steps meet any place to far below a cell.
  for (let pass = 0; pass < 12; pass++) {
    const [x, y] = extrapolated(lattice, u, v);
    const [xu, yu] = extrapolated(lattice, u + step, v);
    const [xv, yv] = extrapolated(lattice, u, v + step);
    const a = (xu - x) / step;
    const b = (xv - x) / step;
    const c = (yu - y) / step;
    const d = (yv - y) / step;
    const det = a * d - b * c;
    if (det === 0) return null;
    const du = ((lon - x) * d - (lat - y) * b) / det;
    const dv = ((lat - y) * a - (lon - x) * c) / det;
    u += du;
    v += dv;
    if (!Number.isFinite(u) || !Number.isFinite(v) || Math.abs(u) > 50 || Math.abs(v) > 50) return null;
    if (Math.abs(du) + Math.abs(dv) < 1e-9) break;
  }
  return u >= 0 && u <= 1 && v >= 0 && v <= 1 ? [u, v] : null;
}

/** As `latticeAt`, going on along the edge's slope outside the grid so that Newton can return. */
function extrapolated(lattice: Lattice, u: number, v: number): LonLat {
  const cu = Math.min(Math.max(u, 0), 1);
  const cv = Math.min(Math.max(v, 0), 1);
  const [x, y] = latticeAt(lattice, cu, cv);
  if (cu === u && cv === v) return [x, y];
  const [x00, y00] = latticeAt(lattice, 0, 0);
  const [x10, y10] = latticeAt(lattice, 1, 0);
  const [x01, y01] = latticeAt(lattice, 0, 1);
  return [
    x + (u - cu) * (x10 - x00) + (v - cv) * (x01 - x00),
    y + (u - cu) * (y10 - y00) + (v - cv) * (y01 - y00),
  ];
}

/** The flat index of the cell that holds a place, or null outside the grid. */
export function cellAt(grid: GridInfo, place: LonLat): number | null {
  const uv = locate(grid.lattice, place);
  if (!uv) return null;
  const column = Math.min(Math.floor(uv[0] * grid.width), grid.width - 1);
  const row = Math.min(Math.floor(uv[1] * grid.height), grid.height - 1);
  return row * grid.width + column;
}

/** The middle of the cell that holds a place; outside the grid the place itself. */
export function snapped(grid: GridInfo, place: LonLat): LonLat {
  const cell = cellAt(grid, place);
  if (cell === null) return place;
  const row = Math.floor(cell / grid.width);
  const column = cell % grid.width;
  return latticeAt(grid.lattice, (column + 0.5) / grid.width, (row + 0.5) / grid.height);
}

/** A cell's closed outline in degrees, counterclockwise from its south-west corner. */
export function cellOutline(grid: GridInfo, index: number): LonLat[] {
  const row = Math.floor(index / grid.width);
  const column = index % grid.width;
  const corner = (dx: number, dy: number) =>
    latticeAt(grid.lattice, (column + dx) / grid.width, (row + dy) / grid.height);
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)];
}
