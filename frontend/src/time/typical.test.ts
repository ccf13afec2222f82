import { describe, expect, it } from "vitest";
import { clockHour, hoursOfDate, localWeek, mondayOf, weekOfYear } from "./typical";

const DENVER = "America/Denver";

describe("weeks of the year", () => {
  it("are numbered as ISO 8601 does", () => {
    expect(weekOfYear("2026-07-04")).toBe(27);
    expect(weekOfYear("2026-01-01")).toBe(1);
    expect(weekOfYear("2027-01-01")).toBe(53);
    expect(weekOfYear("2024-12-30")).toBe(1);
    expect(weekOfYear("2021-01-03")).toBe(53);
  });

  it("begin on Monday", () => {
    expect(mondayOf("2026-07-04")).toBe("2026-06-29");
    expect(mondayOf("2026-06-29")).toBe("2026-06-29");
    expect(mondayOf("2026-07-05")).toBe("2026-06-29");
  });
});

describe("a week's hours", () => {
  it("are 168, from Monday midnight on the city's clock", () => {
    const week = localWeek("2026-07-04", DENVER);
    expect(week).toMatchObject({ monday: "2026-06-29", week: 27 });
    expect(week.slots).toEqual([...Array(168).keys()]);
    expect(new Date(week.starts[0] ?? 0).toISOString()).toBe("2026-06-29T06:00:00.000Z");
  });

  it("lack one where the clock is set on, and have one twice where it is set back", () => {
    const spring = localWeek("2026-03-08", DENVER);
    expect(spring.slots).toHaveLength(167);
    expect(spring.slots).not.toContain(6 * 24 + 2);
    const autumn = localWeek("2026-11-01", DENVER);
    expect(autumn.slots).toHaveLength(169);
    expect(autumn.slots.filter((slot) => slot === 6 * 24 + 1)).toHaveLength(2);
    expect(autumn.starts.every((at, i) => i === 0 || at - (autumn.starts[i - 1] ?? 0) === 3_600_000)).toBe(true);
  });

  it("hold in zones far from UTC, and off its hours", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]) {
      const hours = hoursOfDate("2026-07-04", zone);
      expect(hours).toHaveLength(24);
      expect(hours.map((at) => clockHour(at, zone))).toEqual([...Array(24).keys()]);
    }
  });
});
