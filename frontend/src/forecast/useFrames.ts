import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, ApiError } from "../api/client";
import { ByteCache, FrameLoader, prefetchOrder } from "../api/frames";
import { useResource } from "../api/resource";
import type { Manifest } from "../api/types";
import type { Field } from "../map/field-layer";
import { expandCodes, unpackMask } from "../map/grid";
import { changeTexels } from "./change";
import { mixTexels } from "./mix";
import { changeSource, frameSource, typicalSource } from "./source";
import type { Show } from "../shell/url";
import type { LocalWeek } from "../time/typical";
import { hourStart } from "./hours";
import { hourName } from "./typical";

const cache = new ByteCache(64 * 1024 * 1024);
const PREFETCH = 52;
const PREFETCH_SPARING = 6;
/** Typical hours are made when they are asked for, and seldom stepped through. */
const PREFETCH_TYPICAL = 7;

/** How many hours to have ready: few for readers who ask to be spared data. */
function ahead(week: LocalWeek | null, early: boolean): number {
  if (!early) return 1;
  if (week) return PREFETCH_TYPICAL;
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData ? PREFETCH_SPARING : PREFETCH;
}

interface Shown {
  field: Field;
  category: string;
  /** Start of its hour. */
  start: Date;
  typical: boolean;
  present: number[] | null;
  change: boolean;
}

export interface Frames {
  /** What the map shows: the last frame stays until the next is there. */
  field: Field | null;
  /**
   * What that frame is of: not yet, or not any more, what was asked for. `present` holds the
   * numbers (from 1) of the categories to be seen, where it shows the likeliest ones.
   */
  shown: Pick<Shown, "category" | "start" | "typical" | "present" | "change"> | null;
  error: ApiError | null;
  /** Whether an hour can be shown at once. */
  has: (hour: number) => boolean;
  retry: () => void;
}

/** What frames hold: counts, counts and what they are likeliest of, or counts over the usual ones. */
export type FrameKind = "counts" | "likeliest" | "change";

/** Expected counts and chances are drawn from the same frames. */
export const frameKind = (show: Show): FrameKind =>
  show === "likeliest" || show === "change" ? show : "counts";

export const frameKey = (forecast: string, category: string, hour: string, kind: FrameKind) =>
  `${forecast}/${category}/${hour}${kind === "counts" ? "" : `/${kind}`}`;

/**
 * The frames of a choice of categories, the hour in view first, its neighbors and day ahead of need:
 * of the forecast, or typical ones of a week where one is given, whose hours the manifest then has.
 * Others than the hour in view are not asked for where not `early`.
 */
export function useFrames(
  manifest: Manifest | null,
  category: string,
  hour: number,
  kind: FrameKind,
  week: LocalWeek | null,
  early: boolean,
): Frames {
  const likeliest = kind === "likeliest";
  const change = kind === "change";
  const mask = useResource(manifest && `${manifest.city}/${manifest.id}/mask`, (signal) =>
    api.mask(manifest?.city ?? "", manifest?.id ?? "", signal),
  );
  const grid = manifest?.grid ?? null;
  const cells = useMemo(
    () => (mask.data && grid ? unpackMask(mask.data, grid.height, grid.width) : null),
    [mask.data, grid],
  );
  const colors = useMemo(() => manifest?.categories.map((c) => c.color) ?? [], [manifest]);
  const [frame, setFrame] = useState<Shown | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const loader = useRef<FrameLoader | null>(null);
  const wanted = useRef(hour);

  const show = useCallback(
    (at: number) => {
      const codes = loader.current?.get(at);
      if (!codes || !cells || !grid || !manifest) return;
      try {
        const size = grid.height * grid.width;
        const mix = likeliest ? mixTexels(codes, cells, size) : null;
        const texels = mix?.texels ?? (change ? changeTexels : expandCodes)(codes, cells, size);
        const key = frameKey(manifest.id, category, hourName(week, at), kind);
        const own = likeliest ? { categories: colors } : change ? { diverging: true } : {};
        const field: Field = { grid, texels, crisp: false, key, ...own };
        setFrame({
          field,
          category,
          start: hourStart(manifest, at),
          typical: week !== null,
          present: mix?.present ?? null,
          change,
        });
        setError(null);
      } catch (failure) {
        setError(new ApiError(500, String(failure)));
      }
    },
    [cells, grid, manifest, category, kind, likeliest, change, colors, week],
  );

  useEffect(() => {
    if (!manifest || !cells) return;
    const source = week
      ? typicalSource(manifest, category, likeliest, cache, week)
      : change
        ? changeSource(manifest, category)
        : frameSource(manifest, category, likeliest, cache);
    const made = new FrameLoader(
      cache,
      source.key,
      source.load,
      (at) => {
        if (at === wanted.current) show(at);
      },
      (failure, at) => {
        if (at === wanted.current) {
          setError(failure instanceof ApiError ? failure : new ApiError(0, String(failure)));
        }
      },
      source.parallel,
    );
    loader.current = made;
    return () => {
      loader.current = null;
      made.close();
    };
  }, [manifest, cells, category, likeliest, change, week, show]);

  useEffect(() => {
    wanted.current = hour;
    if (!manifest || !loader.current) return;
    show(hour);
    loader.current.want(prefetchOrder(hour, manifest.hours, ahead(week, early)));
  }, [manifest, cells, category, hour, week, show, early]);

  const has = useCallback((at: number) => loader.current?.has(at) ?? false, []);
  const retryMask = mask.retry;
  const maskError = mask.error;
  const retry = useCallback(() => {
    setError(null);
    if (maskError) retryMask();
    if (manifest) loader.current?.want(prefetchOrder(wanted.current, manifest.hours, ahead(week, early)));
  }, [manifest, maskError, retryMask, week, early]);

  // A frame of another city's grid is not this one's last frame.
  const own = frame && grid && frame.field.grid === grid ? frame : null;
  return { field: own?.field ?? null, shown: own, error: mask.error ?? error, has, retry };
}
