import { addProtocol } from "maplibre-gl";
import { EtagMismatch, FetchSource, PMTiles, type RangeResponse } from "pmtiles";
import { notePiece } from "../offline/keep";

const SCHEME = "tiles";
/** How a tile fared: it came, the file is not there (any more), or it did not come this time. */
export type TileNews = "came" | "gone" | "lost";
type Told = (news: TileNews) => void;

interface Open {
  file: PMTiles;
  told: Told;
}

/** The file by ranges, each of them noted, as the first visit's are kept afterwards. */
class NotedSource extends FetchSource {
  override async getBytes(offset: number, length: number, signal?: AbortSignal, etag?: string): Promise<RangeResponse> {
    const bytes = await super.getBytes(offset, length, signal, etag);
    notePiece(this.url, offset, length);
    return bytes;
  }
}

const reader = (address: string) => new PMTiles(new NotedSource(address));
const open = new Map<string, Open>();
let registered = false;

/** MapLibre asks for "tiles://{address}/{z}/{x}/{y}": one request for a range of the file each. */
function register(): void {
  if (registered) return;
  registered = true;
  addProtocol(SCHEME, async ({ url }, { signal }) => {
    const match = /^tiles:\/\/(.*)\/(\d+)\/(\d+)\/(\d+)$/.exec(url);
    const [, key = "", z, x, y] = match ?? [];
    const entry = open.get(key);
    if (!entry) return { data: new ArrayBuffer(0) };
    try {
      const tile = await entry.file.getZxy(Number(z), Number(x), Number(y), signal);
      entry.told("came");
      return { data: tile?.data ?? new ArrayBuffer(0) };
    } catch (error) {
      if (signal.aborted) throw error;
      const gone = error instanceof EtagMismatch || /Bad response code: 4(04|10|16)/.test(String(error));
      // What has failed once is kept by the reader: the next tile begins anew.
      entry.file = reader(key);
      entry.told(gone ? "gone" : "lost");
      throw error;
    }
  });
}

/** Makes a PMTiles file a source of tiles; `told` hears of each. */
export function openTiles(address: string, told: Told): string {
  register();
  const key = new URL(address, window.location.href).href;
  open.set(key, { file: reader(key), told });
  return `${SCHEME}://${key}/{z}/{x}/{y}`;
}

export function closeTiles(address: string): void {
  open.delete(new URL(address, window.location.href).href);
}
