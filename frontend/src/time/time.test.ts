import { describe, expect, it } from "vitest";
import { hourAfterKey } from "./keys";
import {
  dayAndHourWords,
  dayMarks,
  dayWords,
  hourWords,
  localDate,
  offsetShort,
  offsetWords,
  spanWords,
  zoneWords,
} from "./words";

const DENVER = "America/Denver";
const at = (iso: string) => new Date(iso);

describe("hours in words", () => {
  it("speaks the city's own time", () => {
    expect(`${dayWords(at("2026-06-20T03:00:00Z"), DENVER)}, ${hourWords(at("2026-06-20T03:00:00Z"), DENVER)}`).toBe(
      "Fri 19 Jun, 9 pm",
    );
    expect(zoneWords(at("2026-06-20T03:00:00Z"), DENVER)).toBe("MDT");
    expect(zoneWords(at("2026-12-20T03:00:00Z"), DENVER)).toBe("MST");
  });

  it("shows minutes where a zone's hours do not start at :00", () => {
    expect(hourWords(at("2026-06-20T03:00:00Z"), "Asia/Kolkata")).toBe("8:30 am");
  });

  it("names an hour by its ends", () => {
    expect(spanWords(at("2026-06-20T03:00:00Z"), DENVER)).toBe("between 9 and 10 pm");
    expect(spanWords(at("2026-06-19T17:00:00Z"), DENVER)).toBe("between 11 am and noon");
    expect(spanWords(at("2026-06-20T05:00:00Z"), DENVER)).toBe("between 11 pm and midnight");
    expect(spanWords(at("2026-06-20T06:00:00Z"), DENVER)).toBe("between midnight and 1 am");
  });

  it("tells the two hours of a clock that goes back apart", () => {
    expect(spanWords(at("2026-11-01T07:00:00Z"), DENVER)).toBe("between 1 am MDT and 1 am MST");
    expect(spanWords(at("2026-11-01T08:00:00Z"), DENVER)).toBe("between 1 and 2 am");
    expect(spanWords(at("2026-03-08T08:00:00Z"), DENVER)).toBe("between 1 and 3 am");
  });
});

describe("offsets", () => {
  it("counts from now", () => {
    expect(offsetWords(0, false)).toBe("now");
    expect(offsetWords(1, false)).toBe("in 1 hour");
    expect(offsetWords(6, false)).toBe("in 6 hours");
    expect(offsetWords(-24, false)).toBe("24 hours ago");
    expect(offsetWords(49, false)).toBe("in 2 days 1 hour");
    expect(offsetWords(72, false)).toBe("in 3 days");
    expect(offsetShort(50, false)).toBe("in 2 d 2 h");
  });

  it("never speaks of now in a hindcast", () => {
    for (const offset of [-5, 0, 5, 60]) {
      expect(offsetWords(offset, true)).toMatch(/records end/);
      expect(offsetShort(offset, true)).toMatch(/records end/);
    }
  });
});

describe("dayAndHourWords", () => {
  const now = at("2026-06-20T18:00:00Z");
  it("says yesterday by the city's calendar", () => {
    expect(dayAndHourWords(at("2026-06-20T05:00:00Z"), now, DENVER)).toBe("yesterday, 11 pm");
    expect(dayAndHourWords(at("2026-06-20T12:00:00Z"), now, DENVER)).toBe("today, 6 am");
    expect(dayAndHourWords(at("2024-10-28T03:00:00Z"), now, DENVER)).toBe("27 Oct 2024, 9 pm");
  });
});

describe("dayMarks", () => {
  it("splits a window at local midnights", () => {
    const marks = dayMarks(at("2026-06-19T03:00:00Z"), 192, DENVER);
    expect(marks[0]).toEqual({ hour: 0, weekday: "Thu", day: "18", hours: 3 });
    expect(marks[1]).toEqual({ hour: 3, weekday: "Fri", day: "19", hours: 24 });
    expect(marks.reduce((sum, mark) => sum + mark.hours, 0)).toBe(192);
  });

  it("knows days of 25 and 23 hours", () => {
    const autumn = dayMarks(at("2026-10-31T06:00:00Z"), 72, DENVER);
    expect(autumn.map((mark) => mark.hours)).toEqual([24, 25, 23]);
    const spring = dayMarks(at("2026-03-07T07:00:00Z"), 48, DENVER);
    expect(spring.map((mark) => mark.hours)).toEqual([24, 23, 1]);
  });

  it("gives local dates", () => {
    expect(localDate(at("2026-06-20T03:00:00Z"), DENVER)).toBe("2026-06-19");
  });
});

describe("hourAfterKey", () => {
  it("steps hours and days and stays in the window", () => {
    expect(hourAfterKey("ArrowRight", false, 10, 192)).toBe(11);
    expect(hourAfterKey("ArrowLeft", true, 30, 192)).toBe(6);
    expect(hourAfterKey("ArrowUp", false, 180, 192)).toBe(191);
    expect(hourAfterKey("ArrowDown", false, 10, 192)).toBe(0);
    expect(hourAfterKey("Home", false, 10, 192)).toBe(0);
    expect(hourAfterKey("End", false, 10, 192)).toBe(191);
    expect(hourAfterKey("a", false, 10, 192)).toBeNull();
  });
});
