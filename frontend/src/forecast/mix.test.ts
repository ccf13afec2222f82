import { describe, expect, it } from "vitest";
import type { Manifest } from "../api/types";
import { legendItems } from "../legend/ModeLegend";
import { categoryRow } from "../color/categories";
import { codeOfValue, type Domain } from "../color/scale";
import { joined, mixOf, mixTexels, NO_CATEGORY } from "./mix";

const a: Domain = [1e-7, 1e-3];
const b: Domain = [1e-8, 1e-4];
const coded = (values: number[], domain: Domain) => ({
  codes: Uint8Array.from(values, (value) => codeOfValue(value, domain)),
  domain,
});

describe("the likeliest category", () => {
  it("is that with the most expected, with its share", () => {
    const mix = mixOf([coded([1e-4, 1e-6, 0], a), coded([3e-5, 3e-6, 0], b)], [4, 9]);
    expect([...mix.slice(0, 3)]).toEqual([4, 9, 0]);
    expect((mix[3] ?? 0) / 255).toBeCloseTo(1 / 1.3, 1);
    expect((mix[4] ?? 0) / 255).toBeCloseTo(0.75, 1);
    expect(mix[5]).toBe(0);
  });

  it("is the only one where one is chosen", () => {
    expect([...mixOf([coded([1e-4, 0], a)], [2])]).toEqual([2, 0, 255, 0]);
  });

  it("goes to the texture with its strength, and names what can be seen", () => {
    const frame = joined(Uint8Array.of(200, 10, 0), Uint8Array.of(3, 1, 0, 90, 80, 0));
    const { texels, present } = mixTexels(frame, Int32Array.of(1, 2, 5), 6);
    expect([...texels]).toEqual([0, 0, 200, 3, 10, 1, 0, 0, 0, 0, 0, NO_CATEGORY]);
    expect(present).toEqual([3]);
    expect(() => mixTexels(frame, Int32Array.of(1, 2), 6)).toThrow(RangeError);
    expect(() => joined(new Uint8Array(2), new Uint8Array(3))).toThrow(RangeError);
  });
});

describe("the legend of the likeliest", () => {
  const forecast = {
    categories: ["#D55E00", null, "#0072B2", null].map((color, i) => ({ label: `c${i}`, color })),
  } as unknown as Manifest;

  it("names what is seen; several grays are one line", () => {
    expect(legendItems(forecast, [1, 2]).map(({ label }) => label)).toEqual(["c0", "c1"]);
    expect(legendItems(forecast, [1, 2, 3, 4]).map(({ label }) => label)).toEqual(["c0", "c2", "Others"]);
    expect(legendItems(forecast, [254])).toEqual([]);
  });
});

describe("the row of category colors", () => {
  const row = categoryRow(["#D55E00", null]);
  it("has the city's colors, gray for the others, none for no category", () => {
    expect([...row.slice(4, 7)]).toEqual([0xd5, 0x5e, 0x00]);
    expect([...row.slice(8, 11)]).toEqual([0x8b, 0x91, 0x96]);
  });

  it("grows in strength with the code, nearly clear over the lowest fifth", () => {
    const strength = Array.from({ length: 256 }, (_, code) => row[4 * code + 3] ?? 0);
    expect(strength[0]).toBe(0);
    expect(strength[40]).toBeLessThan(40);
    expect(strength[255]).toBeGreaterThan(225);
    strength.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(strength[i] ?? 0));
  });
});
