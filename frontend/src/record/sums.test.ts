import { describe, expect, it } from "vitest";
import { axisTicks, courseSums, isInside, timesTheChance, type CourseCount } from "./sums";

const count = (observed: number): CourseCount => ({
  date: "2024-07-01", expected: 10.4, observed, lower50: 8, upper50: 12, lower90: 5, upper90: 16,
});

describe("the course", () => {
  it("counts the ends of a range as inside", () => {
    expect([4, 5, 16, 17].map((n) => isInside(count(n)))).toEqual([false, true, true, false]);
  });

  it("adds up", () => {
    const sums = courseSums([count(4), count(9), count(12)]);
    expect(sums).toMatchObject({ inside: 2, counts: 3, observed: 25 });
    expect(sums.expected).toBeCloseTo(31.2);
    expect(courseSums([]).counts).toBe(0);
  });
});

describe("a gain", () => {
  it("is told as a ratio of chances", () => {
    expect([0, Math.log(1.5), -1.85, Math.log(0.02), Math.log(140)].map(timesTheChance)).toEqual([
      "1.00", "1.50", "0.16", "0.02", "140",
    ]);
  });
});

describe("an axis", () => {
  it("has round steps inside its ends", () => {
    expect(axisTicks(93, 212, 5)).toEqual([100, 150, 200]);
    expect(axisTicks(0, 9, 5)).toEqual([0, 2, 4, 6, 8]);
    expect(axisTicks(3, 3, 5).length).toBeLessThanOrEqual(6);
  });
});
