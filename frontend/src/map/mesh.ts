import type { Lattice } from "../api/types";

export interface Mesh {
  /** x, y relative to `origin` in Web Mercator's unit square, then u, v: four floats a node. */
  vertices: Float32Array;
  indices: Uint16Array;
  /** Kept in double precision: single floats alone would shift cells by meters. */
  origin: [number, number];
}

export function mercator(lon: number, lat: number): [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

/** Two triangles for every quad of the lattice, with the texture's u and v at its nodes. */
export function latticeMesh({ nx, ny, lon, lat }: Lattice): Mesh {
  if (nx < 2 || ny < 2 || lon.length !== nx * ny || lat.length !== nx * ny) {
    throw new RangeError(`a lattice of ${nx} x ${ny} nodes has ${lon.length} and ${lat.length} values`);
  }
  const middle = Math.floor(ny / 2) * nx + Math.floor(nx / 2);
  const origin = mercator(lon[middle] ?? 0, lat[middle] ?? 0);
  const vertices = new Float32Array(4 * nx * ny);
  for (let iy = 0; iy < ny; iy++) {
    for (let ix = 0; ix < nx; ix++) {
      const i = iy * nx + ix;
      const [x, y] = mercator(lon[i] ?? 0, lat[i] ?? 0);
      vertices.set([x - origin[0], y - origin[1], ix / (nx - 1), iy / (ny - 1)], 4 * i);
    }
  }
  const indices = new Uint16Array(6 * (nx - 1) * (ny - 1));
  let at = 0;
  for (let iy = 0; iy < ny - 1; iy++) {
    for (let ix = 0; ix < nx - 1; ix++) {
      const sw = iy * nx + ix;
      indices.set([sw, sw + 1, sw + nx, sw + 1, sw + nx + 1, sw + nx], at);
      at += 6;
    }
  }
  return { vertices, indices, origin };
}

/** `matrix * translate(origin)` in double precision, column-major, narrowed at the end. */
export function matrixAt(matrix: ArrayLike<number>, [x, y]: [number, number]): Float32Array {
  const out = new Float32Array(16);
  for (let row = 0; row < 4; row++) {
    const m = (column: number) => matrix[4 * column + row] ?? 0;
    out[row] = m(0);
    out[4 + row] = m(1);
    out[8 + row] = m(2);
    out[12 + row] = m(0) * x + m(1) * y + m(3);
  }
  return out;
}
