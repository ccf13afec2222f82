import { useEffect } from "react";
import type { LonLat } from "../api/types";
import type { MapController } from "../map/controller";
import type { Stop } from "./stops";
import type { MapPlace } from "./url";

function apart(a: MapPlace, b: MapPlace): boolean {
  // A link rounds: what is less than about a pixel is the same place.
  const pixel = 2e-5 + 1e-5 * 2 ** (14 - b.zoom);
  return Math.abs(a.zoom - b.zoom) > 0.01 || Math.abs(a.lon - b.lon) > pixel || Math.abs(a.lat - b.lat) > pixel;
}

/** Going back in the browser brings the map back; a place asked for is never left hidden. */
export function useMapSync(
  map: MapController | null,
  wanted: MapPlace | null,
  spot: LonLat | null,
  stop: Stop,
  reducedMotion: boolean,
): void {
  useEffect(() => {
    if (map && wanted && apart(map.place(), wanted)) map.jumpTo(wanted);
  }, [map, wanted]);

  const key = spot?.join();
  useEffect(() => {
    if (!map || !spot) return;
    // What lies on the map has its new size only after it has grown.
    const timer = window.setTimeout(() => map.reveal(spot), reducedMotion ? 30 : 230);
    return () => window.clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, key, stop]);
}
