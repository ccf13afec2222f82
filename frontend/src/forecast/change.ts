import type { ChangePlace, Manifest } from "../api/types";
import type { Show } from "../shell/url";
import { t } from "../strings";
import { rounded } from "../ui/numbers";
import { tellsMix } from "./hours";

/** Whether it tells what is usual of places, and so what changes against it. */
export function tellsChange(manifest: Manifest): boolean {
  const { usual } = manifest as { usual?: { maps?: number | null } | null };
  return (usual?.maps ?? null) !== null;
}

/** Why a way to show the forecast cannot be had; null where it can. */
export function whyNot(show: Show, manifest: Manifest, typical: boolean): string | null {
  if (show === "likeliest" && !tellsMix(manifest)) return t.shows.older;
  if (show !== "change") return null;
  if (!tellsChange(manifest)) return t.change.older;
  return typical ? t.change.typical : null;
}

/** Two bytes a cell for the texture: what is too little to tell is not drawn at all. */
export function changeTexels(codes: Uint8Array, cells: Int32Array, size: number): Uint8Array {
  if (codes.length !== cells.length) {
    throw new RangeError(`${codes.length} codes for ${cells.length} cells`);
  }
  const texels = new Uint8Array(2 * size);
  codes.forEach((code, i) => {
    if (code === 0) return;
    const at = 2 * (cells[i] ?? 0);
    texels[at] = code;
    texels[at + 1] = 255;
  });
  return texels;
}

/** How many times the usual is expected; null where too little is usual to tell. */
export function timesUsual(expected: number, usual: number, least = 0): number | null {
  return usual > 0 && usual >= least ? expected / usual : null;
}

/** "about as usual", "half the usual", "1.4 times the usual". */
export function timesWords(times: number): string {
  if (times < 0.1) return t.change.tenth;
  if (times > 10) return t.change.over;
  if (times > 0.925 && times < 1.075) return t.change.same;
  if (times > 0.475 && times < 0.525) return t.change.half;
  if (times > 1.95 && times < 2.05) return t.change.twice;
  return t.change.times(rounded(times));
}

/** What changes at a place in an hour, in a sentence; null where the two are of other categories. */
export function changeHere(told: ChangePlace, category: string, expected: number, hour: number): string | null {
  if (told.category !== category) return null;
  const times = timesUsual(expected, told.usual[hour] ?? 0, told.least);
  return times === null ? t.change.few : t.change.here(timesWords(times));
}
