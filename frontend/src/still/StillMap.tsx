import { useEffect, useRef, useState, type MouseEvent } from "react";
import type { LonLat, Manifest } from "../api/types";
import type { Theme } from "../color/palette";
import { freeBox, panInto, type Box } from "../map/visible";
import type { Show } from "../shell/url";
import { t } from "../strings";
import "../styles/still.css";
import { placeAt, pointOf, sizeFor, type Size } from "./fit";

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
}

/** A step that comes sooner than this after the one before is passed over. */
const RESTS_MS = 200;
/** The sheet has come to rest. */
const SETTLES_MS = 260;
/** A picture that did not come is asked for again after this. */
const AGAIN_MS = 15_000;
const HATCH = 8;
/** How far the chosen place keeps from what hides the picture, where there is room. */
const SPARE = 48;

interface Shown {
  src: string;
  alt: string;
  size: Size;
}

/** The map as a picture from the server, for browsers that cannot draw it: fitted, and to be tapped. */
export default function StillMap(props: Props) {
  const { manifest, category, hour, week, show, theme, words, spot, layout, covers, onPick } = props;
  const holder = useRef<HTMLDivElement>(null);
  const screen = useRef("");
  /** What nothing hides now, and the largest such box with the size that was asked for in it. */
  const [free, setFree] = useState<Box | null>(null);
  const [home, setHome] = useState<{ box: Box; size: Size } | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  useEffect(() => {
    const measure = () => {
      if (!holder.current) return;
      const frame = holder.current.getBoundingClientRect();
      const on = freeBox(frame, covers());
      const [x, y] = [frame.left, frame.top];
      const box = { left: on.left - x, top: on.top - y, right: on.right - x, bottom: on.bottom - y };
      setFree(box);
      const size = sizeFor(box.right - box.left, box.bottom - box.top, window.devicePixelRatio);
      const area = size.width * size.height;
      const now = `${frame.width} x ${frame.height}`;
      // While a sheet hides a part the picture stays as it is.
      setHome((old) => (old && now === screen.current && old.size.width * old.size.height >= area ? old : { box, size }));
      screen.current = now;
    };
    measure();
    const timer = window.setTimeout(measure, SETTLES_MS);
    window.addEventListener("resize", measure);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("resize", measure);
    };
  }, [layout, covers]);

  const size = home?.size;
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
  if (shown && home && free) {
    const { lattice } = manifest.grid;
    const { width, height } = shown.size;
    const mark = spot && pointOf(lattice, shown.size, spot);
    const middle = (from: number, to: number, room: number) => (from + to - room) / 2;
    let left = middle(home.box.left, home.box.right, width);
    let top = middle(home.box.top, home.box.bottom, height);
    const [x, y] = mark ? panInto({ x: left + mark[0], y: top + mark[1] }, free, SPARE) : [0, 0];
    // On the lines of the hatch around it.
    left = HATCH * Math.round((left + x) / HATCH);
    top = HATCH * Math.round((top + y) / HATCH);
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
        <p className="still-failed" role="status" style={free ? { left: free.left, top: free.top, width: free.right - free.left } : undefined}>
          {t.still.failed}
        </p>
      )}
    </div>
  );
}
