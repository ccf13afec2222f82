import { describe, expect, it } from "vitest";
import { freeBox, panInto } from "./visible";

const screen = { left: 0, top: 0, right: 1440, bottom: 900 };

describe("freeBox", () => {
  it("leaves out a panel and a bar", () => {
    const panel = { left: 16, top: 16, right: 376, bottom: 856 };
    const bar = { left: 392, top: 734, right: 1424, bottom: 866 };
    expect(freeBox(screen, [panel, bar])).toEqual({ left: 376, top: 0, right: 1440, bottom: 734 });
  });

  it("finds the gap between a phone's notice and its sheet in any order", () => {
    const phone = { left: 0, top: 0, right: 390, bottom: 844 };
    const covers = [
      { left: 8, top: 8, right: 382, bottom: 118 },
      { left: 8, top: 265, right: 330, bottom: 345 },
      { left: 8, top: 355, right: 382, bottom: 665 },
      { left: 8, top: 670, right: 382, bottom: 844 },
    ];
    for (const order of [covers, [...covers].reverse()]) {
      expect(freeBox(phone, order)).toEqual({ left: 0, top: 118, right: 390, bottom: 265 });
    }
  });

  it("reads boxes whose sides are getters, as the browser's are", () => {
    class Rect {
      get left() { return 0; }
      get top() { return 0; }
      get right() { return 100; }
      get bottom() { return 100; }
    }
    expect(freeBox(new Rect(), [])).toEqual({ left: 0, top: 0, right: 100, bottom: 100 });
  });

  it("falls back to the screen where nothing is free", () => {
    expect(freeBox(screen, [screen])).toEqual(screen);
  });
});

describe("panInto", () => {
  const free = { left: 100, top: 100, right: 500, bottom: 300 };

  it("moves nothing that can be seen", () => {
    expect(panInto({ x: 300, y: 200 }, free, 40)).toEqual([0, 0]);
  });

  it("moves by no more than needed", () => {
    expect(panInto({ x: 20, y: 400 }, free, 40)).toEqual([120, -140]);
  });

  it("aims for the middle where the gap is narrower than the margins", () => {
    expect(panInto({ x: 300, y: 0 }, { ...free, top: 100, bottom: 140 }, 40)).toEqual([0, 120]);
  });
});
