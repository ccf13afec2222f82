import { describe, expect, it } from "vitest";
import { ByteCache, FrameLoader, prefetchOrder } from "./frames";

describe("ByteCache", () => {
  it("drops what was not used for longest", () => {
    const cache = new ByteCache(30);
    cache.set("a", new Uint8Array(10));
    cache.set("b", new Uint8Array(10));
    cache.set("c", new Uint8Array(10));
    cache.get("a");
    cache.set("d", new Uint8Array(10));
    expect(["a", "b", "c", "d"].filter((key) => cache.has(key))).toEqual(["a", "c", "d"]);
    expect(cache.bytes).toBe(30);
  });

  it("counts a replaced entry once", () => {
    const cache = new ByteCache(30);
    cache.set("a", new Uint8Array(10));
    cache.set("a", new Uint8Array(4));
    expect(cache.bytes).toBe(4);
  });

  it("keeps the newest even where it alone is too large", () => {
    const cache = new ByteCache(5);
    cache.set("a", new Uint8Array(4));
    cache.set("b", new Uint8Array(9));
    expect([cache.has("a"), cache.has("b"), cache.bytes]).toEqual([false, true, 9]);
  });
});

describe("prefetchOrder", () => {
  it("starts here, then the neighbors, then the day ahead", () => {
    expect(prefetchOrder(50, 192, 52).slice(0, 8)).toEqual([50, 51, 49, 52, 48, 53, 47, 54]);
    expect(prefetchOrder(50, 192, 52)).toContain(74);
    expect(prefetchOrder(50, 192, 52)).toContain(26);
  });

  it("stays in the window, without repeats, and as long as asked", () => {
    const order = prefetchOrder(0, 192, 20);
    expect(order).toHaveLength(20);
    expect(Math.min(...order)).toBe(0);
    expect(new Set(order).size).toBe(20);
  });
});

interface Request {
  hour: number;
  signal: AbortSignal;
  answer: (bytes: Uint8Array) => void;
  fail: (error: unknown) => void;
}

function setup() {
  const requests: Request[] = [];
  const shown: number[] = [];
  const errors: number[] = [];
  const loader = new FrameLoader(
    new ByteCache(1000),
    "city/forecast/robbery",
    (hour, signal) =>
      new Promise((answer, fail) => {
        requests.push({ hour, signal, answer, fail });
        signal.addEventListener("abort", () => fail(new DOMException("aborted", "AbortError")));
      }),
    (hour) => shown.push(hour),
    (_error, hour) => errors.push(hour),
    2,
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { loader, requests, shown, errors, settle };
}

describe("FrameLoader", () => {
  it("asks for the urgent first, a few at a time", async () => {
    const { loader, requests, shown, settle } = setup();
    loader.want([5, 6, 4]);
    expect(requests.map((r) => r.hour)).toEqual([5, 6]);
    requests[0]?.answer(new Uint8Array([1]));
    await settle();
    expect(requests.map((r) => r.hour)).toEqual([5, 6, 4]);
    expect(shown).toEqual([5]);
    expect(loader.has(5)).toBe(true);
  });

  it("aborts what is no longer wanted, without calling it an error", async () => {
    const { loader, requests, errors, settle } = setup();
    loader.want([5, 6]);
    loader.want([100, 101]);
    await settle();
    expect(requests.slice(0, 2).every((r) => r.signal.aborted)).toBe(true);
    expect(requests.map((r) => r.hour)).toEqual([5, 6, 100, 101]);
    expect(errors).toEqual([]);
  });

  it("makes room for the hour in view before its neighbors", () => {
    const { loader, requests } = setup();
    loader.want([5, 6, 7]);
    loader.want([7, 6, 5]);
    expect(requests.map((r) => r.hour)).toEqual([5, 6, 7]);
    expect(requests[0]?.signal.aborted).toBe(true);
    expect(requests[1]?.signal.aborted).toBe(false);
  });

  it("tells of a failure, asks for nothing more, and tries again when asked again", async () => {
    const { loader, requests, errors, settle } = setup();
    loader.want([5, 6, 7, 8, 9]);
    requests[0]?.fail(new Error("gone"));
    await settle();
    expect(errors).toEqual([5]);
    expect(requests).toHaveLength(2);
    loader.want([5]);
    expect(requests.map((r) => r.hour)).toEqual([5, 6, 5]);
  });

  it("never asks twice for what it has", async () => {
    const { loader, requests, settle } = setup();
    loader.want([5]);
    requests[0]?.answer(new Uint8Array([1]));
    await settle();
    loader.want([5]);
    expect(requests).toHaveLength(1);
  });

  it("is silent once closed", async () => {
    const { loader, requests, shown, settle } = setup();
    loader.want([5]);
    loader.close();
    requests[0]?.answer(new Uint8Array([1]));
    await settle();
    expect(shown).toEqual([]);
  });
});
