import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { About } from "../about/About";
import { ApiError } from "../api/client";
import type { City, CitySummary, Manifest } from "../api/types";
import { dataSentence } from "./DataLine";
import { noticesOf } from "./noticesOf";

// It follows the address bar, which is not there.
vi.mock("./PageLink", () => ({ PageLink: () => null }));
vi.mock("./LanguageLinks", () => ({ LanguageLinks: () => null }));

const summary = { id: "x", name: "X", simulated: false, time_zone: "America/Denver" } as CitySummary;
const forecast = {
  id: "f", city: "x", time_zone: "America/Denver", hindcast: false, origin: "2026-06-20T03:00:00Z",
  data_through: "2026-06-20T05:00:00Z", issued_at: "2026-06-20T12:00:00Z", first_hour: "2026-06-19T03:00:00Z",
  hours: 192, now: 24, grid: { cell: 100 }, model: { name: "additive", version: "1" }, terms: [],
  categories: [
    { id: "a", label: "<b>Robbery</b>", late_share: 0.25, expected_24h: 1 },
    { id: "b", label: "Arson", late_share: 0, expected_24h: 1 },
  ],
  all: { id: "all", label: "All", domain: [1, 2], expected_24h: 2 },
} as unknown as Manifest;
const now = new Date("2026-06-20T18:00:00Z");
const facts = {
  summary, forecast, mode: "forecast" as const, now, webgl: true, lost: false, frameError: null, still: null,
  onRetry: () => undefined, onRetryFrame: () => undefined,
};
const ids = (change: Partial<Parameters<typeof noticesOf>[0]>) =>
  noticesOf({ ...facts, ...change }).map((notice) => notice.id);

describe("notices", () => {
  it("are none on a fresh forecast of a real city", () => {
    expect(ids({})).toEqual([]);
  });

  it("say that a city is simulated and that records have ended, in both modes", () => {
    const change = { summary: { ...summary, simulated: true }, forecast: { ...forecast, hindcast: true } };
    expect(ids(change)).toEqual(["simulated", "hindcast"]);
    expect(ids({ ...change, mode: "history" })).toEqual(["simulated", "hindcast"]);
    const texts = noticesOf({ ...facts, ...change }).map((notice) => notice.text).join(" ");
    expect(texts).toContain("no real people or places");
    expect(texts).toContain("Records end on 19 Jun 2026");
    expect(texts).toContain("not for today");
  });

  it("say that a forecast is old, and how to make a new one", () => {
    const [notice] = noticesOf({ ...facts, now: new Date("2026-06-25T03:00:00Z") });
    expect(notice?.text).toMatch(/5 days old.*crimecast forecast x/);
  });

  it("offer another try when the server is gone, and say what is still shown", () => {
    const [notice] = noticesOf({ ...facts, lost: true, still: "The map still shows arson, Fri 19 Jun, 9 pm." });
    expect(notice?.act).toBeDefined();
    expect(notice?.text).toContain("still shows arson");
    expect(ids({ frameError: new ApiError(500, "x") })).toEqual(["frame"]);
    expect(ids({ webgl: false })).toEqual(["webgl"]);
  });

  it("tell what was kept, how old it is, and what is not among it, when the server is gone", () => {
    const [notice] = noticesOf({ ...facts, offline: true, now: new Date("2026-06-20T18:30:00Z") });
    expect(notice).toMatchObject({ id: "offline" });
    expect(notice?.text).toContain("the forecast issued today, 6 am (6 hours ago)");
    expect(notice?.act).toBeDefined();
    const [more] = noticesOf({ ...facts, offline: true, lost: true, still: "The map still shows arson." });
    expect(more?.text).toMatch(/not among it\. The map still shows arson\.$/);
    const [counted] = noticesOf({ ...facts, offline: true, mode: "history" });
    expect(counted?.text).not.toContain("forecast");
    expect(ids({ offline: true, lost: true })).toEqual(["offline"]);
  });
});

describe("the data line", () => {
  it("says up to when, and how much comes late", () => {
    expect(dataSentence(forecast, "a", now, false)).toBe(
      "Issued from records up to yesterday, 11 pm; about a quarter of this category’s reports come more than a day later.",
    );
    expect(dataSentence(forecast, "all", now, true)).toBe("Records up to yesterday, 11 pm; about 1 in 7 come later.");
    expect(dataSentence(forecast, "b", now, false)).toBe("Issued from records up to yesterday, 11 pm.");
  });
});

describe("about", () => {
  const city = {
    ...summary, categories: [], classes: [], not_shown: ["sexual offenses"], records: null, blur_m: 60, place_exactness: "By block.",
    source: { publisher: "City", title: "Crime", url: "javascript:alert(1)", license: null, terms_url: "https://example.org/t", notice: "As is." },
  } as unknown as City;
  const html = renderToStaticMarkup(<About city={city} name="X" manifest={forecast} onClose={() => undefined} />);

  it("states what it is not, what is prohibited, exactness, what is missing, and the terms", () => {
    for (const text of ["reports to police, not danger", "Not for directing patrols", "By block.", "about 60 m", "sexual offenses", "additive", "As is.", "https://example.org/t"]) {
      expect(html).toContain(text);
    }
  });

  it("follows no address but the web's and shows labels as text", () => {
    expect(html).not.toContain("javascript:");
    expect(html).not.toContain("<b>");
    expect(html).toContain("&lt;b&gt;Robbery");
  });
});
