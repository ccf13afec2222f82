/** What is kept on the visitor's device, and under which names: no more than these rules say. */

/** Answers that a part of the cache holds at most; the oldest go first. */
export const LIMITS = { fixed: 900, latest: 120, pieces: 500 } as const;
export type Part = keyof typeof LIMITS;

/** The longest answer that is kept, bytes. */
export const LONGEST = 4 << 20;
/** How long a page is waited for where the one that is kept could be shown. */
export const PATIENCE_MS = 5000;

/** Says that an answer comes from what was kept because the server gave none. */
export const KEPT_HEADER = "x-kept";
/** The status that a piece of a file had: only whole answers can be kept as they are. */
const PIECE_HEADER = "x-piece";

export type Kind = "page" | "asset" | "piece" | "data" | "other";

/** What kind of request this is; `other` is left to the browser. */
export function kindOf(address: URL, origin: string, asked: { mode: string; method: string; range: string | null }): Kind {
  const { pathname } = address;
  if (address.origin !== origin || asked.method !== "GET") return "other";
  if (asked.mode === "navigate") {
    // The page itself has no dots: a report or a file that is opened is no page. What stands in
    // others' pages goes with other headers than the page that is kept.
    return /^\/(api|embed)\//.test(pathname) || pathname.includes(".") ? "other" : "page";
  }
  if (/\/tiles\.pmtiles$/.test(pathname)) return asked.range === null ? "other" : "piece";
  if (pathname.startsWith("/assets/")) return "asset";
  // What somebody types into the search is not kept, nor are pictures: they take too much room.
  if (!/^\/api\/cities(\/|$)/.test(pathname) || /\/search$|\/image\//.test(pathname)) return "other";
  return "data";
}

/** The part of the cache for an answer: what never changes apart from what is asked for again each time. */
export function partOf(answer: Pick<Response, "status" | "headers">): Part | null {
  if (answer.status !== 200) return null;
  const control = answer.headers.get("cache-control") ?? "";
  if (control.includes("no-store") || Number(answer.headers.get("content-length") ?? 0) > LONGEST) return null;
  return control.includes("immutable") ? "fixed" : "latest";
}

/** A city's forecast that an address belongs to. */
export function forecastOf(address: string): { city: string; forecast: string } | null {
  const found = /\/api\/cities\/([^/]+)\/forecasts\/([^/?]+)\//.exec(address);
  return found ? { city: found[1] ?? "", forecast: found[2] ?? "" } : null;
}

/** Whether what is kept at `address` belongs to an earlier forecast of the city that `frame` is of. */
export function outdated(address: string, frame: string): boolean {
  const kept = forecastOf(address);
  const newest = forecastOf(frame);
  return kept !== null && newest !== null && kept.city === newest.city && kept.forecast !== newest.forecast;
}

/** The address under which a piece of a file is kept. */
export function pieceKey(address: string, range: string): string {
  return `${address}?${new URLSearchParams({ range }).toString()}`;
}

/** A piece as it can be kept: the browser's cache takes no partial answers. */
export function keepable(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set(PIECE_HEADER, String(answer.status));
  return new Response(answer.body, { status: 200, headers });
}

/** A kept piece as the server gave it. */
export function asGiven(kept: Response): Response {
  const headers = new Headers(kept.headers);
  const status = Number(headers.get(PIECE_HEADER) ?? 200);
  headers.delete(PIECE_HEADER);
  return new Response(kept.body, { status, headers });
}

/** A kept answer, marked as such. */
export function marked(kept: Response): Response {
  const headers = new Headers(kept.headers);
  headers.set(KEPT_HEADER, "1");
  return new Response(kept.body, { status: kept.status, headers });
}
