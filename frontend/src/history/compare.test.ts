import { describe, expect, it } from "vitest";
import type { City, History, Records } from "../api/types";
import { AS_MUCH } from "../color/diverging";
import { csvOf } from "../share/csv";
import { againstText, completeSpan, dayBeside, secondOf } from "./against";
import { changeOf, compare, comparedTexels, daysCounted, weekChanges, weekMeans } from "./compare";
import { changeShort, rangeShort, surenessWords, timesShort, timesWords } from "./compareWords";
import { aboutHistory, cellRows } from "./historyFiles";
import { addDays } from "./period";
import { categoryTable, dayTable, hourTable, sorted } from "./tables";
import { CROWDED } from "./texels";

const records = { first: "2019-01-02", last: "2024-10-27", reported_through: null } as Records;
const month = { from: "2024-09-30", to: "2024-10-27" };

describe("the other period", () => {
  it("is as long and just before, or 52 weeks before, on the same weekdays", () => {
    expect(secondOf("before", month, records)).toEqual({ kind: "dates", from: "2024-09-02", to: "2024-09-29", start: "2024-09-02", cut: false });
    const year = secondOf("year", month, records);
    expect(year).toMatchObject({ from: "2023-10-02", to: "2023-10-29" });
    expect(daysCounted(["2023-10-02", "2024-09-30"], [1])).toBe(2);
  });

  it("is cut where the records end, and says so", () => {
    expect(secondOf("before", { from: "2019-01-20", to: "2019-02-16" }, records)).toEqual({
      kind: "dates", from: "2019-01-02", to: "2019-01-19", start: "2018-12-23", cut: true,
    });
    expect(secondOf({ from: "2024-10-28", to: "2024-11-20" }, month, records)).toEqual({ kind: "beyond" });
    expect(secondOf("before", { from: "2019-01-02", to: "2024-10-27" }, records)).toEqual({ kind: "beyond" });
  });

  it("shares no day with the first: their difference would be a count of days", () => {
    expect(secondOf({ from: "2024-09-30", to: "2024-10-26" }, month, records)).toEqual({ kind: "overlap" });
    expect(secondOf("year", { from: "2023-10-29", to: "2024-10-27" }, records)).toEqual({ kind: "overlap" });
  });

  it("is written as links hold it, and can do without days that are not complete", () => {
    expect(againstText({ from: "2024-01-01", to: "2024-01-28" })).toBe("2024-01-01/2024-01-28");
    expect(completeSpan(month, 7)).toEqual({ from: "2024-09-30", to: "2024-10-20" });
    expect(completeSpan({ from: "2024-10-21", to: "2024-10-27" }, 7)).toEqual({ from: "2024-10-14", to: "2024-10-20" });
    expect(dayBeside("2024-10-02", "2024-09-30", "2023-10-02")).toBe("2023-10-04");
  });
});

const days = (first: string, count: number) => Array.from({ length: count }, (_, i) => addDays(first, i));
const week = (value: number) => Array.from({ length: 168 }, () => value);
const answer = (change: Partial<History>): History => ({
  from: "2024-09-30", to: "2024-10-27", category: "all", version: "v", weekdays: [1, 2, 3, 4, 5, 6, 7], hours: Array.from({ length: 24 }, (_, i) => i),
  grid: { epsg: 1, cell: 250, x0: 0, y0: 0, height: 2, width: 4, cells: 8, lattice: { nx: 2, ny: 2, lon: [0, 4, 0, 4], lat: [0, 0, 2, 2] } },
  total: 400, unplaced: 0, outside: 0, suppressed_cells: 1, minimum: 3,
  cells: [0, 1, 2, 4, 6], counts: [40, 20, 12, 5, 30], suppressed: [3], crowded: [1], domain: [3, 100],
  days: days("2024-09-30", 28), by_day: Array.from({ length: 28 }, () => 10), by_hour_of_week: week(8),
  by_category: { theft: 300, robbery: 100, "=odd": 4, none: 0 }, weeks: { first: "2024-09-30", counts: [1] },
  ...change,
});
const first = answer({});
const second = answer({
  from: "2024-09-02", to: "2024-09-29", days: days("2024-09-02", 28), total: 500,
  // 0 fewer; 1 as many; 2 withheld before; 3 withheld now; 4 too few; 5 gone; 6 new
  cells: [0, 1, 3, 5], counts: [90, 22, 30, 25], suppressed: [2], crowded: [],
  by_hour_of_week: week(20), by_category: { theft: 350, robbery: 150, "=odd": 3, none: 0 },
});
const compared = compare(first, second);

