import type { LayerSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import type { Area } from "../api/types";
import { BASE, foundFilter, groundLayers, nameLayers, overLayers, tileLayers } from "./ground";
import { withOurs } from "./host-style";
import { INKS } from "./inks";
import { BASE_SLOTS, baseStyle, FIELD_SLOTS } from "./style";

const NAMED = { city: "Alder Falls", hoods: true };
const area: Area = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { kind: "area" },
      geometry: { type: "Polygon", coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] },
    },
  ],
};
const ids = (layers: LayerSpecification[]) => layers.map((layer) => layer.id);

function luminance(color: string): number {
  const n = Number.parseInt(color.slice(1), 16);
  const [r = 0, g = 0, b = 0] = [n >> 16, (n >> 8) & 255, n & 255].map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the base map's layers", () => {
  it("are of the tiles, each once, and the same in both themes", () => {
    const light = tileLayers("light", NAMED);
    expect(new Set(ids(light)).size).toBe(light.length);
    expect(ids(tileLayers("dark", NAMED))).toEqual(ids(light));
    for (const layer of light) {
      expect(layer).toMatchObject({ source: BASE });
      expect(["water", "park", "street", "rail", "name"]).toContain("source-layer" in layer && layer["source-layer"]);
    }
  });

  it("lie around the field: ground, field, streets, borders, names", () => {
    const order = ids(baseStyle(area, "light").layers);
    const slots = [BASE_SLOTS.ground, FIELD_SLOTS[0] ?? "", BASE_SLOTS.over, BASE_SLOTS.names].map((id) =>
      order.indexOf(id),
    );
    expect(slots.every((at) => at > 0)).toBe(true);
    expect(slots).toEqual([...slots].sort((a, b) => a - b));
    expect(groundLayers("light").some((layer) => layer.type === "symbol")).toBe(false);
    expect(overLayers("light").every((layer) => layer.type === "line")).toBe(true);
    expect(nameLayers("light", NAMED).every((layer) => layer.type === "symbol")).toBe(true);
  });

  it("name the city's neighborhoods once", () => {
    const kinds = (hoods: boolean) => JSON.stringify(nameLayers("light", { ...NAMED, hoods }));
    expect(kinds(true)).not.toContain("neighborhood");
    expect(kinds(false)).toContain("neighborhood");
    expect(kinds(true)).toContain('["!=",["get","name"],"Alder Falls"]');
  });

  it("mark no street but the one that was found", () => {
    expect(foundFilter(null)).toEqual(["literal", false]);
    expect(foundFilter("Grand Avenue")).toEqual(["==", ["get", "name"], "Grand Avenue"]);
  });

  it.each(["light", "dark"] as const)("have names that can be read, on quiet ground: %s", (theme) => {
    const ink = INKS[theme];
    const contrast = (a: string, b: string) => {
      const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light + 0.05) / (dark + 0.05);
    };
    for (const name of [ink.label, ink.minor, ink.wet]) expect(contrast(name, ink.land)).toBeGreaterThan(4.5);
    for (const ground of [ink.water, ink.park, ink.rail, ...ink.streets]) {
      expect(contrast(ground, ink.land)).toBeLessThan(2);
    }
  });
});

describe("a host's style", () => {
  const from = "https://maps.example.org/styles/gray/style.json";
  const host = {
    version: 8,
    sprite: "../sprite",
    glyphs: "https://fonts.example.org/{fontstack}/{range}.pbf",
    sources: { osm: { type: "vector", tiles: ["/t/{z}/{x}/{y}.pbf"] }, other: { type: "vector", url: "tiles.json" } },
    layers: [
      { id: "land", type: "background" },
      { id: "road", type: "line", source: "osm", "source-layer": "road" },
      { id: "town", type: "symbol", source: "osm", "source-layer": "town" },
    ],
  };

  it("holds the field's slot between its ground and its names, and none of our ground and names", () => {
    const order = ids(withOurs(host, from, area, "light").layers);
    const slot = FIELD_SLOTS.find((id) => order.includes(id)) ?? "";
    expect(order.indexOf("road")).toBeLessThan(order.indexOf(slot));
    expect(order.indexOf("own-selected")).toBeLessThan(order.indexOf("town"));
    expect(order).not.toContain("own-ground");
    expect(order.filter((id) => id.endsWith("-name"))).toEqual([]);
  });

  it("finds its files from where it is", () => {
    const style = withOurs(host, from, area, "light");
    expect(style.sprite).toBe("https://maps.example.org/styles/sprite");
    expect(style.glyphs).toBe(host.glyphs);
    expect(style.sources["osm"]).toMatchObject({ tiles: ["https://maps.example.org/t/{z}/{x}/{y}.pbf"] });
    expect(style.sources["other"]).toMatchObject({ url: "https://maps.example.org/styles/gray/tiles.json" });
    expect(style.sources["own-area"]).toBeDefined();
  });

  it.each([null, {}, { version: 7, layers: [], sources: {} }, { version: 8, sources: {} }, "text"])(
    "is refused where it is none: %j",
    (found) => expect(() => withOurs(found, from, area, "light")).toThrow("no style"),
  );
});
