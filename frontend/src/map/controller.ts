import { type GeoJSONSource, LngLat, Map as MapLibre, setWorkerUrl, type MapMouseEvent } from "maplibre-gl";
import workerUrl from "virtual:map-worker";
import type { Area, LonLat } from "../api/types";
import { hex } from "../color/oklab";
import { divergingTexels } from "../color/diverging";
import { paletteTexels, type Theme } from "../color/palette";
import type { MapPlace } from "../shell/url";
import { BaseMap, type Tiles } from "./base-map";
import { FieldLayer, type Field } from "./field-layer";
import { BASE } from "./ground";
import { creditOf, hostStyle, schemeOf, type Credit } from "./host-style";
import { BASE_SLOTS, baseStyle, FIELD_SLOTS, HATCH, hatchImage, themePaint } from "./style";
import { freeBox, panInto, type Box } from "./visible";

setWorkerUrl(workerUrl);

type Bounds = [number, number, number, number];
/** The base map's own requests wait for the field, but no longer than this. */
const BASE_WAITS_MS = 2000;
/** Tiles that do not come keep the map busy: the ground counts as drawn, as outlines, after this. */
const GROUND_WAITS_MS = 6000;
/** How far beside a line a tap still means it, CSS pixels. */
const FINGER = 10;
/** How strong the field is under routes, whose colors have a scale of their own. */
const UNDER_ROUTES = 0.42;

export interface MapEvents {
  onPick: (place: LonLat) => void;
  /** A route that is not the chosen one. */
  onRoute: (index: number) => void;
  onMove: (map: MapPlace) => void;
  onDrawn: (key: string) => void;
  /** The ground and its names are drawn for the first time. */
  onGround: () => void;
  /** The tiles' file is not there: the server may have another by now. */
  onBaseGone: () => void;
  /** The host's style did not load: the page's own ground is drawn. */
  onStyleFailed: () => void;
  /** The colors that the ground asks for, where a host's style sets it; null for the page's own. */
  onScheme: (scheme: Theme | null) => void;
  /** Who made what a host's style draws; null where it is the page's own ground. */
  onCredit: (credit: Credit | null) => void;
}

/** What is drawn around the field: the host's style, else the city's tiles, else outlines. */
export interface Base {
  tiles: Tiles | null;
  style: string | null;
}

/** What the search found: a street by its name, and the box that holds it. */
export interface Found {
  street: string;
  bounds: Bounds;
}

export interface MapOptions {
  container: HTMLElement;
  area: Area;
  bounds: Bounds;
  start: MapPlace | null;
  theme: Theme;
  reducedMotion: boolean;
  city: string;
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

function boxOutline([west, south, east, north]: Bounds): GeoJSON.Feature {
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } };
}

/** The map, as the page speaks to it. Throws where WebGL 2 is missing. */
export class MapController {
  private readonly map: MapLibre;
  private readonly layer = new FieldLayer();
  private theme: Theme;
  private selected: LonLat[] | null = null;
  private routes: GeoJSON.Feature[] = [];
  private ready = false;
  private readonly animate: boolean;
  private readonly baseMap: BaseMap;
  private base: Base | null = null;
  private mayLoadBase = false;
  private host: { url: string; state: "asked" | "set" | "drawn" | "failed"; abort: AbortController } | null = null;
  private scheme: Theme | null = null;
  private found: Found | null = null;
  private readonly waiting: number;
  private groundWaits: number | undefined;

  constructor(
    private readonly options: MapOptions,
    private readonly events: MapEvents,
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
    const hoods = options.area.features.some((f) => f.properties.kind === "neighborhood" && f.properties.name);
    this.baseMap = new BaseMap(this.map, BASE_SLOTS, { city: options.city, hoods }, () => {
      this.setFound(this.found);
      events.onBaseGone();
    });
    this.waiting = window.setTimeout(() => this.loadBase(), BASE_WAITS_MS);
    this.layer.onDrawn = (key) => {
      events.onDrawn(key);
      if (!this.mayLoadBase) this.loadBase();
    };
    this.map.on("error", (event) => this.failed(event));
    this.map.on("style.load", () => this.install());
    this.map.on("sourcedata", (event) => {
      if (event.sourceDataType === "metadata" && this.host?.state === "drawn") this.tellCredit();
    });
    this.map.on("webglcontextrestored", () => this.install());
    this.map.on("click", (event: MapMouseEvent) => {
      const index = this.routeAt(event);
      if (index === null) events.onPick([event.lngLat.lng, event.lngLat.lat]);
      else events.onRoute(index);
    });
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
    window.clearTimeout(this.waiting);
    window.clearTimeout(this.groundWaits);
    this.host?.abort.abort();
    this.baseMap.hide();
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
    if (this.ready) this.setData("own-selected", outline ? selection(outline) : []);
  }

  /** Draws routes and their ends (see route/lines.ts). */
  setRoutes(features: GeoJSON.Feature[]): void {
    this.routes = features;
    this.layer.setStrength(features.some(({ geometry }) => geometry.type === "LineString") ? UNDER_ROUTES : 1);
    if (this.ready) this.setData("own-route", features);
  }

  setBase(base: Base): void {
    this.base = base;
    if (this.mayLoadBase && this.ready) this.drawBase();
  }

  /** Marks a street: its lines where the tiles hold them, else its box. */
  setFound(found: Found | null): void {
    this.found = found;
    if (!this.ready) return;
    const marked = this.baseMap.mark(found?.street ?? null);
    this.setData("own-found", found && !marked ? [boxOutline(found.bounds)] : []);
  }

