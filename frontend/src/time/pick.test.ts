import { describe, expect, it } from "vitest";
import { dayOfHour, pickDays, sameTimeOn } from "./pick";
import { HOURS_PER_SECOND, isSpeed, speedOfKey, SPEEDS } from "./speeds";

const DENVER = "America/Denver";

describe("hours to pick", () => {
  it("are those of the window, by local day", () => {
    const days = pickDays(new Date("2026-06-19T03:00:00Z"), 192, DENVER);
    expect(days.map((day) => day.hours.length)).toEqual([3, 24, 24, 24, 24, 24, 24, 24, 21]);
    expect(days[0]).toMatchObject({ date: "2026-06-18", label: "Thu 18 Jun" });
    expect(days[0]?.hours[0]).toEqual({ index: 0, label: "9 pm" });
    expect(days.flatMap((day) => day.hours.map((hour) => hour.index))).toEqual([...Array(192).keys()]);
  });

  it("have the hour twice that a clock set back has twice, told apart by zone", () => {
    const days = pickDays(new Date("2026-11-01T06:00:00Z"), 25, DENVER);
    expect(days).toHaveLength(1);
    expect(days[0]?.hours.slice(0, 4).map((hour) => hour.label)).toEqual(["12 am", "1 am MDT", "1 am MST", "2 am"]);
  });

  it("lack the hour that a clock set on leaves out", () => {
    const days = pickDays(new Date("2026-03-08T07:00:00Z"), 23, DENVER);
    expect(days).toHaveLength(1);
    expect(days[0]?.hours.slice(0, 3).map((hour) => hour.label)).toEqual(["12 am", "1 am", "3 am"]);
  });
});

describe("another day", () => {
  it("keeps the clock's time over a change", () => {
    const days = pickDays(new Date("2026-10-31T06:00:00Z"), 73, DENVER);
    const index = days[0]?.hours.find((hour) => hour.label === "9 pm")?.index ?? -1;
    const next = sameTimeOn(days, "2026-11-01", index);
    expect(next).toBe(index + 25);
    expect(dayOfHour(days, next ?? -1)?.date).toBe("2026-11-01");
  });

  it("takes the nearest hour where the day has not that one", () => {
    const days = pickDays(new Date("2026-06-19T03:00:00Z"), 192, DENVER);
    expect(sameTimeOn(days, "2026-06-18", 3 + 12)).toBe(0);
    const spring = pickDays(new Date("2026-03-07T07:00:00Z"), 47, DENVER);
    const two = spring[0]?.hours.find((hour) => hour.label === "2 am")?.index ?? -1;
    expect(spring[1]?.hours.find((h) => h.index === sameTimeOn(spring, "2026-03-08", two))?.label).toBe("3 am");
    expect(sameTimeOn(days, "2026-07-18", 3)).toBeNull();
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
