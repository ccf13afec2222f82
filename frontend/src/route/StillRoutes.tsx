import type { LonLat, Routes } from "../api/types";
import type { Theme } from "../color/palette";
import { rateColor } from "./lines";

interface Props {
  found: Routes | null;
  chosen: number;
  ends: (LonLat | null)[];
  theme: Theme;
  /** Where a place lies in the picture. */
  at: (place: LonLat) => [number, number];
}

/** Routes over the picture that stands in the map's place. */
export function StillRoutes({ found, chosen, ends, theme, at }: Props) {
  const points = (places: LonLat[]) => places.map((place) => at(place).map((n) => n.toFixed(1)).join()).join(" ");
  const route = found?.features[chosen];
  return (
    <g data-testid="still-routes">
      {/* The picture's colors have a scale of their own: paler, as the map's are under routes. */}
      {found && <rect className="still-veil" width="100%" height="100%" />}
      {found?.features.map(({ geometry }, i) =>
        i === chosen ? null : <polyline key={i} className="still-other" points={points(geometry.coordinates)} />,
      )}
      {route && <polyline className="still-casing" points={points(route.geometry.coordinates)} />}
      {route?.properties.parts.map(({ start, stop, rate }) => (
        <polyline
          key={start}
          className="still-part"
          stroke={rateColor(rate, theme)}
          points={points(route.geometry.coordinates.slice(start, stop + 1))}
        />
      ))}
      {ends.map((place, i) => {
        if (!place) return null;
        const [x, y] = at(place);
        return (
          <g key={i} className="still-end" transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <circle r="10" />
            <text dy="0.36em">{i === 0 ? "A" : "B"}</text>
          </g>
        );
      })}
    </g>
  );
}
