import { useEffect, useRef } from "react";
import type { Area, LonLat } from "../api/types";
import type { Theme } from "../color/palette";
import { t } from "../strings";
import type { MapPlace } from "../shell/url";
import { MapController, type Base } from "./controller";
import type { Field } from "./field-layer";
import type { Credit } from "./host-style";
import type { Box } from "./visible";

interface Props {
  area: Area;
  bounds: [number, number, number, number];
  start: MapPlace | null;
  theme: Theme;
  reducedMotion: boolean;
  city: string;
  label: string;
  field: Field | null;
  selected: LonLat[] | null;
  base: Base;
  covers: () => Box[];
  onPick: (place: LonLat) => void;
  onMove: (map: MapPlace) => void;
  onRoute?: (index: number) => void;
  onDrawn: (key: string) => void;
  onGround: () => void;
  onBaseGone: () => void;
  onStyleFailed: () => void;
  onScheme: (scheme: Theme | null) => void;
  onCredit: (credit: Credit | null) => void;
  onReady: (map: MapController | null) => void;
  onFailed: () => void;
}

/** The map for one city: made once, then told what changes. */
export default function MapView(props: Props) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<MapController | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!container.current) return;
    const { area, bounds, start, theme, reducedMotion, city, label, covers } = latest.current;
    let made: MapController;
    try {
      made = new MapController(
        { container: container.current, area, bounds, start, theme, reducedMotion, city, label, covers },
        {
          onPick: (place) => latest.current.onPick(place),
          onMove: (place) => latest.current.onMove(place),
          onRoute: (index) => latest.current.onRoute?.(index),
          onDrawn: (key) => latest.current.onDrawn(key),
          onGround: () => latest.current.onGround(),
          onBaseGone: () => latest.current.onBaseGone(),
          onStyleFailed: () => latest.current.onStyleFailed(),
          onScheme: (scheme) => latest.current.onScheme(scheme),
          onCredit: (credit) => latest.current.onCredit(credit),
        },
      );
    } catch (error) {
      console.warn("The map could not be made:", error);
      latest.current.onFailed();
      return;
    }
    map.current = made;
    made.setField(latest.current.field);
    made.setSelected(latest.current.selected);
    made.setBase(latest.current.base);
    latest.current.onReady(made);
    return () => {
      map.current = null;
      latest.current.onReady(null);
      made.destroy();
    };
  }, []);

  useEffect(() => map.current?.setField(props.field), [props.field]);
  useEffect(() => map.current?.setTheme(props.theme), [props.theme]);
  useEffect(() => map.current?.setSelected(props.selected), [props.selected]);
  useEffect(() => map.current?.setBase(props.base), [props.base]);

  return (
    <div className="map" data-testid="map" role="region" aria-label={t.map.region}>
      <div className="map-canvas" ref={container} />
      <div className="map-cross" aria-hidden="true" />
    </div>
  );
}
