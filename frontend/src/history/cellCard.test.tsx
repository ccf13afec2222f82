import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Resource } from "../api/resource";
import type { History, HistoryPlace } from "../api/types";
import { CellCard } from "./CellCard";
import { compare } from "./compare";

const answer = (from: string, to: string, crowded: number[]) => ({
  from, to, minimum: 3, total: 12, cells: [4], counts: [12], suppressed: [], crowded, days: [from, to],
  weekdays: [1, 2, 3, 4, 5, 6, 7], hours: Array.from({ length: 24 }, (_, i) => i),
  grid: { cell: 250, height: 2, width: 3, cells: 6 },
}) as unknown as History;
const nothing = { data: null, error: null, loading: false } as unknown as Resource<HistoryPlace>;
const none = () => undefined;

const note = (first: History, second: History | null) =>
  /data-testid="crowded">([^<]*)/.exec(
    renderToStaticMarkup(
      <CellCard history={first} place={nothing} compared={second && compare(first, second)} cell={4} neighborhood={null} forecast={false} onClose={none} onForecast={none} />,
    ),
  )?.[1];

describe("what a card says of one point", () => {
  const [quiet, crowded] = [answer("2024-10-01", "2024-10-27", []), answer("2024-10-01", "2024-10-27", [4])];
  const [before, crowdedBefore] = [answer("2024-09-01", "2024-09-27", []), answer("2024-09-01", "2024-09-27", [4])];

  it("is of the period", () => {
    expect(note(crowded, null)).toMatch(/^More than half of these are recorded at one point/);
    expect(note(quiet, null)).toBeUndefined();
  });

  it("names the period where two are compared", () => {
    expect(note(quiet, crowdedBefore)).toMatch(/^More than half of the count of 1 Sep to 27 Sep.*, is recorded/);
    expect(note(quiet, crowdedBefore)).not.toContain("Oct");
    expect(note(crowded, before)).not.toContain("Sep");
    expect(note(crowded, crowdedBefore)).toMatch(/Oct.*, and of that of .*Sep/);
  });
});
