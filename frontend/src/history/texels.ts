import type { History } from "../api/types";
import { position } from "../color/scale";

/** Where the smallest count that is told stands on the color scale: clearly seen, unlike none. */
export const HISTORY_FLOOR = 0.24;

/** The second byte of a cell most of which is recorded at one point: a value with a mark on it. */
export const CROWDED = 210;

/** Two bytes a cell (see `expandCodes`): counts as codes, small ones as the mark 128. */
export function historyTexels(history: History): Uint8Array {
  const { height, width } = history.grid;
  const texels = new Uint8Array(2 * height * width);
  history.cells.forEach((cell, i) => {
    const at = HISTORY_FLOOR + (1 - HISTORY_FLOOR) * position(history.counts[i] ?? 0, history.domain);
    texels[2 * cell] = 1 + Math.round(254 * at);
    texels[2 * cell + 1] = 255;
  });
  for (const cell of history.suppressed) texels[2 * cell + 1] = 128;
  for (const cell of history.crowded) texels[2 * cell + 1] = CROWDED;
  return texels;
}

export type CellCount = { kind: "count"; count: number } | { kind: "suppressed" } | { kind: "none" };

export function cellCount(history: History, cell: number): CellCount {
  const at = history.cells.indexOf(cell);
  if (at >= 0) return { kind: "count", count: history.counts[at] ?? 0 };
  return history.suppressed.includes(cell) ? { kind: "suppressed" } : { kind: "none" };
}
