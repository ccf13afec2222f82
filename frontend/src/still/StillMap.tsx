import { useEffect, useRef, useState, type ComponentProps, type MouseEvent } from "react";
import type { LonLat, Manifest } from "../api/types";
import type { Theme } from "../color/palette";
import type { Box } from "../map/visible";
import type { Show } from "../shell/url";
import { t } from "../strings";
import "../styles/still.css";
import { placeAt, pointOf, type Size } from "./fit";
import { standing, useRoom } from "./useRoom";

interface Props {
  /** The issued forecast. */
  manifest: Manifest;
  category: string;
  /** The hour's index; of a typical week its local hour of the week. */
  hour: number;
  week: number | null;
  show: Show;
  theme: Theme;
  /** What it shows, in words. */
  words: string;
  /** The chosen place, to be marked. */
  spot: LonLat | null;
  /** Changes where what lies on the map does. */
  layout: string;
  covers: () => Box[];
  onPick: ((place: LonLat) => void) | null;
  /** Routes to be drawn over it. */
  over?: (Omit<ComponentProps<Lines>, "at"> & { Lines: Lines }) | null;
}

type Lines = typeof import("../route/StillRoutes").StillRoutes;

/** A step that comes sooner than this after the one before is passed over. */
const RESTS_MS = 200;
/** A picture that did not come is asked for again after this. */
const AGAIN_MS = 15_000;

interface Shown {
  src: string;
  alt: string;
  size: Size;
}

/** The map as a picture from the server, for browsers that cannot draw it: fitted, and to be tapped. */
export default function StillMap(props: Props) {
  const { manifest, category, hour, week, show, theme, words, spot, layout, covers, onPick, over } = props;
  const holder = useRef<HTMLDivElement>(null);
  const room = useRoom(holder, layout, covers);
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  const size = room?.size;
  const options = new URLSearchParams({ form: "map", theme, show });
  if (week !== null) options.set("week", String(week));
  if (size) Object.entries(size).forEach(([name, value]) => options.set(name, String(value)));
  const wanted = size && `/api/cities/${manifest.city}/forecasts/${manifest.id}/image/${category}/${hour}.png?${options.toString()}`;
  const alt = t.still.alt(manifest.city_name, words);

  useEffect(() => {
    if (!wanted || loading || wanted === failed || (shown?.src === wanted && shown.alt === alt)) return;
    const timer = window.setTimeout(() => {
      const next = new Image();
      next.onload = () => {
        setShown({ src: wanted, alt, size });
        setFailed(null);
        setLoading(false);
      };
      next.onerror = () => {
        setFailed(wanted);
        setLoading(false);
        window.setTimeout(() => setFailed(null), AGAIN_MS);
      };
      next.src = wanted;
      setLoading(true);
    }, shown ? RESTS_MS : 0);
    return () => window.clearTimeout(timer);
  }, [wanted, size, alt, shown, failed, loading]);

  let picture = null;
  if (shown && room) {
    const { lattice } = manifest.grid;
    const { width, height } = shown.size;
    const mark = spot && pointOf(lattice, shown.size, spot);
    const [left, top] = standing(room, shown.size, mark);
    const onClick = (event: MouseEvent<HTMLImageElement>) => {
      const at = event.currentTarget.getBoundingClientRect();
      onPick?.(placeAt(lattice, shown.size, event.clientX - at.left, event.clientY - at.top));
    };
    picture = (
      <>
        <img
          src={shown.src}
          alt={shown.alt}
          width={width}
          height={height}
          style={{ left, top }}
          data-behind={shown.src !== wanted}
          data-testid="still-picture"
          onClick={onClick}
        />
        {over && (
          <svg className="still-over" style={{ left, top }} width={width} height={height} aria-hidden="true">
            <over.Lines {...over} at={(place) => pointOf(lattice, shown.size, place)} />
          </svg>
        )}
        {mark && (
          <span className="still-mark" data-testid="still-mark" style={{ left: left + mark[0], top: top + mark[1] }} />
        )}
      </>
    );
  }
  return (
    <div ref={holder} className="still" data-testid="still" role="region" aria-label={t.map.region} aria-busy={loading}>
      {picture}
      {failed !== null && failed === wanted && (
        <p className="still-failed" role="status" style={room ? { left: room.free.left, top: room.free.top, width: room.free.right - room.free.left } : undefined}>
          {t.still.failed}
        </p>
      )}
    </div>
  );
}
