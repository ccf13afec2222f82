import { describe, expect, it } from "vitest";
import type { City } from "../api/types";
import { afterKey, ALL_HOURS, brushOf, daysText, dragged, has, hoursText, isWhole, parseBrush, rectOf, toggle } from "./brush";
import { counted, countedChoice, countedIds, countedLabel, countedToggled } from "./choice";
import { around, dateOf, dayNumber, daysAfterKey, draggedDays, moved } from "./dates";

describe("a brush over the hours of the week", () => {
  it("is written as links hold it, past midnight too, and read back", () => {
    const cases: [string | null, string | null][] = [
      ["1-5", "6-12"], ["6-7", "22-4"], ["5-1", null], ["2", "0-1"], ["1,3", "20-24"], [null, "1-3,5-6"], [null, null],
    ];
    for (const [days, hours] of cases) {
      const brush = parseBrush(days, hours);
      expect([daysText(brush), hoursText(brush)]).toEqual([days, hours]);
    }
    expect(parseBrush("5-1", "22-2")).toEqual({ days: [1, 5, 6, 7], hours: [0, 1, 22, 23] });
  });

  it("is all where a link makes no sense", () => {
    for (const text of ["", "0", "8", "mon", "1-", "5;6"]) expect(isWhole(parseBrush(text, null))).toBe(true);
    for (const text of ["", "6", "24-3", "3-25", "x"]) expect(isWhole(parseBrush(null, text))).toBe(true);
    expect(isWhole(parseBrush("1-7", "0-24"))).toBe(true);
  });

  it("holds the hours of its weekdays", () => {
    const brush = parseBrush("6-7", "22-4");
    expect(has(brush, 5 * 24 + 23)).toBe(true);
    expect(has(brush, 5 * 24 + 4)).toBe(false);
    expect(has(brush, 4 * 24 + 23)).toBe(false);
  });

  it("is a rectangle where it is one", () => {
    expect(rectOf(parseBrush("2-4", "6-12"))).toEqual({ top: 1, bottom: 3, left: 6, right: 11 });
    expect(rectOf(parseBrush(null, "22-4"))).toBeNull();
    expect(rectOf(ALL_HOURS)).toBeNull();
    expect(rectOf(brushOf({ top: 1, bottom: 3, left: 6, right: 11 }))).toEqual({ top: 1, bottom: 3, left: 6, right: 11 });
  });

  it("is drawn, moved and pulled at its edges, never past the matrix", () => {
    const rect = { top: 1, bottom: 2, left: 6, right: 9 };
    expect(dragged("new", null, 24 + 9, 6)).toEqual({ top: 0, bottom: 1, left: 6, right: 9 });
    expect(dragged("move", rect, 24 + 7, 6 * 24 + 23)).toEqual({ top: 5, bottom: 6, left: 20, right: 23 });
    expect(dragged("left", rect, 0, 24 + 23)).toEqual({ ...rect, left: 9 });
    expect(dragged("right", rect, 0, 24 + 12)).toEqual({ ...rect, right: 12 });
    expect(dragged("bottom", rect, 0, 0)).toEqual({ ...rect, bottom: 1 });
    expect(dragged("top", rect, 0, 0)).toEqual({ ...rect, top: 0 });
  });

  it("goes by keys", () => {
    const first = afterKey("ArrowRight", false, ALL_HOURS);
    expect(first).toEqual({ days: [1], hours: [0] });
    const wide = afterKey("ArrowRight", true, first ?? ALL_HOURS);
    expect(wide).toEqual({ days: [1], hours: [0, 1] });
    expect(afterKey("ArrowDown", false, wide ?? ALL_HOURS)).toEqual({ days: [2], hours: [0, 1] });
    expect(afterKey("ArrowLeft", false, wide ?? ALL_HOURS)).toEqual(wide);
    expect(afterKey("Escape", false, wide ?? ALL_HOURS)).toEqual(ALL_HOURS);
    expect(afterKey("Escape", false, ALL_HOURS)).toBeNull();
    expect(afterKey("a", false, ALL_HOURS)).toBeNull();
  });

  it("takes weekdays in and out, and is all again when none is left", () => {
    expect(toggle(ALL_HOURS.days, [6], ALL_HOURS.days)).toEqual([6]);
    expect(toggle([6], [7], ALL_HOURS.days)).toEqual([6, 7]);
    expect(toggle([6], [6], ALL_HOURS.days)).toEqual(ALL_HOURS.days);
  });
});

