/**
 * The service worker: what was seen stays to be looked at while the server cannot be reached.
 * Nothing here is older than what the server answers: only what never changes is taken from the
 * cache first. `SHELL` is filled in by the build (dev/service-worker.ts).
 */
import { asGiven, keepable, kindOf, LIMITS, marked, outdated, partOf, PATIENCE_MS, pieceKey, type Part } from "./rules";

interface Extendable extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface Fetched extends Extendable {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}
interface Told extends Extendable {
  data: { seen?: string[]; pieces?: [string, string][] } | null;
  source: { postMessage: (message: unknown) => void } | null;
}
interface Scope {
  location: Location;
  skipWaiting: () => Promise<void>;
  clients: { claim: () => Promise<void> };
  addEventListener: ((name: "install" | "activate", on: (event: Extendable) => void) => void) &
    ((name: "fetch", on: (event: Fetched) => void) => void) &
    ((name: "message", on: (event: Told) => void) => void);
}

declare const __SHELL__: { version: string; files: string[] };
const scope = self as unknown as Scope;
const SHELL = __SHELL__;
const shellName = `shell-${SHELL.version}`;
/** The page of no city in particular: without what the server says of one while it is fetched. */
const PAGE = "/?plain";
const partName = (part: Part) => `kept-1-${part}`;
const NAMES: string[] = (Object.keys(LIMITS) as Part[]).map(partName);

scope.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shellName);
      await cache.addAll([PAGE, ...SHELL.files]);
      await scope.skipWaiting();
    })(),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The version before stays: a page that is open may still want parts of it.
      const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== shellName);
      const old = (await caches.keys()).filter((name) => name.startsWith("kept-") && !NAMES.includes(name));
      await Promise.all([...shells.slice(0, -1), ...old].map((name) => caches.delete(name)));
      await scope.clients.claim();
    })(),
  );
});

const puts = new Map<Part, number>();

/** Keeps an answer; that there is no room for it is no reason to fail. */
async function keep(part: Part, key: string, answer: Response): Promise<void> {
  try {
    const cache = await caches.open(partName(part));
    await cache.put(key, answer);
    if (/\/frames\//.test(key)) {
      for (const { url } of await cache.keys()) if (outdated(url, key)) await cache.delete(url);
    }
    const count = (puts.get(part) ?? 0) + 1;
    puts.set(part, count);
    if (count % 20 !== 1) return;
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(keys.length - LIMITS[part], 0)).map((request) => cache.delete(request)));
  } catch {
    // Quota, or storage that the visitor has switched off.
  }
}

const kept = async (part: Part, key: string) => (await caches.open(partName(part))).match(key);
const gone = (answer: Response) => answer.status >= 502 && answer.status <= 504;

async function page(request: Request): Promise<Response> {
  const network = fetch(request).then((answer) => {
    if (gone(answer)) throw new Error("gone");
    return answer;
  });
  const waited = new Promise<null>((give) => setTimeout(() => give(null), PATIENCE_MS));
  const answer = await Promise.race([network, waited]).catch(() => null);
  return answer ?? (await (await caches.open(shellName)).match(PAGE)) ?? network;
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request.url)) ?? fetchAndKeep(request.url, request);
}

async function fetchAndKeep(key: string, request: Request | string): Promise<Response> {
  const answer = await fetch(request);
  const part = partOf(answer);
  if (part) await keep(part, key, answer.clone());
  return answer;
}

async function data(request: Request): Promise<Response> {
  const fixed = await kept("fixed", request.url);
  if (fixed) return fixed;
  try {
    const answer = await fetchAndKeep(request.url, request);
    if (!gone(answer)) return answer;
    return marked((await kept("latest", request.url)) ?? answer);
  } catch (error) {
    const latest = request.signal.aborted ? undefined : await kept("latest", request.url);
    if (!latest) throw error;
    return marked(latest);
  }
}

async function piece(address: string, range: string, request: Request | null): Promise<Response> {
  const key = pieceKey(address, range);
  const found = await kept("pieces", key);
  if (found) return asGiven(found);
  const answer = await fetch(request ?? new Request(address, { headers: { range } }));
  if (answer.status === 206) await keep("pieces", key, keepable(answer.clone()));
  return answer;
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const range = request.headers.get("range");
  const kind = kindOf(new URL(request.url), scope.location.origin, { mode: request.mode, method: request.method, range });
  if (kind === "page") event.respondWith(page(request));
  else if (kind === "asset") event.respondWith(asset(request));
  else if (kind === "data") event.respondWith(data(request));
  else if (kind === "piece") event.respondWith(piece(request.url, range ?? "", request));
});

/** What a page asked for before this worker was there, from the browser's own cache where it is. */
async function take(seen: string[], pieces: [string, string][]): Promise<void> {
  for (const url of seen) {
    const address = new URL(url, scope.location.origin);
    if (kindOf(address, scope.location.origin, { mode: "cors", method: "GET", range: null }) !== "data") continue;
    if (!(await kept("fixed", address.href))) await fetchAndKeep(address.href, address.href).catch(() => null);
  }
  for (const [url, range] of pieces) await piece(url, range, null).catch(() => null);
}

scope.addEventListener("message", (event) => {
  const { seen = [], pieces = [] } = event.data ?? {};
  event.waitUntil(take(seen, pieces).then(() => event.source?.postMessage({ kept: true })));
});
