/** Where a still picture's pixels lie: the same rule as the server's (src/crimecast/picture/view.py). */
import type { Lattice, LonLat } from "../api/types";
import { mercator } from "../map/mesh";

/** Between the forecast's grid and the picture's edge, CSS pixels. */
const MARGIN = 16;
export const SMALLEST = 160;
export const LARGEST = 1600;
export const MOST_PIXELS = 1_600_000;

export interface Size {
  width: number;
  height: number;
  scale: 1 | 2;
}

/** A size to ask for that fits a box; few sizes are asked for, so that pictures are found again. */
export function sizeFor(width: number, height: number, ratio: number): Size {
  const side = (room: number) => Math.min(Math.max(20 * Math.floor(room / 20), SMALLEST), LARGEST);
  const whole = { width: side(width), height: side(height) };
  const part = Math.min(1, Math.sqrt(MOST_PIXELS / (whole.width * whole.height)));
  const size = { width: side(whole.width * part), height: side(whole.height * part) };
  return { ...size, scale: ratio > 1 && 4 * size.width * size.height <= MOST_PIXELS ? 2 : 1 };
}

interface Fit {
  x0: number;
  y0: number;
  perUnit: number;
}

function fitOf({ lon, lat }: Lattice, { width, height }: Size): Fit {
  const nodes = lon.map((east, i) => mercator(east, lat[i] ?? 0));
  const xs = nodes.map(([x]) => x);
  const ys = nodes.map(([, y]) => y);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [north, south] = [Math.min(...ys), Math.max(...ys)];
  const perUnit = Math.min((width - 2 * MARGIN) / (east - west), (height - 2 * MARGIN) / (south - north));
  return { x0: (west + east - width / perUnit) / 2, y0: (north + south - height / perUnit) / 2, perUnit };
}

/** The place under a point of the picture, CSS pixels from its upper left corner. */
export function placeAt(lattice: Lattice, size: Size, x: number, y: number): LonLat {
  const { x0, y0, perUnit } = fitOf(lattice, size);
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * (y0 + y / perUnit))));
  return [360 * (x0 + x / perUnit) - 180, (180 * lat) / Math.PI];
}

/** Where a place lies in the picture: the inverse. */
export function pointOf(lattice: Lattice, size: Size, [lon, lat]: LonLat): [number, number] {
  const { x0, y0, perUnit } = fitOf(lattice, size);
  const [x, y] = mercator(lon, lat);
  return [(x - x0) * perUnit, (y - y0) * perUnit];
}