describe("two periods", () => {
  it("tell no change of a cell where one count is withheld, nor of too few", () => {
    expect(compared.pair(2)).toBeNull();
    expect(compared.pair(3)).toBeNull();
    expect(compared.pair(7)).toEqual([0, 0]);
    expect(Object.fromEntries(compared.cells)).toEqual({ 0: -1, 1: 0, 5: -1, 6: 1 });
  });

  it("draw gray within chance, colors beyond it, and mark crowded cells", () => {
    const texels = comparedTexels(compared);
    const code = (cell: number) => [texels[2 * cell], texels[2 * cell + 1]];
    expect(code(1)).toEqual([AS_MUCH, CROWDED]);
    expect(code(2)).toEqual([0, 0]);
    expect(code(3)).toEqual([0, 0]);
    expect(code(4)).toEqual([0, 0]);
    expect(code(5)).toEqual([1, 255]);
    expect(code(6)).toEqual([255, 255]);
    expect(texels[0]).toBeLessThan(AS_MUCH);
  });

  it("are compared by day where they are not as long, and only the weekdays that count", () => {
    const short = compare(first, answer({ from: "2024-09-16", to: "2024-09-29", days: days("2024-09-16", 14), total: 200 }));
    expect(short.total.times).toBeCloseTo(1, 12);
    const weekend = compare(answer({ weekdays: [6, 7] }), answer({ weekdays: [6, 7], days: days("2024-09-16", 5), total: 100 }));
    expect(weekend.days).toEqual([8, 0]);
    expect(weekend.total.kind).toBe("few");
  });

  it("have hours as means of one week", () => {
    expect(weekMeans(first)[0]).toBe(2);
    expect(weekMeans(answer({ days: days("2024-10-01", 10) }))[0]).toBe(8);
    expect(weekChanges(compared)[5]).toMatchObject({ kind: "fewer", times: 0.4 });
  });

  it("are told in words, with the range", () => {
    expect([0.91, 1.3, 2.44, 1.001, Infinity].map(timesWords)).toEqual(["9% fewer", "30% more", "2.4 times as many", "as many", "none in the other period"]);
    expect([0.91, 1.3, 2.44, 1.001].map(timesShort)).toEqual(["−9%", "+30%", "2.4×", "0%"]);
    const fewer = changeOf(400, 500, [28, 28]);
    expect(surenessWords(fewer, false)).toMatch(/^More than chance alone gives\. 95% range, at the least: 30% fewer to 9% fewer\.$/);
    // Chance moves sums of shares less than the interval has it.
    expect(surenessWords(fewer, true)).toMatch(/95% range: 30% fewer/);
    expect(changeShort(changeOf(40, 44, [28, 28]))).toBe("within chance");
    expect(surenessWords(changeOf(3, 4, [28, 28]), false)).toContain("Fewer than 10");
    expect(rangeShort(changeOf(12, 0, [28, 28]))).toMatch(/or more$/);
  });
});

const city = {
  id: "x", name: "Testville", simulated: false, records, source: { publisher: "P", title: "T", license: "CC", terms_url: null, notice: null },
  categories: [["theft", "Theft", true], ["robbery", "Robbery", true], ["=odd", "=Odd", false], ["none", "None", false]].map(([id, label, forecast]) => ({ id, label, forecast })),
  classes: [],
} as unknown as City;

