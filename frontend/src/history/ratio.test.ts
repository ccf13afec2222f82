import { describe, expect, it } from "vitest";
import cases from "./ratio.cases.json";
import { betaShare, beyondChance, ratios } from "./ratio";

describe("two counts", () => {
  // tests/incidents/test_ratio_cases.py holds the same file against scipy.
  it("have the exact limits that scipy finds", () => {
    for (const { counts, spans, lower, upper } of cases) {
      const [a = 0, b = 0] = counts;
      const pair: [number, number] = [spans[0] ?? 1, spans[1] ?? 1];
      const [found] = ratios([a], [b], pair);
      expect(found?.lower ?? NaN, counts.join("/")).toSatisfy((x: number) => Math.abs(x - lower) <= 1e-7 * Math.max(lower, 1e-9));
      if (upper === null) expect(found?.upper).toBe(Infinity);
      else expect((found?.upper ?? NaN) / upper).toBeCloseTo(1, 7);
      const side = lower > 1 ? 1 : upper !== null && upper < 1 ? -1 : 0;
      expect(beyondChance([a], [b], pair), counts.join("/")).toEqual([side]);
    }
  });

  it("are swapped as their ratio is turned over", () => {
    const [one] = ratios([30], [12], [28, 14]);
    const [other] = ratios([12], [30], [14, 28]);
    expect((one?.times ?? 0) * (other?.times ?? 0)).toBeCloseTo(1, 12);
    expect((one?.lower ?? 0) * (other?.upper ?? 0)).toBeCloseTo(1, 8);
  });

  it("take sums of shares, between the whole counts around them", () => {
    const lower = [10, 10.5, 11].map((a) => ratios([a], [8], [1, 1])[0]?.lower ?? 0);
    expect(lower).toEqual([...lower].sort((x, y) => x - y));
  });

  it("say nothing of none and none", () => {
    expect(ratios([0], [0], [1, 1])[0]).toEqual({ times: NaN, lower: 0, upper: Infinity });
    expect(beyondChance([0, 0], [0, 100], [1, 1])).toEqual([0, -1]);
  });

  it("know the beta distribution at its ends", () => {
    expect([betaShare(0, 2, 3), betaShare(1, 2, 3)]).toEqual([0, 1]);
    expect(betaShare(0.25, 1, 1)).toBeCloseTo(0.25, 12);
  });
});
