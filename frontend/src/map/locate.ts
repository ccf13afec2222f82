import type { Area, LonLat } from "../api/types";
import { t } from "../strings";
import { insideArea } from "./area";

/** Asks the browser where the reader is: that stays in it, but as a place asked for. */
export function locate(
  city: string,
  area: Area | null,
  onPlace: (place: LonLat) => void,
  onSay: (text: string) => void,
  onDone: () => void = () => undefined,
): void {
  if (!("geolocation" in navigator)) {
    onSay(t.map.denied);
    onDone();
    return;
  }
  onSay(t.map.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      onDone();
      const place: LonLat = [coords.longitude, coords.latitude];
      if (area && insideArea(area, place)) {
        onSay(t.map.here);
        onPlace(place);
      } else {
        onSay(t.map.notHere(city));
      }
    },
    (error) => {
      onDone();
      onSay(error.code === error.PERMISSION_DENIED ? t.map.denied : t.map.unknown);
    },
    { timeout: 15_000, maximumAge: 60_000 },
  );
}
