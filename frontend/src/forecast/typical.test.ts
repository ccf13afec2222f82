import { describe, expect, it } from "vitest";
import type { Manifest, Place, TypicalPlace } from "../api/types";
import { localWeek } from "../time/typical";
import { beyond, hourName, tellsUsual, typicalManifest, typicalPlace, typicalTotals } from "./typical";

const usual = { from: "2019-01-02", to: "2026-06-18" };
const manifest = { first_hour: "2026-06-18T03:00:00Z", hours: 192, now: 24, hindcast: false, usual } as unknown as Manifest;
const week = localWeek("2026-07-04", "America/Denver");

describe("what lies beyond the forecast", () => {
  it("is any hour outside its window, before and after", () => {
    expect(beyond(manifest, Date.parse("2026-07-05T04:37:00Z"))).toBe(Date.parse("2026-07-05T04:00:00Z"));
    expect(beyond(manifest, Date.parse("1999-12-31T04:00:00Z"))).toBe(Date.parse("1999-12-31T04:00:00Z"));
    expect(beyond(manifest, Date.parse("2026-06-26T03:00:00Z"))).not.toBeNull();
    expect(beyond(manifest, Date.parse("2026-06-26T02:59:00Z"))).toBeNull();
    expect(beyond(manifest, Date.parse("2026-06-18T03:00:00Z"))).toBeNull();
    expect(beyond(manifest, null)).toBeNull();
  });

  it("is not told by older forecasts", () => {
    const older = { ...manifest, usual: undefined } as unknown as Manifest;
    expect(tellsUsual(older)).toBe(false);
    expect(beyond(older, Date.parse("2030-07-05T04:00:00Z"))).toBeNull();
  });
});

describe("a typical week", () => {
  it("takes the place of the window", () => {
    const shown = typicalManifest(manifest, week);
    expect(shown).toMatchObject({ first_hour: "2026-06-29T06:00:00.000Z", hours: 168, usual });
    expect(hourName(week, 30)).toBe("typical-27/30");
    expect(hourName(null, 30)).toBe("30");
  });

  it("follows the clock where it changes", () => {
    const spring = localWeek("2026-03-08", "America/Denver");
    const expected = Array.from({ length: 168 }, (_, slot) => slot);
    const totals = typicalTotals({ categories: ["theft"], week: 10, expected }, spring, "theft");
    expect(totals.hours).toBe(167);
    expect(totals.all[6 * 24 + 2]).toBe(6 * 24 + 3);
    expect(totals.categories.theft).toEqual(totals.all);
  });

  it("keeps of a place what was reported there, and no range or reason", () => {
    const place = { category: "all", cell: { row: 1 }, terms: [{}], ahead: {}, history: { count: 4 } } as unknown as Place;
    const told: TypicalPlace = {
      category: "all",
      week: 27,
      expected: Array.from({ length: 168 }, (_, slot) => slot / 1000),
      likeliest: { categories: ["a", "b"], which: Array(168).fill(1) as number[], chance: Array(168).fill(0.5) as number[] },
    };
    const found = typicalPlace(told, place, week);
    expect(found).toMatchObject({ cell: { row: 1 }, terms: [], ahead: null, history: { count: 4 } });
    expect(found?.expected[100]).toBe(0.1);
    expect(found?.likeliest?.which).toHaveLength(168);
    expect(typicalPlace({ ...told, category: "theft" }, place, week)).toBeNull();
  });
});
