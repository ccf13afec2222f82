import type { Area, LonLat } from "../api/types";
import { isPlace } from "../shell/url";

export interface Hit {
  name: string;
  label: LonLat;
  bounds: [number, number, number, number];
}

/** "39.74, -104.99" or "39.74 -104.99", latitude first as maps copy it; null if it is none. */
export function parseCoordinates(text: string): LonLat | null {
  const match = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*$/.exec(text);
  if (!match) return null;
  const first = Number(match[1]);
  const second = Number(match[2]);
  // Longitude first is told from its size where it cannot be a latitude.
  const [lat, lon] = Math.abs(first) > 90 ? [second, first] : [first, second];
  return Math.abs(lat) <= 90 && isPlace(lon, lat) ? [lon, lat] : null;
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function boundsOf(geometry: GeoJSON.Geometry): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (node: unknown): void => {
    if (!Array.isArray(node)) return;
    if (typeof node[0] === "number" && typeof node[1] === "number") {
      box[0] = Math.min(box[0], node[0]);
      box[1] = Math.min(box[1], node[1]);
      box[2] = Math.max(box[2], node[0]);
      box[3] = Math.max(box[3], node[1]);
    } else {
      node.forEach(visit);
    }
  };
  if ("coordinates" in geometry) visit(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

export function neighborhoods(area: Area | null): Hit[] {
  const hits: Hit[] = [];
  for (const { geometry, properties } of area?.features ?? []) {
    if (properties.kind !== "neighborhood" || !properties.name) continue;
    const bounds = boundsOf(geometry);
    if (!bounds) continue;
    const label = properties.label ?? [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
    hits.push({ name: properties.name, label, bounds });
  }
  return hits.sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether each word of a text begins a word of a name. */
export function hasWords(name: string, text: string): boolean {
  const words = plain(name).split(/[^\p{L}\p{N}]+/u);
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}

/** Names that hold the text: those that start with it first, then words that do, then the rest. */
export function findByName(hits: Hit[], text: string, limit: number): Hit[] {
  const wanted = plain(text.trim());
  if (wanted === "") return [];
  const rank = (hit: Hit): number => {
    const name = plain(hit.name);
    if (name.startsWith(wanted)) return 0;
    if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
    return name.includes(wanted) ? 2 : 3;
  };
  return hits
    .map((hit) => ({ hit, rank: rank(hit) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((entry) => entry.hit);
}
