import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Manifest, Place } from "../api/types";
import { hourIndex, inSentence, lateShare, nowIndex, staleDays } from "../forecast/hours";
import { sumFrom, whyBars } from "./explain";
import { PlaceCard } from "./PlaceCard";

const HOSTILE = "<script>alert(1)</script>";

const manifest = {
  city: "x", time_zone: "America/Denver", first_hour: "2026-06-19T03:00:00Z", hours: 192, now: 24,
  origin: "2026-06-20T03:20:00Z", data_through: "2026-06-20T03:00:00Z", hindcast: false,
  grid: { cell: 100 },
  categories: [
    { id: "hostile", label: HOSTILE, class: "x", color: null, domain: [1e-7, 1e-3], late_share: 0.4, expected_24h: 1 },
    { id: "theft", label: "Theft from a vehicle", class: "x", color: null, domain: [1e-7, 1e-3], late_share: 0.1, expected_24h: 3 },
  ],
  all: { id: "all", label: "All", domain: [1e-6, 1e-2], expected_24h: 4 },
} as unknown as Manifest;

const place = (category: string): Place => ({
  cell: { index: 1, row: 0, column: 1, size: 100, outline: [], neighborhood: "Five Points" },
  category,
  hours: 192,
  expected: Array.from({ length: 192 }, () => 1 / 140),
  terms: [{ id: "a", label: "This place over the years", expected: Array.from({ length: 192 }, () => 1 / 140) }],
  likeliest: category === "all" ? { categories: ["hostile", "theft"], which: Array(192).fill(1) as number[], chance: Array(192).fill(0.31) as number[] } : null,
  ahead: { level: 0.9, windows: [{ hours: 24, expected: 24 / 140, lower: 0, upper: 1, some: 0.157 }] },
  history: { from: "2025-06-20", to: "2026-06-19", count: null, suppressed: true },
});

const markup = (category: string, expected?: number) => {
  const data = place(category);
  if (expected !== undefined) data.expected.fill(expected);
  return renderToStaticMarkup(
    <PlaceCard
      place={{ data, key: "k", error: null, loading: false, retry: () => undefined }}
      manifest={manifest}
      city={null}
      hour={24}
      now={24}
      week={null}
      usual={null}
      onHour={() => undefined}
      onClose={() => undefined}
      onHistory={() => undefined}
    />,
  );
};

describe("the place card", () => {
  it("answers in one sentence", () => {
    const text = markup("theft").replace(/<[^>]+>/g, "").replace(/\u00a0/g, " ");
    expect(text).toContain("About 1 in 140: a report of theft from a vehicle in this 100 m cell between 9 and 10 pm");
    expect(text).toContain("Fewer than 3 reported incidents");
    expect(text).toContain("reports to police, not danger");
  });

  it("makes a hostile category harmless", () => {
    const html = markup("hostile");
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;alert(1)");
  });

  it("tells the likeliest category of several", () => {
    const text = (category: string) => markup(category).replace(/<[^>]+>/g, "");
    expect(text("all")).toContain("most likely: theft from a vehicle, 3 in 10");
    expect(text("theft")).not.toContain("most likely");
  });

  it("claims no exact zero for next to nothing", () => {
    const text = markup("theft", 0).replace(/<[^>]+>/g, "");
    expect(text).toContain("Under 1 in 1 billion");
  });
});

describe("whyBars", () => {
  const terms = [5, 1, 3, 0, 2, 4, 1].map((v, i) => ({ label: `t${i}`, expected: [v] }));

  it("are at most five, largest first, and add up", () => {
    const bars = whyBars(terms, 0, 5, "rest");
    expect(bars.map((b) => b.label)).toEqual(["t0", "t5", "t2", "t4", "rest"]);
    expect(bars.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1, 12);
    expect(bars.reduce((sum, b) => sum + b.value, 0)).toBe(16);
  });

  it("leave zeros out and need no rest where all fit", () => {
    expect(whyBars(terms.slice(0, 4), 0, 5, "rest").map((b) => b.label)).toEqual(["t0", "t2", "t1"]);
    expect(whyBars(terms, 9, 5, "rest")).toEqual([]);
  });

  it("shows what takes away last, as less, and still adds up", () => {
    const terms = [4, -1, 2, 0.5, 0.4, 0.1].map((v, i) => ({ label: `t${i}`, expected: [v] }));
    const bars = whyBars(terms, 0, 4, "rest");
    expect(bars.map((b) => b.label)).toEqual(["t0", "t2", "rest", "t1"]);
    expect(bars.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1);
    expect(bars.at(-1)?.share).toBeCloseTo(-1 / 6);
  });
});

describe("hours of a forecast", () => {
  const now = new Date("2026-06-20T08:30:00Z");

  it("know now by the clock, and by the records' end in a hindcast", () => {
    expect(nowIndex(manifest, now)).toBe(29);
    expect(nowIndex({ ...manifest, hindcast: true }, now)).toBe(24);
    expect(nowIndex(manifest, new Date("2027-01-01T00:00:00Z"))).toBe(191);
  });

  it("read a link's hour, and fall back to now outside the window", () => {
    expect(hourIndex(manifest, Date.parse("2026-06-21T03:00:00Z"), now)).toBe(48);
    expect(hourIndex(manifest, Date.parse("2020-01-01T00:00:00Z"), now)).toBe(29);
    expect(hourIndex(manifest, null, now)).toBe(29);
  });

  it("grow stale after two days, hindcasts never", () => {
    expect(staleDays(manifest, new Date("2026-06-22T03:00:00Z"))).toBe(0);
    expect(staleDays(manifest, new Date("2026-06-25T04:00:00Z"))).toBe(5);
    expect(staleDays({ ...manifest, hindcast: true }, new Date("2027-01-01T00:00:00Z"))).toBe(0);
  });

  it("weigh lateness by what is expected", () => {
    expect(lateShare(manifest, "all")).toBeCloseTo((0.4 + 3 * 0.1) / 4, 12);
    expect(lateShare(manifest, "theft")).toBeCloseTo(0.1, 12);
  });

  it("sum as far as they go, and put labels into sentences", () => {
    expect(sumFrom([1, 2, 3], 1, 24)).toBe(5);
    expect(inSentence("Robbery")).toBe("robbery");
    expect(inSentence("DUI")).toBe("DUI");
    expect(inSentence("")).toBe("");
  });
});
