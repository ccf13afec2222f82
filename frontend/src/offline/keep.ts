/** Pieces of files that were asked for: what the browser's own list of requests does not tell. */
const pieces: [string, string][] = [];

export function notePiece(address: string, offset: number, length: number): void {
  if (pieces.length < 200) pieces.push([address, `bytes=${offset}-${offset + length - 1}`]);
}

const ON_ITS_WAY_MS = 5000;
let asked = false;

/**
 * Has what is seen kept on the device, so that it can be looked at without the server: from when
 * the first view stands, as nothing must be in its way. Built pages only.
 */
export function keepForOffline(): void {
  if (asked || !import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  asked = true;
  void start().catch(() => {
    // Private windows and strict settings allow no worker: the page works without.
  });
}

async function start(): Promise<void> {
  const workers = navigator.serviceWorker;
  const first = workers.controller === null;
  workers.addEventListener("message", () => {
    document.documentElement.dataset.kept = "true";
  });
  await workers.register("/sw.js");
  const { active } = await workers.ready;
  if (!first) return;
  let [told, toldPieces] = [0, 0];
  const tell = () => {
    const seen = performance.getEntriesByType("resource").map(({ name }) => name);
    active?.postMessage({ seen: seen.slice(told), pieces: pieces.slice(toldPieces) });
    [told, toldPieces] = [seen.length, pieces.length];
  };
  tell();
  // What was on its way when the worker took over went past it.
  window.setTimeout(tell, ON_ITS_WAY_MS);
}