  /** The map's pixels as they are drawn next: they are gone once the browser has shown them. */
  pixels(): Promise<HTMLCanvasElement> {
    return new Promise((resolve, reject) => {
      this.map.once("render", () => {
        const drawn = this.map.getCanvas();
        const copy = document.createElement("canvas");
        copy.width = drawn.width;
        copy.height = drawn.height;
        const pen = copy.getContext("2d");
        if (!pen) {
          reject(new Error("no 2D canvas"));
          return;
        }
        pen.drawImage(drawn, 0, 0);
        resolve(copy);
      });
      this.map.triggerRepaint();
    });
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
    for (const padding of [this.padding(24), this.padding(8), { left: 12, right: 12, top: 12, bottom: 12 }]) {
      const camera = this.map.cameraForBounds(bounds, { padding, maxZoom });
      if (!camera?.center || camera.zoom === undefined || camera.zoom < 7.5) continue;
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

  /** The route under a pointer, or a finger's breadth beside it. */
  private routeAt({ point: { x, y } }: MapMouseEvent): number | null {
    if (this.routes.length === 0 || !this.map.getLayer("own-route-other")) return null;
    const box: [[number, number], [number, number]] = [[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]];
    const [hit] = this.map.queryRenderedFeatures(box, { layers: ["own-route-other"] });
    const index: unknown = hit?.properties.index;
    return typeof index === "number" ? index : null;
  }

  private setData(id: string, features: GeoJSON.Feature[]): void {
    void this.map.getSource<GeoJSONSource>(id)?.setData({ type: "FeatureCollection", features });
  }

  /** The field is drawn, or has been waited for long enough. */
  private loadBase(): void {
    this.mayLoadBase = true;
    this.groundWaits ??= window.setTimeout(this.events.onGround, GROUND_WAITS_MS);
    if (this.base && this.ready) this.drawBase();
  }

  private drawBase(): void {
    const { style = null, tiles = null } = this.base ?? {};
    if (style !== null && this.host?.url !== style) {
      void this.askHost(style);
      return;
    }
    if (style !== null && this.host?.state !== "failed") return;
    if (!tiles) this.baseMap.hide();
    else {
      this.baseMap.show(tiles, () => this.colors).then(
        () => this.setFound(this.found),
        // Its reader did not come: the server is gone, and the outlines stay.
        () => this.baseMap.hide(),
      );
    }
  }

  private async askHost(url: string): Promise<void> {
    this.host?.abort.abort();
    const asked: typeof this.host = { url, state: "asked", abort: new AbortController() };
    this.host = asked;
    try {
      const style = await hostStyle(url, this.options.area, this.theme, asked.abort.signal);
      if (this.host !== asked) return;
      asked.state = "set";
      this.baseMap.hide();
      this.ready = false;
      this.map.setStyle(style, { diff: false });
    } catch (error) {
      if (!asked.abort.signal.aborted) this.hostFailed(error);
    }
  }

  private hostFailed(error: unknown): void {
    if (!this.host) return;
    console.warn("The host's map style did not load:", error);
    const broken = this.host.state === "set";
    this.host.state = "failed";
    this.events.onStyleFailed();
    if (broken) this.map.setStyle(baseStyle(this.options.area, this.theme), { diff: false });
    else this.drawBase();
  }

  private failed(event: { error: unknown; sourceId?: string }): void {
    // A style that is none is told here; the city's tiles that do not come tell the base map.
    if (this.host?.state === "set") this.hostFailed(event.error);
    else if (event.sourceId === undefined) console.error(event.error);
    else if (event.sourceId !== BASE) console.warn("The map lacks a part:", event.sourceId, event.error);
  }

  /** The colors the ground asks for. */
  private get colors(): Theme {
    return this.scheme ?? this.theme;
  }

  /** Sources tell their makers once they are loaded. */
  private tellCredit(): void {
    const drawn = this.host?.state === "drawn";
    const sources = drawn ? Object.keys(this.map.getStyle().sources) : [];
    const told = sources.map((id) => (this.map.getSource(id) as { attribution?: string } | undefined)?.attribution);
    this.events.onCredit(drawn ? creditOf(told) : null);
  }

  private install(): void {
    if (this.host?.state === "set") this.host.state = "drawn";
    this.scheme = this.host?.state === "drawn" ? schemeOf(this.map.getStyle()) : null;
    this.events.onScheme(this.scheme);
    this.tellCredit();
    this.options.container.dataset.base = this.host?.state === "drawn" ? "style" : "outlines";
    if (!this.map.hasImage(HATCH)) this.map.addImage(HATCH, hatchImage(this.colors), { pixelRatio: 2 });
    const slot = FIELD_SLOTS.find((id) => this.map.getLayer(id));
    if (!this.map.getLayer(this.layer.id)) this.map.addLayer(this.layer, slot);
    this.ready = true;
    this.paint();
    this.setSelected(this.selected);
    this.setFound(this.found);
    this.setRoutes(this.routes);
    if (this.mayLoadBase && this.base) this.drawBase();
  }

  private paint(): void {
    const theme = this.colors;
    const ink = hex(MARK[theme]);
    this.layer.setColors(paletteTexels(theme), divergingTexels(theme), [ink[0] * 0.8, ink[1] * 0.8, ink[2] * 0.8, 0.8]);
    this.map.updateImage(HATCH, hatchImage(theme));
    for (const { layer, name, value } of themePaint(theme)) {
      if (this.map.getLayer(layer)) this.map.setPaintProperty(layer, name as never, value as never);
    }
    this.baseMap.paint(theme);
  }
}
