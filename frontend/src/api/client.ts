import type { Area, City, CitySummary, History, Manifest, Place, Totals } from "./types";

/** An answer that is not the one asked for: `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface Problem {
  title?: unknown;
  detail?: unknown;
}

function problemText(body: unknown, status: number): string {
  if (typeof body === "object" && body !== null) {
    const { detail, title } = body as Problem;
    if (typeof detail === "string") return detail;
    if (typeof title === "string") return title;
  }
  return `The server answered with status ${status}.`;
}

async function request(path: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, signal ? { signal } : {});
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, "The server does not answer.");
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  // A proxy that has lost the server answers 502 to 504 itself.
  const gone = response.status >= 502 && response.status <= 504;
  throw new ApiError(gone ? 0 : response.status, problemText(body, response.status));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function json(path: string, signal?: AbortSignal): Promise<unknown> {
  return (await request(path, signal)).json();
}

async function bytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await request(path, signal)).arrayBuffer());
}

const part = encodeURIComponent;
const city = (id: string) => `/api/cities/${part(id)}`;
const forecast = (id: string, forecastId: string) => `${city(id)}/forecasts/${part(forecastId)}`;

export interface HistoryQuery {
  from?: string | undefined;
  to?: string | undefined;
  category: string;
  cell: number;
}

export const api = {
  cities: async (signal?: AbortSignal) =>
    ((await json("/api/cities", signal)) as { cities: CitySummary[] }).cities,
  city: async (id: string, signal?: AbortSignal) => (await json(city(id), signal)) as City,
  area: async (id: string, signal?: AbortSignal) =>
    (await json(`${city(id)}/area`, signal)) as Area,
  latest: async (id: string, signal?: AbortSignal) =>
    (await json(`${city(id)}/forecast`, signal)) as Manifest,
  mask: (id: string, forecastId: string, signal?: AbortSignal) =>
    bytes(`${forecast(id, forecastId)}/mask`, signal),
  totals: async (id: string, forecastId: string, signal?: AbortSignal) =>
    (await json(`${forecast(id, forecastId)}/totals`, signal)) as Totals,
  frame: (id: string, forecastId: string, category: string, hour: number, signal?: AbortSignal) =>
    bytes(`${forecast(id, forecastId)}/frames/${part(category)}/${hour}`, signal),
  place: async (
    id: string,
    forecastId: string,
    [lon, lat]: [number, number],
    category: string,
    signal?: AbortSignal,
  ) => {
    const query = new URLSearchParams({ lon: lon.toFixed(6), lat: lat.toFixed(6), category });
    return (await json(`${forecast(id, forecastId)}/place?${query.toString()}`, signal)) as Place;
  },
  history: async (id: string, query: HistoryQuery, signal?: AbortSignal) => {
    const params = new URLSearchParams({ category: query.category, cell: String(query.cell) });
    if (query.from) params.set("from", query.from);
    if (query.to) params.set("to", query.to);
    return (await json(`${city(id)}/history?${params.toString()}`, signal)) as History;
  },
};
