import { describe, expect, it } from "vitest";
import { beatOf, HOURS_PER_SECOND, speedOfKey, SPEEDS, type Speed } from "./speeds";

/** Hours shown in the seconds from and to, on a display of so many frames a second. */
function played(speed: Speed, frames: number, from: number, to: number): number {
  let last = 0;
  let hours = 0;
  for (let frame = Math.ceil(from * frames); frame <= to * frames; frame++) {
    const beat = beatOf(last, (frame * 1000) / frames, HOURS_PER_SECOND[speed]);
    if (beat === null) continue;
    last = beat;
    hours += 1;
  }
  return hours;
}

describe("the speeds of play", () => {
  it.each([24, 59.94, 60, 120, 144])("are what they say at %d frames a second", (frames) => {
    for (const speed of SPEEDS) {
      const hours = played(speed, frames, 0, 9);
      expect(Math.abs(hours - 9 * HOURS_PER_SECOND[speed]), speed).toBeLessThanOrEqual(1);
    }
  });

  it("show an hour a frame on a display too slow for them, and skip none", () => {
    expect(played("fast", 6, 0, 10)).toBe(60);
  });

  it("do not rush after an hour that was waited for", () => {
    expect(played("normal", 60, 5, 6)).toBeLessThanOrEqual(5);
  });

  it("have the keys 1 to 3, slow to fast", () => {
    expect(["1", "2", "3", "4", "p", "12"].map(speedOfKey)).toEqual(["slow", "normal", "fast", null, null, null]);
  });
});
