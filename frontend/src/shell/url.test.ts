import { describe, expect, it } from "vitest";
import { safeUrl } from "./links";
import { heights, nearestStop } from "./stops";
import { DEFAULT_VIEW, formatView, parseView, type View } from "./url";

const read = (link: string): View => {
  const url = new URL(link, "http://host");
  return parseView(url.pathname, url.search);
};

describe("links", () => {
  it("are short for the plain page", () => {
    expect(formatView(DEFAULT_VIEW)).toBe("/");
    expect(formatView({ ...DEFAULT_VIEW, city: "denver" })).toBe("/denver");
  });

  it("hold everything and give it back", () => {
    const view: View = {
      city: "st. john's/x",
      page: "map",
      mode: "history",
      category: "theft & more",
      show: "likeliest",
      hour: Date.parse("2024-10-28T05:00:00Z"),
      place: [-104.98765, 39.74321],
      map: { zoom: 12.34, lon: -104.99, lat: 39.74 },
      theme: "dark",
      lang: "es",
      against: { from: "2023-10-03", to: "2023-10-30" },
      period: { kind: "range", from: "2024-01-01", to: "2024-02-29" },
      brush: { days: [1, 5, 6, 7], hours: [0, 1, 22, 23] },
      speed: "fast",
    };
    expect(read(formatView(view))).toEqual(view);
  });

  it("of the record and of the embedded map name the city", () => {
    const place = [-104.98, 39.74] as [number, number];
    const view: View = { ...DEFAULT_VIEW, city: "denver", theme: "dark", lang: "es", place };
    expect(formatView({ ...view, page: "record" })).toBe("/denver/record?theme=dark&lang=es");
    expect(read("/denver/record?theme=dark&lang=es")).toEqual({ ...view, page: "record", place: null });
    expect(read(formatView({ ...view, page: "embed" }))).toEqual({ ...view, page: "embed" });
    expect(read("/embed")).toEqual({ ...DEFAULT_VIEW, city: "embed" });
  });

  it("name the hour in UTC", () => {
    const link = formatView({ ...DEFAULT_VIEW, city: "denver", hour: Date.parse("2024-10-28T05:00:00Z") });
    expect(link).toBe("/denver?hour=2024-10-28T05:00Z");
  });

  it("keep the periods", () => {
    for (const period of [{ kind: "all" }, { kind: "days", days: 7 }, { kind: "days", days: 28 }] as const) {
      expect(read(formatView({ ...DEFAULT_VIEW, period })).period).toEqual(period);
    }
  });

  it.each([
    "/denver?hour=soon&place=a,b&map=1/2&theme=pink&period=-3d&mode=record",
    "/denver?place=,&map=//&from=2024-02-30&to=2024-03-01",
    "/denver?place=200,39&map=9/-104/99&from=2024-03-02&to=2024-03-01",
  ])("ignore nonsense: %s", (link) => {
    expect(read(link)).toEqual({ ...DEFAULT_VIEW, city: "denver" });
  });

  it("survive a broken escape", () => {
    expect(parseView("/%E0%A4%A", "").city).toBeNull();
  });
});

describe("addresses from a city's settings", () => {
  it("are followed only on the web", () => {
    expect(safeUrl("https://example.org/a")).toBe("https://example.org/a");
    expect(safeUrl("javascript:alert(1)")).toBeNull();
    expect(safeUrl("data:text/html,x")).toBeNull();
    expect(safeUrl("not an address")).toBeNull();
    expect(safeUrl(null)).toBeNull();
  });
});

describe("the sheet's stops", () => {
  it("grow, and fit the room", () => {
    const all = heights(600);
    expect(all.line).toBeLessThan(all.half);
    expect(all.half).toBeLessThan(all.full);
    expect(all.full).toBe(600);
    expect(heights(20)).toEqual({ line: 60, half: 60, full: 60 });
  });

  it("catch what is let go near them", () => {
    const all = heights(600);
    expect(nearestStop(80, all)).toBe("line");
    expect(nearestStop(330, all)).toBe("half");
    expect(nearestStop(900, all)).toBe("full");
  });
});
