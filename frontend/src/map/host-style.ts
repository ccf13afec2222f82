import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Area } from "../api/types";
import type { Theme } from "../color/palette";
import { baseStyle } from "./style";

/** Layers of ours that a host's style is drawn with: no ground and no names but its own. */
const OURS = /^own-(outside|neighborhood-edges|area-edge|selected.*|found.*|route.*)$/;

/** An address in a style, whole: a style may name its files as seen from itself. */
function whole(address: string, from: string): string {
  // URL would write the braces of "{z}/{x}/{y}" in percents.
  return /^[a-z][a-z0-9+.-]*:/i.test(address)
    ? address
    : decodeURI(new URL(encodeURI(address), from).href);
}

type Source = Record<string, unknown>;

function wholeSource(source: Source, from: string): Source {
  const { url, tiles, data } = source;
  return {
    ...source,
    ...(typeof url === "string" ? { url: whole(url, from) } : {}),
    ...(typeof data === "string" ? { data: whole(data, from) } : {}),
    ...(Array.isArray(tiles) ? { tiles: tiles.map((tile) => whole(String(tile), from)) } : {}),
  };
}

/**
 * The host's style with what is ours in it: the field's slot, borders and marks between its ground
 * and its first names. Throws where `found` is no style.
 */
export function withOurs(found: unknown, from: string, area: Area, theme: Theme): StyleSpecification {
  const style = found as Partial<StyleSpecification> | null;
  if (style?.version !== 8 || !Array.isArray(style.layers) || typeof style.sources !== "object") {
    throw new Error("the answer is no style of MapLibre's");
  }
  const own = baseStyle(area, theme);
  const layers = style.layers;
  const names = layers.findIndex((layer) => layer.type === "symbol");
  const at = names < 0 ? layers.length : names;
  const sources = Object.entries(style.sources).map(([id, source]) => [id, wholeSource(source as Source, from)]);
  const { glyphs, sprite } = style;
  return {
    ...style,
    version: 8,
    ...(glyphs ? { glyphs: whole(glyphs, from) } : {}),
    ...(typeof sprite === "string" ? { sprite: whole(sprite, from) } : {}),
    ...(Array.isArray(sprite) ? { sprite: sprite.map((one) => ({ ...one, url: whole(one.url, from) })) } : {}),
    sources: { ...(Object.fromEntries(sources) as StyleSpecification["sources"]), ...own.sources },
    layers: [
      ...layers.slice(0, at),
      ...own.layers.filter((layer: LayerSpecification) => OURS.test(layer.id)),
      ...layers.slice(at),
    ],
  };
}

/** Asks for the host's style; rejects where it does not come or is none. */
export async function hostStyle(url: string, area: Area, theme: Theme, signal: AbortSignal): Promise<StyleSpecification> {
  const from = new URL(url, window.location.href).href;
  const answer = await fetch(from, { signal });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return withOurs(await answer.json(), from, area, theme);
}

/** Whether a style's ground is light or dark; null where it does not say so plainly. */
export function schemeOf(style: StyleSpecification): Theme | null {
  for (const layer of style.layers) {
    if (layer.type !== "background") continue;
    const color = layer.paint?.["background-color"];
    const light = typeof color === "string" ? lightness(color) : null;
    if (light !== null) return light > 0.5 ? "light" : "dark";
  }
  return null;
}

/** Who made what the map's ground is made of, in words, and where that is told. */
export interface Credit {
  attribution: string;
  attribution_url: string | null;
}

/** What a style's sources say of their makers, as text: what they write is markup. */
export function creditOf(attributions: (string | undefined)[]): Credit | null {
  const texts = new Set<string>();
  const links = new Set<string>();
  for (const markup of attributions) {
    const read = new DOMParser().parseFromString(markup ?? "", "text/html");
    const text = read.body.textContent.replace(/\s+/g, " ").trim();
    if (text !== "") texts.add(text);
    for (const link of read.querySelectorAll("a[href]")) links.add(link.getAttribute("href") ?? "");
  }
  if (texts.size === 0) return null;
  const [only] = links;
  return { attribution: [...texts].join(" \u00b7 "), attribution_url: links.size === 1 ? (only ?? null) : null };
}

/** 0 to 1, by the browser's own reading of a color. */
function lightness(color: string): number | null {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen || !CSS.supports("color", color)) return null;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