describe("a brush over days", () => {
  const bounds = { from: dayNumber("2024-01-01"), to: dayNumber("2024-12-31") };
  const days = { from: dayNumber("2024-03-01"), to: dayNumber("2024-03-28") };
  const told = (found: { from: number; to: number } | null) => found && [dateOf(found.from), dateOf(found.to)];

  it("is drawn in both directions, and pulled at either end", () => {
    expect(told(draggedDays("new", days, dayNumber("2024-05-10"), dayNumber("2024-05-01"), bounds))).toEqual(["2024-05-01", "2024-05-10"]);
    expect(told(draggedDays("from", days, 0, dayNumber("2024-04-10"), bounds))).toEqual(["2024-03-28", "2024-03-28"]);
    expect(told(draggedDays("to", days, 0, dayNumber("2025-04-10"), bounds))).toEqual(["2024-03-01", "2024-12-31"]);
  });

  it("keeps its length when it is moved, and stays in the records", () => {
    expect(told(moved(days, -7, bounds))).toEqual(["2024-02-23", "2024-03-21"]);
    expect(told(moved(days, 999, bounds))).toEqual(["2024-12-04", "2024-12-31"]);
    expect(told(around(days, dayNumber("2024-06-15"), bounds))).toEqual(["2024-06-01", "2024-06-28"]);
    expect(told(draggedDays("move", days, 10, 11, bounds))).toEqual(["2024-03-02", "2024-03-29"]);
  });

  it("goes by keys", () => {
    expect(told(daysAfterKey("from", "ArrowLeft", false, days, bounds))).toEqual(["2024-02-29", "2024-03-28"]);
    expect(told(daysAfterKey("to", "ArrowRight", true, days, bounds))).toEqual(["2024-03-01", "2024-04-04"]);
    expect(told(daysAfterKey("from", "Home", false, days, bounds))).toEqual(["2024-01-01", "2024-03-28"]);
    expect(daysAfterKey("from", "x", false, days, bounds)).toBeNull();
  });
});

describe("what the history counts", () => {
  const category = (id: string, name: string, forecast: boolean) => ({ id, label: id, class: name, color: null, forecast });
  const city = {
    categories: [category("Robbery", "person", true), category("Theft", "property", true), category("Arson", "property", true), category("Drugs", "police", false)],
    classes: [{ id: "person", label: "People" }, { id: "property", label: "Property" }, { id: "police", label: "Police" }],
  } as unknown as City;

  it("is a link's set, in the city's order", () => {
    expect(countedChoice(city, "Theft,Robbery")).toBe("Robbery,Theft");
    expect(countedChoice(city, "Drugs")).toBe("Drugs");
    expect(countedChoice(city, "nothing")).toBe("all");
    expect(countedChoice(city, "Robbery,Theft,Arson")).toBe("all");
    expect(countedIds(city, "all")).toEqual(["Robbery", "Theft", "Arson"]);
  });

  it("is named by its class or its members", () => {
    expect(countedLabel(city, counted(city, ["Theft", "Arson"]))).toBe("Property");
    expect(countedLabel(city, "Robbery,Drugs")).toBe("Robbery and drugs");
    expect(countedLabel(city, "Drugs")).toBe("Drugs");
  });

  it("grows and shrinks by one", () => {
    expect(countedToggled(city, "all", "Drugs")).toBe("Drugs");
    expect(countedToggled(city, "Drugs", "Theft")).toBe("Theft,Drugs");
    expect(countedToggled(city, "Drugs", "Drugs")).toBe("all");
  });
});
