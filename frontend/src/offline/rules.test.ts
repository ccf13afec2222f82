import { describe, expect, it } from "vitest";
import { asGiven, forecastOf, keepable, KEPT_HEADER, kindOf, marked, outdated, partOf, pieceKey } from "./rules";

const HOST = "https://map.example";
const kind = (path: string, { mode = "cors", method = "GET", range = null as string | null } = {}) =>
  kindOf(new URL(path, HOST), HOST, { mode, method, range });

describe("what is kept on the device", () => {
  it("is the page, its parts, and what the page asks of a city", () => {
    expect(kind("/denver?hour=1", { mode: "navigate" })).toBe("page");
    expect(kind("/assets/index-a1.js")).toBe("asset");
    expect(kind("/api/cities")).toBe("data");
    expect(kind("/api/cities/denver/forecast")).toBe("data");
    expect(kind("/api/cities/denver/streets/x/tiles.pmtiles", { range: "bytes=0-9" })).toBe("piece");
  });

  it("is nothing else: no searches, no other hosts, no documents of the interface, nothing that is sent", () => {
    expect(kind("/api/cities/denver/search?q=elm")).toBe("other");
    expect(kind("/api/cities/denver/forecasts/a1/image/all/3.png?form=map")).toBe("other");
    expect(kind("https://elsewhere.example/api/cities")).toBe("other");
    expect(kind("/api/cities/denver/forecast", { mode: "navigate" })).toBe("other");
    expect(kind("/embed/denver", { mode: "navigate" })).toBe("other");
    expect(kind("/record.html", { mode: "navigate" })).toBe("other");
    expect(kind("/api/cities", { method: "POST" })).toBe("other");
    expect(kind("/api/health")).toBe("other");
    expect(kind("/api/cities/denver/streets/x/tiles.pmtiles")).toBe("other");
  });

  it("is apart by whether the server says that it never changes", () => {
    const answer = (control: string, more: Record<string, string> = {}, status = 200) =>
      partOf({ status, headers: new Headers({ "cache-control": control, ...more }) });
    expect(answer("public, max-age=31536000, immutable")).toBe("fixed");
    expect(answer("private, no-cache")).toBe("latest");
    expect(answer("no-store")).toBeNull();
    expect(answer("no-cache", { "content-length": "9999999" })).toBeNull();
    expect(answer("no-cache", {}, 404)).toBeNull();
  });

  it("goes when a frame of the city's newer forecast comes", () => {
    const at = (city: string, id: string) => `${HOST}/api/cities/${city}/forecasts/${id}/frames/all/3`;
    expect(forecastOf(at("denver", "a1"))).toEqual({ city: "denver", forecast: "a1" });
    expect(outdated(at("denver", "a1"), at("denver", "b2"))).toBe(true);
    expect(outdated(at("denver", "b2"), at("denver", "b2"))).toBe(false);
    expect(outdated(at("seattle", "a1"), at("denver", "b2"))).toBe(false);
    expect(outdated(`${HOST}/assets/x.js`, at("denver", "b2"))).toBe(false);
  });
});

describe("a piece of a file", () => {
  it("is kept whole under its range, and given as it came", async () => {
    const piece = new Response("abc", { status: 206, headers: { "content-range": "bytes 0-2/9", etag: '"t"' } });
    const kept = keepable(piece);
    expect(kept.status).toBe(200);
    const given = asGiven(kept);
    expect(given.status).toBe(206);
    expect(given.headers.get("content-range")).toBe("bytes 0-2/9");
    expect(given.headers.get("etag")).toBe('"t"');
    expect(await given.text()).toBe("abc");
    expect(pieceKey("/t", "bytes=0-2")).not.toBe(pieceKey("/t", "bytes=0-3"));
  });
});

it("an answer that was kept says so", async () => {
  const given = marked(new Response("{}", { headers: { etag: '"e"' } }));
  expect(given.headers.get(KEPT_HEADER)).toBe("1");
  expect(given.headers.get("etag")).toBe('"e"');
  expect(await given.text()).toBe("{}");
});
