import { describe, expect, it } from "vitest";
import { pickHours, sameTimeOn } from "./pick";
import { HOURS_PER_SECOND, isSpeed, speedOfKey, SPEEDS } from "./speeds";

const DENVER = "America/Denver";

const HOUR = 3_600_000;
const window = { from: Date.parse("2026-06-19T03:00:00Z"), to: Date.parse("2026-06-19T03:00:00Z") + 192 * HOUR };
const labels = (date: string) => pickHours(date, DENVER, null).map((hour) => hour.label);

describe("hours to pick", () => {
  it("are those of a local date", () => {
    expect(labels("2031-07-04")).toHaveLength(24);
    expect(pickHours("2031-07-04", DENVER, null)[0]).toEqual({ at: Date.parse("2031-07-04T06:00:00Z"), label: "12 am" });
  });

  it("are the window's where there is nothing beyond", () => {
    expect(pickHours("2026-06-18", DENVER, window).map((hour) => hour.label)).toEqual(["9 pm", "10 pm", "11 pm"]);
    expect(pickHours("2026-06-20", DENVER, window)).toHaveLength(24);
    expect(pickHours("2026-06-26", DENVER, window)).toHaveLength(21);
    expect(pickHours("2026-06-27", DENVER, window)).toEqual([]);
  });

  it("have the hour twice that a clock set back has twice, told apart by zone", () => {
    expect(labels("2026-11-01").slice(0, 4)).toEqual(["12 am", "1 am MDT", "1 am MST", "2 am"]);
  });

  it("lack the hour that a clock set on leaves out", () => {
    expect(labels("2026-03-08").slice(0, 3)).toEqual(["12 am", "1 am", "3 am"]);
  });
});

describe("another day", () => {
  const on = (date: string, at: string, only: typeof window | null = null) => {
    const found = sameTimeOn(date, Date.parse(at), DENVER, only);
    return found === null ? null : new Date(found).toISOString().slice(0, 16);
  };

  it("keeps the clock's time over a change", () => {
    expect(on("2026-11-01", "2026-11-01T03:00:00Z")).toBe("2026-11-02T04:00");
    expect(on("2030-07-04", "2026-12-25T04:00:00Z")).toBe("2030-07-05T03:00");
  });

  it("takes the nearest hour where the day has not that one", () => {
    expect(on("2026-06-18", "2026-06-19T21:00:00Z", window)).toBe("2026-06-19T03:00");
    expect(on("2026-03-08", "2026-03-07T09:00:00Z")).toBe("2026-03-08T09:00");
    expect(on("2026-07-18", "2026-06-20T03:00:00Z", window)).toBeNull();
  });
});

describe("speeds", () => {
  it("are three, each faster, chosen by figures", () => {
    expect(SPEEDS.map((speed) => speedOfKey(String(SPEEDS.indexOf(speed) + 1)))).toEqual(SPEEDS);
    expect(HOURS_PER_SECOND.slow).toBeLessThan(HOURS_PER_SECOND.normal);
    expect(HOURS_PER_SECOND.normal).toBeLessThan(HOURS_PER_SECOND.fast);
    expect(speedOfKey("4")).toBeNull();
    expect(isSpeed("quick")).toBe(false);
  });
});
