import { describe, expect, it } from "vitest";
import type { Manifest, Totals } from "../api/types";
import { citySeries, cityBand, withSet } from "../time/series";
import { groupByClass, together } from "./groups";
import { choiceOf, lateShare } from "./hours";
import { choiceText, knownChoice, membersOf, toggled } from "./sets";

const category = (id: string, label: string, name: string, expected: number, late: number) => ({
  id, label, class: name, color: "#123456", domain: [1e-7, 1e-3], late_share: late, expected_24h: expected,
});
const manifest = {
  categories: [
    category("robbery", "Robbery", "person", 1, 0.1),
    category("assault", "Assault", "person", 2, 0.1),
    category("burglary", "Burglary", "property", 4, 0.5),
    category("arson", "Arson", "property", 1, 0),
    category("dui", "DUI", "other", 1, 0),
  ],
  all: { id: "all", label: "All", domain: [1e-6, 1e-2], expected_24h: 9 },
} as unknown as Manifest;
const classes = [
  { id: "person", label: "Against people" },
  { id: "property", label: "Property" },
];

describe("a choice of categories", () => {
  it("is read from a link in any order, without what is unknown", () => {
    expect(knownChoice(manifest, "arson,robbery,arson,theft")).toBe("robbery,arson");
    expect(knownChoice(manifest, "robbery")).toBe("robbery");
    expect(knownChoice(manifest, "theft")).toBe("all");
    expect(knownChoice(manifest, "")).toBe("all");
    expect(knownChoice(manifest, "robbery,all")).toBe("all");
    expect(knownChoice(manifest, "dui,arson,burglary,assault,robbery")).toBe("all");
    expect(membersOf(manifest, "all")).toHaveLength(5);
  });

  it("grows and shrinks by one", () => {
    expect(toggled(manifest, "all", "arson")).toBe("arson");
    expect(toggled(manifest, "arson", "robbery")).toBe("robbery,arson");
    expect(toggled(manifest, "robbery,arson", "arson")).toBe("robbery");
    expect(toggled(manifest, "arson", "arson")).toBe("all");
    expect(toggled(manifest, "robbery,assault,burglary,arson", "dui")).toBe("all");
    expect(choiceText(manifest, [])).toBe("all");
  });

  it("has a name: its class, its members, or how many more", () => {
    expect(choiceOf(manifest, "robbery,assault", classes).label).toBe("Against people");
    expect(choiceOf(manifest, "robbery,assault").label).toBe("Robbery and assault");
    expect(choiceOf(manifest, "robbery,burglary,dui", classes).label).toBe("Robbery, burglary and DUI");
    expect(choiceOf(manifest, "robbery,assault,burglary,dui", classes).label).toBe("Robbery, assault and 2 more");
    expect(choiceOf(manifest, "robbery,dui").spoken).toBe("robbery or DUI");
    expect(choiceOf(manifest, "robbery,assault,burglary,dui").spoken).toBe("any of 4 chosen categories");
    expect(choiceOf(manifest, "all").spoken).toBe("any shown category");
  });

  it("counts an incident once, as its most serious offense", () => {
    const told = {
      ...manifest,
      categories: manifest.categories.map((c) => ({ ...c, leads: c.id === "burglary" ? 0.75 : 1 })),
    };
    expect(choiceOf(told, "robbery,burglary").expected).toBe(4);
    expect(choiceOf(told, "burglary").expected).toBe(4);
    const totals = { all: [8], categories: { robbery: [1], burglary: [4] }, interval: {} } as unknown as Totals;
    expect(citySeries(totals, "robbery,burglary", told)).toEqual([4]);
    expect(citySeries(totals, "burglary", told)).toEqual([4]);
    const [group] = groupByClass(
      told.categories.map((c) => ({ ...c, expected: c.expected_24h, class: "x" })), [{ id: "x", label: "X" }],
    );
    expect(together(group?.entries ?? [])).toBe(8);
  });

  it("is measured by the scale of all, and expects the sum", () => {
    const choice = choiceOf(manifest, "robbery,burglary");
    expect(choice.domain).toEqual([1e-6, 1e-2]);
    expect(choice.expected).toBe(5);
    expect(choice.color).toBeNull();
    expect(choiceOf(manifest, "robbery").domain).toEqual([1e-7, 1e-3]);
    expect(lateShare(manifest, "robbery,burglary")).toBeCloseTo((0.1 + 4 * 0.5) / 5, 12);
  });
});

describe("the city's line of a set", () => {
  const totals = {
    hours: 2,
    all: [9, 9],
    categories: { robbery: [1, 2], assault: [3, 4], burglary: [1, 1] },
    interval: { level: 0.9, all: { lower: [5, 5], upper: [14, 14] } },
  } as unknown as Totals;

  it("is the sum of its members before the server's own answer has come", () => {
    expect(citySeries(totals, "robbery,assault", manifest)).toEqual([4, 6]);
    expect(cityBand(totals, "robbery,assault")).toBeNull();
    expect(citySeries(totals, "all", manifest)).toEqual([9, 9]);
  });

  it("has the range that the server tells, which is no sum", () => {
    const told = withSet(totals, {
      categories: ["robbery", "assault"], hours: 2, expected: [4.01, 6],
      interval: { level: 0.9, lower: [1, 2], upper: [8, 11] },
    });
    expect(citySeries(told, "robbery,assault", manifest)).toEqual([4.01, 6]);
    expect(cityBand(told, "robbery,assault")).toEqual({ lower: [1, 2], upper: [8, 11] });
    expect(cityBand(told, "robbery,burglary")).toBeNull();
    expect(withSet(totals, null)).toBe(totals);
  });
});
