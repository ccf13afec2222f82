import type { Credit } from "../map/host-style";
import { t } from "../strings";
import { safeUrl } from "./links";

/** Who made the streets that are drawn: always in sight where they are. */
export function MapCredit({ tiles }: { tiles: Credit | null }) {
  if (!tiles) return null;
  const url = safeUrl(tiles.attribution_url);
  return (
    <span className="map-credit" data-testid="map-credit">
      {url ? (
        <a href={url} target="_blank" rel="noopener noreferrer" title={t.map.openMap}>
          {tiles.attribution}
        </a>
      ) : (
        tiles.attribution
      )}
    </span>
  );
}
