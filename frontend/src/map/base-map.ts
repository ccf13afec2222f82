import type { FilterSpecification, Map as MapLibre } from "maplibre-gl";
import type { City } from "../api/types";
import type { Theme } from "../color/palette";
import { BASE, foundFilter, FOUND_STREET, groundLayers, type Named, nameLayers, overLayers, tileLayers } from "./ground";
import type { TileNews } from "./tiles";

export type Tiles = NonNullable<City["streets"]>;

/** What the tiles say better: the area file's own streets, water and parks. */
export const SIMPLE = /^own-(park|water|street-(over-)?\d|street-name)$/;
const AGAIN_MS = [3000, 8000, 20_000, 60_000];

interface Slots {
  /** Layers of ours under which the ground, the streets over the field, and the names go. */
  ground: string;
  over: string;
  names: string;
}

/** The tiles' layers on the map: there once they are asked for, gone where their file is. */
export class BaseMap {
  private tiles: Tiles | null = null;
  private close: (() => void) | null = null;
  private failures = 0;
  private came = false;
  private drawsSimple = true;
  private timer: number | undefined;
  private found: string | null = null;

  constructor(
    private readonly map: MapLibre,
    private readonly slots: Slots,
    private readonly named: Named,
    /** The tiles' file is not there: another may be, by the name the server now tells. */
    private readonly onGone: () => void,
  ) {
    map.on("sourcedata", (event) => {
      if (event.sourceId === BASE && this.came && this.shown && map.isSourceLoaded(BASE)) this.simple(false);
    });
  }

  /** Draws these tiles; the reader of their file is fetched for the first. */
  async show(tiles: Tiles, theme: () => Theme): Promise<void> {
    if (this.tiles?.id === tiles.id) return;
    this.hide();
    this.tiles = tiles;
    const { openTiles, closeTiles } = await import("./tiles");
    // Another may have been asked for, or the map have gone, in the meantime.
    if (this.tiles !== tiles) return;
    const address = openTiles(tiles.tiles, (news) => this.heard(tiles, news));
    this.close = () => closeTiles(tiles.tiles);
    this.failures = 0;
    this.came = false;
    this.drawsSimple = true;
    const [minzoom, maxzoom] = tiles.zooms;
    this.map.addSource(BASE, { type: "vector", tiles: [address], minzoom, maxzoom, bounds: tiles.bounds });
    const add = (layers: ReturnType<typeof tileLayers>, before: string) => {
      for (const layer of layers) this.map.addLayer(layer, before);
    };
    add(groundLayers(theme()), this.slots.ground);
    add(overLayers(theme()), this.slots.over);
    add(nameLayers(theme(), this.named), this.slots.names);
    this.mark(this.found);
  }

  get shown(): boolean {
    return this.map.getSource(BASE) !== undefined;
  }

  hide(): void {
    window.clearTimeout(this.timer);
    this.tiles = null;
    this.close?.();
    this.close = null;
    if (!this.shown) return;
    for (const { id } of tileLayers("light", this.named)) this.map.removeLayer(id);
    this.map.removeSource(BASE);
    this.simple(true);
  }

  paint(theme: Theme): void {
    if (!this.shown) return;
    for (const layer of tileLayers(theme, this.named)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        this.map.setPaintProperty(layer.id, name as never, value as never);
      }
    }
  }

  /** Marks the streets of a name; null marks none. False where the tiles are not there. */
  mark(name: string | null): boolean {
    this.found = name;
    if (!this.shown) return false;
    const filter: FilterSpecification = foundFilter(name);
    this.map.setFilter("base-found-casing", filter);
    this.map.setFilter(FOUND_STREET, filter);
    return true;
  }

  /** The area file's own streets, water and parks: drawn until the tiles are there. */
  private simple(shown: boolean): void {
    if (shown === this.drawsSimple) return;
    this.drawsSimple = shown;
    this.map.getContainer().dataset.base = shown ? "outlines" : "tiles";
    const visibility = shown ? "visible" : "none";
    for (const id of this.map.getLayersOrder()) {
      if (SIMPLE.test(id)) this.map.setLayoutProperty(id, "visibility", visibility);
    }
  }

  private heard(tiles: Tiles, news: TileNews): void {
    if (this.tiles !== tiles) return;
    if (news === "came") {
      this.came = true;
      return;
    }
    if (news === "gone") {
      this.hide();
      this.onGone();
      return;
    }
    // Tiles on the screen that did not come are asked for again, ever more seldom.
    window.clearTimeout(this.timer);
    const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
    this.timer = window.setTimeout(() => {
      this.failures += 1;
      if (this.shown) this.map.refreshTiles(BASE);
    }, wait);
  }
}
