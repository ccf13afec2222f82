import { describe, expect, it } from "vitest";
import type { Area } from "../api/types";
import { findByName, hasWords, neighborhoods, parseCoordinates } from "./query";

describe("parseCoordinates", () => {
  it.each([
    ["39.74, -104.99", [-104.99, 39.74]],
    ["39.74 -104.99", [-104.99, 39.74]],
    [" 39.74°; -104.99° ", [-104.99, 39.74]],
    ["-104.99, 39.74", [-104.99, 39.74]],
    ["52, 13", [13, 52]],
  ])("reads %s", (text, place) => expect(parseCoordinates(text)).toEqual(place));

  it.each(["", "39.74", "five points", "39.74, -104.99, 3", "95, 200", "1e3, 4"])("leaves %s alone", (text) =>
    expect(parseCoordinates(text)).toBeNull(),
  );
});

const hood = (name: string | null, x: number): Area["features"][number] => ({
  type: "Feature",
  properties: { kind: "neighborhood", name },
  geometry: { type: "Polygon", coordinates: [[[x, 0], [x + 2, 0], [x + 2, 4], [x, 0]]] },
});

describe("neighborhoods", () => {
  const hits = neighborhoods({
    type: "FeatureCollection",
    features: [hood("West Colfax", 0), hood("Cole", 2), hood("Five Points", 4), hood("Montréal", 6), hood(null, 8)],
  });

  it("have names, bounds and a place to point at", () => {
    expect(hits.map((hit) => hit.name)).toEqual(["Cole", "Five Points", "Montréal", "West Colfax"]);
    expect(hits[0]?.bounds).toEqual([2, 0, 4, 4]);
    expect(hits[0]?.label).toEqual([3, 2]);
  });

  it("are found by their start, by a word in them, without accents", () => {
    expect(findByName(hits, "co", 5).map((hit) => hit.name)).toEqual(["Cole", "West Colfax"]);
    expect(findByName(hits, "POINTS", 5).map((hit) => hit.name)).toEqual(["Five Points"]);
    expect(findByName(hits, "montreal", 5).map((hit) => hit.name)).toEqual(["Montréal"]);
    expect(findByName(hits, "  ", 5)).toEqual([]);
  });
});

describe("hasWords", () => {
  it.each([
    ["Northeast 45th Street", "45 str", true],
    ["Northeast 45th Street", "north 5", false],
    ["Rue de l’Église", "eglise", true],
    ["Grand Avenue", "", true],
  ])("%s for %s: %s", (name, text, fits) => expect(hasWords(name, text)).toBe(fits));
});
