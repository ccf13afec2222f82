import { LngLat, Map as MapLibre, setWorkerUrl, type MapMouseEvent } from "maplibre-gl";
import workerUrl from "virtual:map-worker";
import type { Area, LonLat } from "../api/types";
import { hex } from "../color/oklab";
import { paletteTexels, type Theme } from "../color/palette";
import type { MapPlace } from "../shell/url";
import { FieldLayer, type Field } from "./field-layer";
import { baseStyle, FIELD_SLOT, HATCH, hatchImage, themePaint } from "./style";
import { freeBox, panInto, type Box } from "./visible";

setWorkerUrl(workerUrl);

type Bounds = [number, number, number, number];

export interface MapEvents {
  onPick: (place: LonLat) => void;
  onMove: (map: MapPlace) => void;
  onDrawn: (key: string) => void;
  /** The ground and its names are drawn for the first time. */
  onGround: () => void;
}

export interface MapOptions {
  container: HTMLElement;
  area: Area;
  bounds: Bounds;
  start: MapPlace | null;
  theme: Theme;
  reducedMotion: boolean;
  label: string;
  /** Boxes on the screen that hide the map. */
  covers: () => Box[];
}

const MARK: Record<Theme, string> = { light: "#6b7175", dark: "#a4abb0" };

/** A cell's outline, and its middle for the ring that stands in for it where cells are tiny. */
function selection(outline: LonLat[]): GeoJSON.Feature[] {
  const corners = outline.slice(0, 4);
  const middle = [0, 1].map((axis) => corners.reduce((sum, p) => sum + (p[axis] ?? 0), 0) / corners.length);
  return [
    { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: outline } },
    { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: middle } },
  ];
}

/** The map, as the page speaks to it. Throws where WebGL 2 is missing. */
export class MapController {
  private readonly map: MapLibre;
  private readonly layer = new FieldLayer();
  private theme: Theme;
  private selected: LonLat[] | null = null;
  private ready = false;
  private readonly animate: boolean;

  constructor(
    private readonly options: MapOptions,
    events: MapEvents,
  ) {
    this.theme = options.theme;
    this.animate = !options.reducedMotion;
    this.map = new MapLibre({
      container: options.container,
      style: baseStyle(options.area, options.theme),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      minZoom: 7,
      maxZoom: 18,
      renderWorldCopies: false,
      fadeDuration: this.animate ? 150 : 0,
      locale: { "Map.Title": options.label },
    });
    this.map.jumpTo(this.startCamera());
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addImage(HATCH, hatchImage(options.theme), { pixelRatio: 2 });
    this.layer.onDrawn = events.onDrawn;
    this.map.on("style.load", () => this.install());
    this.map.on("webglcontextrestored", () => this.install());
    this.map.on("click", (event: MapMouseEvent) => events.onPick([event.lngLat.lng, event.lngLat.lat]));
    this.map.once("idle", events.onGround);
    this.map.on("moveend", () => events.onMove(this.place()));
    const canvas = this.map.getCanvas();
    canvas.setAttribute("aria-label", options.label);
    canvas.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { lng, lat } = this.map.getCenter();
      events.onPick([lng, lat]);
    });
  }

  destroy(): void {
    this.map.remove();
  }

  setField(field: Field | null): void {
    this.layer.setField(field);
  }

  setTheme(theme: Theme): void {
    if (theme === this.theme) return;
    this.theme = theme;
    if (this.ready) this.paint();
  }

  setSelected(outline: LonLat[] | null): void {
    this.selected = outline;
    if (!this.ready) return;
    const source = this.map.getSource("selected");
    if (source && "setData" in source) {
      (source as unknown as { setData: (data: GeoJSON.GeoJSON) => void }).setData({
        type: "FeatureCollection",
        features: outline ? selection(outline) : [],
      });
    }
  }

  /** West, south, east and north of what the map shows. */
  bounds(): Bounds {
    const box = this.map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  place(): MapPlace {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat, zoom: this.map.getZoom() };
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: this.duration(200) });
  }

  jumpTo({ lon, lat, zoom }: MapPlace): void {
    this.map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Brings a place to the middle of what can be seen. */
  flyTo(place: LonLat, zoom: number): void {
    const free = this.free();
    const canvas = this.map.getContainer().getBoundingClientRect();
    const offset: [number, number] = [
      (free.left + free.right) / 2 - (canvas.left + canvas.right) / 2,
      (free.top + free.bottom) / 2 - (canvas.top + canvas.bottom) / 2,
    ];
    this.map.easeTo({ center: place, zoom, offset, duration: this.duration(600) });
  }

  fit(bounds: Bounds, maxZoom = 15): void {
    this.map.easeTo({ ...this.cameraFor(bounds, maxZoom), duration: this.duration(600) });
  }

  /** Pans, and no more than needed, so that a place is not hidden by what lies on the map. */
  reveal(place: LonLat): void {
    const canvas = this.map.getContainer().getBoundingClientRect();
    const at = this.map.project(place);
    const [x, y] = panInto({ x: at.x + canvas.left, y: at.y + canvas.top }, this.free(), 72);
    if (x !== 0 || y !== 0) this.map.panBy([-x, -y], { duration: this.duration(250) });
  }

  private startCamera(): { center: LonLat; zoom: number } {
    const { start, bounds } = this.options;
    return start ? { center: [start.lon, start.lat], zoom: start.zoom } : this.cameraFor(bounds, 15);
  }

  /** Bounds inside what can be seen; where that leaves hardly any room, inside the whole map. */
  private cameraFor(bounds: Bounds, maxZoom: number): { center: LonLat; zoom: number } {
    for (const padding of [this.padding(24), { left: 12, right: 12, top: 12, bottom: 12 }]) {
      const camera = this.map.cameraForBounds(bounds, { padding, maxZoom });
      if (!camera?.center || camera.zoom === undefined || camera.zoom < 8) continue;
      const center = LngLat.convert(camera.center);
      return { center: [center.lng, center.lat], zoom: camera.zoom };
    }
    return { center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2], zoom: 9 };
  }

  private duration(ms: number): number {
    return this.animate ? ms : 0;
  }

  private free(): Box {
    return freeBox(this.options.container.getBoundingClientRect(), this.options.covers());
  }

  private padding(margin: number): { left: number; right: number; top: number; bottom: number } {
    const screen = this.options.container.getBoundingClientRect();
    const free = this.free();
    return {
      left: free.left - screen.left + margin,
      right: screen.right - free.right + margin,
      top: free.top - screen.top + margin,
      bottom: screen.bottom - free.bottom + margin,
    };
  }

  private install(): void {
    if (!this.map.getLayer(this.layer.id)) this.map.addLayer(this.layer, FIELD_SLOT);
    this.ready = true;
    this.paint();
    this.setSelected(this.selected);
  }

  private paint(): void {
    const ink = hex(MARK[this.theme]);
    this.layer.setColors(paletteTexels(this.theme), [ink[0] * 0.8, ink[1] * 0.8, ink[2] * 0.8, 0.8]);
    this.map.updateImage(HATCH, hatchImage(this.theme));
    for (const { layer, name, value } of themePaint(this.theme)) {
      this.map.setPaintProperty(layer, name as never, value as never);
    }
  }
}
