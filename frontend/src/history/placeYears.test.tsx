import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { HistoryPlace, TimeSpan } from "../api/types";
import { PlaceYears } from "./PlaceYears";

const span = (from: string, to: string, count: number | null, suppressed = false): TimeSpan => ({
  from, to, here: { count, suppressed }, around: null,
});
const place = (years: TimeSpan[], compared: TimeSpan | null = null) => ({
  cell: { size: 250, neighborhood: null }, square_km: null,
  period: span("2023-07-01", "2023-12-31", 5), compared, years,
}) as unknown as HistoryPlace;
const rows = (of: HistoryPlace) => renderToStaticMarkup(<PlaceYears place={of} />);

describe("the years of a place", () => {
  it("are not told, and say so, where a withheld count would follow", () => {
    const html = rows(place(
      [span("2022-01-01", "2022-12-31", null, true), span("2023-01-01", "2023-12-31", null)],
      span("2023-01-01", "2023-06-30", null, true),
    ));
    expect([...html.matchAll(/<tr><th[^>]*>([^<]*)<\/th><td>([^<]*)/g)].map(([, name, count]) => [name, count])).toEqual([
      ["Period", "5"], ["Compared", "under 3"], ["2022", "under 3"], ["2023", "not told"],
    ]);
    expect(html).toContain("Years that share days with the two periods are not told");
  });

  it("say nothing of it where all are told", () => {
    expect(rows(place([span("2023-01-01", "2023-12-31", 9)]))).not.toContain("not told");
  });
});
