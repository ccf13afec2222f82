import { afterEach, describe, expect, it, vi } from "vitest";
import { api, ApiError } from "./client";

const answers = (response: () => Response | Promise<Response>) => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve().then(response);
  });
  return asked;
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("requests", () => {
  it("fill a path's names in, whatever they hold", async () => {
    const asked = answers(() => new Response("{}"));
    await api.area("a/b?c", undefined);
    await api.frame("denver", "20241028T0300Z-1f2e3d4c", "all", 3).then((found) => {
      expect([...found]).toEqual([123, 125]);
    });
    expect(asked).toEqual([
      "/api/cities/a%2Fb%3Fc/area",
      "/api/cities/denver/forecasts/20241028T0300Z-1f2e3d4c/frames/all/3",
    ]);
  });

  it("send no more of a place than is needed, and only what of a period is given", async () => {
    const asked = answers(() => new Response("{}"));
    await api.place("denver", "id", [-104.98765432109, 39.74], "all");
    await api.history("denver", { from: "2024-10-01", to: null, category: "all", cell: 250 });
    expect(asked).toEqual([
      "/api/cities/denver/forecasts/id/place?lon=-104.987654&lat=39.74&category=all",
      "/api/cities/denver/history?from=2024-10-01&category=all&cell=250",
    ]);
  });
});

describe("what goes wrong", () => {
  const failure = (response: () => Response) => {
    answers(response);
    return api.city("x").catch((error: unknown) => error);
  };

  it("is told in the server's words", async () => {
    const told = await failure(() => new Response('{"detail": "There is none."}', { status: 404 }));
    expect(told).toBeInstanceOf(ApiError);
    expect(told).toMatchObject({ status: 404, message: "There is none." });
  });

  it("is no answer where a proxy, or nobody, answers", async () => {
    expect(await failure(() => new Response("<html>", { status: 502 }))).toMatchObject({ status: 0 });
    const gone = await failure(() => {
      throw new TypeError("failed to fetch");
    });
    expect(gone).toMatchObject({ status: 0 });
  });
});