describe("tables", () => {
  it("hold categories with both counts and the change, those not chosen apart", () => {
    const table = categoryTable(city, "all", first, compared);
    expect(table.columns).toHaveLength(4);
    expect(table.rows.map(({ cells, dim }) => [cells.map(({ text }) => text), dim])).toEqual([
      [["Theft", "300", "350", "within chance"], false],
      [["Robbery", "100", "150", "−33%"], false],
      [["=Odd", "4", "3", "too few"], true],
    ]);
    expect(categoryTable(city, "all", first, null).rows[0]?.cells).toHaveLength(2);
  });

  it("are sorted, what has no value last whichever way", () => {
    const { rows } = categoryTable(city, "all", first, compared);
    const order = (column: number, down: boolean) => sorted(rows, column, down).map(({ cells }) => cells[0]?.text);
    expect(order(0, false)).toEqual(["=Odd", "Robbery", "Theft"]);
    expect(order(1, true)).toEqual(["Theft", "Robbery", "=Odd"]);
    expect(order(3, true)).toEqual(["Theft", "Robbery", "=Odd"]);
    expect(order(3, false)).toEqual(["Robbery", "Theft", "=Odd"]);
  });

  it("put days beside each other, by seven where they are many, and mark what is not complete", () => {
    const table = dayTable(first, compared, "2024-09-02", records, null);
    expect(table.rows).toHaveLength(28);
    expect(table.rows[0]?.values).toEqual(["2024-09-30", "2024-09-30", 10, "yes", 10, "yes"]);
    expect(table.rows.at(-1)?.cells[0]?.text).toMatch(/\*$/);
    const long = answer({ days: days("2024-01-01", 130), by_day: Array.from({ length: 130 }, () => 2) });
    const weeks = dayTable(long, compared, "2024-09-02", records, null).rows;
    expect(weeks.map(({ values }) => values[2]).slice(-2)).toEqual([14, 8]);
    expect(weeks[4]?.values.slice(4)).toEqual([null, null]);
  });

  it("mark the days of the other period that are not complete, where that is the later one", () => {
    const earlier = answer({ from: "2024-09-02", to: "2024-09-28", days: days("2024-09-02", 27) });
    const later = answer({ from: "2024-10-01", to: "2024-10-27", days: days("2024-10-01", 27) });
    const table = dayTable(earlier, compare(earlier, later), "2024-10-01", records, null);
    expect(table.names.slice(-2)).toEqual(["count_compared", "complete_compared"]);
    expect(table.rows.map(({ cells, values }) => [cells[2]?.text, ...values.slice(3)]).slice(18, 22)).toEqual([
      ["10", "yes", 10, "yes"], ["10", "yes", 10, "yes"], ["10 *", "yes", 10, "no"], ["10 *", "yes", 10, "no"],
    ]);
  });

  it("hold the 168 hours as the matrix does", () => {
    const { rows } = hourTable(first, compared);
    expect(rows).toHaveLength(168);
    expect(rows[25]?.values.slice(0, 4)).toEqual([2, 1, 2, 5]);
  });
});

describe("files", () => {
  it("tell no small count of a cell, and no change from which one follows", () => {
    const { names, rows } = cellRows(first, compared, null);
    const cells = new Map(rows.map((row) => [Number(row[0]) * 4 + Number(row[1]), row.slice(4)]));
    expect(names.slice(4)).toEqual(["count", "most_at_one_point", "count_compared", "times", "lower", "upper", "beyond_chance"]);
    expect(cells.get(2)).toEqual([12, "no", "under 3", null, null, null, null]);
    expect(cells.get(3)?.[0]).toBe("under 3");
    expect(cells.get(1)?.slice(0, 3)).toEqual([20, "yes", 22]);
    expect(cells.get(6)?.slice(2, 4)).toEqual([0, null]);
  });

  it("begin with what they are, source and terms, and hold no formula", () => {
    const table = categoryTable(city, "all", first, compared);
    const text = csvOf(aboutHistory("what", city, first, compared, "category"), table.names, table.rows.map(({ values }) => values));
    expect(text).toContain("# period: 2024-09-30/2024-10-27\n# compared_with: 2024-09-02/2024-09-29\n");
    expect(text).toMatch(/# use: .+\n# source: P\n# license: CC\ncategory,count,/);
    expect(text).toContain("\n'=Odd,4,3,,,,\n");
  });
});
