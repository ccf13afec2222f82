import { describe, expect, it } from "vitest";
import type { History, Manifest, Records } from "../api/types";
import { monthMarks } from "./marks";
import { addDays, completeDays, lateOf, periodDates } from "./period";
import { cellCount, CROWDED, historyTexels } from "./texels";

const records: Records = {
  first: "2019-01-02", last: "2024-10-27", rows: 1, placed_share: 1, version: "v", ingested_at: null,
  reported_through: null,
};

describe("periods", () => {
  it("count back from the records' last day, both ends included", () => {
    expect(periodDates({ kind: "days", days: 7 }, records)).toEqual({ from: "2024-10-21", to: "2024-10-27" });
    expect(periodDates({ kind: "all" }, records)).toEqual({ from: "2019-01-02", to: "2024-10-27" });
  });

  it("stay inside the records", () => {
    expect(periodDates({ kind: "days", days: 9999 }, records)?.from).toBe("2019-01-02");
    expect(periodDates({ kind: "range", from: "2000-01-01", to: "2030-01-01" }, records)).toEqual({
      from: "2019-01-02", to: "2024-10-27",
    });
  });

  it("are none without records", () => {
    expect(periodDates({ kind: "all" }, { ...records, first: null, last: null })).toBeNull();
  });

  it("add days over months and leap days", () => {
    expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(addDays("2024-03-10", 1)).toBe("2024-03-11");
  });
});

describe("days that wait for late reports", () => {
  const days = (first: string, count: number) => Array.from({ length: count }, (_, i) => addDays(first, i));
  const open = (list: string[], change: Partial<Records> = {}, late: number | null = 0.25) =>
    list.length - completeDays(list, { ...records, ...change }, late);

  it("are the last seven of the records, of any period that holds them", () => {
    expect(open(days("2024-09-30", 28))).toBe(7);
    expect(open(days("2024-10-21", 7))).toBe(7);
    expect(open(days("2024-10-01", 23))).toBe(3);
    expect(open(days("2024-10-01", 20))).toBe(0);
  });

  it("are fewer, or none, where reports went on after the last occurrence", () => {
    // Early on the 28th in UTC it is still the 27th here.
    expect(open(days("2024-10-01", 27), { reported_through: "2024-10-28T02:57:00Z" })).toBe(7);
    expect(open(days("2024-10-01", 27), { reported_through: "2024-10-31T18:00:00Z" })).toBe(4);
    expect(open(days("2024-10-01", 27), { reported_through: "2024-12-01T00:00:00Z" })).toBe(0);
  });

  it("are none where hardly anything comes late, and some where nobody knows", () => {
    expect(open(days("2024-10-01", 27), {}, 0.003)).toBe(0);
    expect(open(days("2024-10-01", 27), {}, null)).toBe(7);
    expect(open(days("2024-10-01", 27), { last: null })).toBe(0);
  });

  it("take how much comes late from the forecast, where it has the category", () => {
    const manifest = {
      categories: [{ id: "theft", late_share: 0.4, expected_24h: 2 }, { id: "arson", late_share: 0, expected_24h: 2 }],
    } as Manifest;
    expect(lateOf(manifest, "theft")).toBeCloseTo(0.4, 12);
    expect(lateOf(manifest, "all")).toBeCloseTo(0.2, 12);
    expect(lateOf(manifest, "drugs")).toBeNull();
    expect(lateOf(null, "all")).toBeNull();
  });
});

const history = {
  grid: { epsg: 1, cell: 250, x0: 0, y0: 0, height: 2, width: 3, cells: 6, lattice: { nx: 2, ny: 2, lon: [], lat: [] } },
  minimum: 3, cells: [0, 4], counts: [3, 500], suppressed: [5], crowded: [4], domain: [3, 120],
} as unknown as History;

describe("historyTexels", () => {
  const texels = historyTexels(history);
  it("shows the smallest count told, and stops at the scale's end", () => {
    expect(texels[0]).toBeGreaterThan(40);
    expect(texels[8]).toBe(255);
    expect([texels[1], texels[9]]).toEqual([255, CROWDED]);
  });
  it("marks small counts and leaves the rest clear", () => {
    expect(texels[11]).toBe(128);
    expect([...texels.slice(2, 4)]).toEqual([0, 0]);
  });
});

describe("cellCount", () => {
  it("tells, withholds or says none", () => {
    expect(cellCount(history, 4)).toEqual({ kind: "count", count: 500 });
    expect(cellCount(history, 5)).toEqual({ kind: "suppressed" });
    expect(cellCount(history, 2)).toEqual({ kind: "none" });
  });
});

describe("monthMarks", () => {
  const days = (first: string, count: number) => Array.from({ length: count }, (_, i) => addDays(first, i));

  it("names weeks, months or years, as the period is long", () => {
    expect(monthMarks(days("2024-10-01", 20)).map((m) => m.label)).toEqual(["1 Oct", "7 Oct", "14 Oct"]);
    expect(monthMarks(days("2024-10-01", 92)).map((m) => m.label)).toEqual(["Oct", "Nov", "Dec"]);
    expect(monthMarks(days("2022-01-01", 1000)).map((m) => m.label)).toEqual(["2022", "2023", "2024"]);
  });

  it("covers every day once", () => {
    for (const count of [1, 20, 49, 50, 365, 1200]) {
      const marks = monthMarks(days("2021-11-17", count));
      expect(marks.reduce((sum, mark) => sum + mark.days, 0)).toBe(count);
    }
  });
});
