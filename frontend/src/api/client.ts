import { learn } from "../offline/network";
import { language, t } from "../strings";
import { inLanguage } from "./served";
import type { Answer, LonLat, Names, Path, Query, RouteQuestion, Routes } from "./types";

/** An answer that is not the one asked for: `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What kind of problem the server named. */
    readonly kind: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface Problem {
  type?: unknown;
  title?: unknown;
  detail?: unknown;
}

function problemKind(body: unknown): string | null {
  const type = typeof body === "object" && body !== null ? (body as Problem).type : null;
  return typeof type === "string" ? (/^urn:crimecast:problem:([\w-]+)$/.exec(type)?.[1] ?? null) : null;
}

function problemText(body: unknown, status: number): string {
  // The server's own sentences are English.
  if (language.id === "en" && typeof body === "object" && body !== null) {
    const { detail, title } = body as Problem;
    if (typeof detail === "string") return detail;
    if (typeof title === "string") return title;
  }
  return t.states.status(status);
}

async function request(path: string, signal?: AbortSignal, sent: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, signal ? { ...sent, signal } : sent);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, t.states.noServer);
  }
  if (response.ok) {
    learn(response);
    return response;
  }
  const body: unknown = await response.json().catch(() => null);
  // A proxy that has lost the server answers 502 to 504 itself.
  const gone = response.status >= 502 && response.status <= 504;
  throw new ApiError(gone ? 0 : response.status, problemText(body, response.status), problemKind(body));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** A path of the API with its names filled in, and what of the query is given. */
function address<P extends Path>(path: P, names: Names<P>, query?: Query<P>): string {
  const values = names as Record<string, string | number>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
  const given = Object.entries((query ?? {}) as Record<string, string | number | null | undefined>).flatMap(
    ([name, value]) => (value === null || value === undefined ? [] : [[name, String(value)]]),
  );
  return given.length > 0 ? `${filled}?${new URLSearchParams(given).toString()}` : filled;
}

async function json<P extends Path>(
  path: P,
  names: Names<P>,
  signal?: AbortSignal,
  query?: Query<P>,
): Promise<Answer<P>> {
  const response = await request(address(path, names, query), signal);
  return (NAMING.has(path) ? inLanguage(await response.text()) : await response.json()) as Answer<P>;
}

async function bytes<P extends Path>(path: P, names: Names<P>, signal?: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await request(address(path, names), signal)).arrayBuffer());
}

/** Degrees to a tenth of a meter: no more is sent. */
const degrees = (value: number) => Number(value.toFixed(6));
const CITY = "/api/cities/{city}";
const FORECAST = `${CITY}/forecasts/{forecast}` as const;
/** Answers with names and sentences in them. */
const NAMING = new Set<Path>(["/api/cities", CITY, `${CITY}/forecast`, `${CITY}/record`, `${FORECAST}/place`]);

export const api = {
  cities: async (signal?: AbortSignal) => (await json("/api/cities", {}, signal)).cities,
  status: (signal?: AbortSignal) => json("/api/status", {}, signal),
  archive: (city: string, signal?: AbortSignal) => json(`${CITY}/archive`, { city }, signal),
  city: (city: string, signal?: AbortSignal) => json(CITY, { city }, signal),
  area: (city: string, signal?: AbortSignal) => json(`${CITY}/area`, { city }, signal),
  latest: (city: string, signal?: AbortSignal) => json(`${CITY}/forecast`, { city }, signal),
  record: (city: string, signal?: AbortSignal) => json(`${CITY}/record`, { city }, signal),
  search: (city: string, q: string, signal?: AbortSignal) => json(`${CITY}/search`, { city }, signal, { q }),
  mask: (city: string, forecast: string, signal?: AbortSignal) =>
    bytes(`${FORECAST}/mask`, { city, forecast }, signal),
  totals: (city: string, forecast: string, signal?: AbortSignal) =>
    json(`${FORECAST}/totals`, { city, forecast }, signal),
  totalsOf: (city: string, forecast: string, categories: string, signal?: AbortSignal) =>
    json(`${FORECAST}/totals/{categories}`, { city, forecast, categories }, signal),
  frame: (city: string, forecast: string, category: string, hour: number, signal?: AbortSignal) =>
    bytes(`${FORECAST}/frames/{category}/{hour}`, { city, forecast, category, hour }, signal),
  mix: (city: string, forecast: string, hour: number, signal?: AbortSignal) =>
    bytes(`${FORECAST}/mix/{hour}`, { city, forecast, hour }, signal),
  place: (
    city: string,
    forecast: string,
    [lon, lat]: LonLat,
    category: string,
    signal?: AbortSignal,
  ) =>
    json(`${FORECAST}/place`, { city, forecast }, signal, {
      lon: degrees(lon),
      lat: degrees(lat),
      category,
    }),
  typicalCity: (city: string, forecast: string, categories: string, week: number, signal?: AbortSignal) =>
    json(`${FORECAST}/typical/{categories}/{week}`, { city, forecast, categories, week }, signal),
  typicalFrame: (
    city: string,
    forecast: string,
    categories: string,
    week: number,
    hour: number,
    signal?: AbortSignal,
  ) => bytes(`${FORECAST}/typical/{categories}/{week}/{hour}`, { city, forecast, categories, week, hour }, signal),
  typicalPlace: (
    city: string,
    forecast: string,
    [lon, lat]: LonLat,
    category: string,
    week: number,
    signal?: AbortSignal,
  ) =>
    json(`${FORECAST}/place/typical`, { city, forecast }, signal, {
      lon: degrees(lon),
      lat: degrees(lat),
      category,
      week,
    }),
  changeCity: (city: string, forecast: string, categories: string, signal?: AbortSignal) =>
    json(`${FORECAST}/change/{categories}`, { city, forecast, categories }, signal),
  changeFrame: (city: string, forecast: string, categories: string, hour: number, signal?: AbortSignal) =>
    bytes(`${FORECAST}/change/{categories}/{hour}`, { city, forecast, categories, hour }, signal),
  changePlace: (city: string, forecast: string, [lon, lat]: LonLat, category: string, signal?: AbortSignal) =>
    json(`${FORECAST}/place/change`, { city, forecast }, signal, { lon: degrees(lon), lat: degrees(lat), category }),
  historyPlace: (city: string, query: Query<`${typeof CITY}/history/place`>, signal?: AbortSignal) =>
    json(`${CITY}/history/place`, { city }, signal, query),
  /** Places go in the body: no address holds them. */
  routes: async (city: string, question: Partial<RouteQuestion> & Pick<RouteQuestion, "start" | "stop">, signal?: AbortSignal) => {
    const sent = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) };
    const path = `/api/cities/${encodeURIComponent(city)}/routes`;
    return (await (await request(path, signal, sent)).json()) as Routes;
  },
  history: (city: string, query: Query<`${typeof CITY}/history`>, signal?: AbortSignal) =>
    json(`${CITY}/history`, { city }, signal, query),
};
