// The app's icons as PNG, drawn from the same shape as public/favicon.svg: what is installed wants pixels.
import { deflateSync } from "node:zlib";

const GROUND = [11, 122, 117];
const LINE = [[6, 21], [11, 15], [16, 18], [21, 9], [26, 14]];
const WIDTH = 3;
const SIDE = 32;
const SAMPLES = 4;

/** Distance from a point to the line through the corners, in units of the drawing. */
function toLine(x, y) {
  let least = Infinity;
  for (let i = 1; i < LINE.length; i++) {
    const [ax, ay] = LINE[i - 1];
    const [bx, by] = LINE[i];
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const at = Math.min(Math.max(along, 0), 1);
    least = Math.min(least, Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay)));
  }
  return least;
}

/** Whether a point lies in the square with round corners. */
function inside(x, y, radius) {
  const dx = Math.max(radius - x, x - (SIDE - radius), 0);
  const dy = Math.max(radius - y, y - (SIDE - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

/** Pixels as RGBA rows, each after a filter byte of 0. `full` fills the square, its line within the part no mask cuts. */
function pixels(size, full) {
  const rows = new Uint8Array(size * (1 + 4 * size));
  const shrink = full ? 0.72 : 1;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let ground = 0;
      let line = 0;
      for (let s = 0; s < SAMPLES ** 2; s++) {
        const x = ((column + ((s % SAMPLES) + 0.5) / SAMPLES) * SIDE) / size;
        const y = ((row + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) * SIDE) / size;
        if (!full && !inside(x, y, 8)) continue;
        ground++;
        const half = SIDE / 2;
        if (toLine((x - half) / shrink + half, (y - half) / shrink + half) <= WIDTH / 2) line++;
      }
      const at = row * (1 + 4 * size) + 1 + 4 * column;
      const white = ground ? line / ground : 0;
      for (let c = 0; c < 3; c++) rows[at + c] = Math.round(GROUND[c] + (255 - GROUND[c]) * white);
      rows[at + 3] = Math.round((255 * ground) / SAMPLES ** 2);
    }
  }
  return rows;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(name, body) {
  const named = new Uint8Array(4 + body.length);
  named.set([...name].map((letter) => letter.charCodeAt(0)));
  named.set(body, 4);
  const whole = new Uint8Array(named.length + 8);
  const view = new DataView(whole.buffer);
  view.setUint32(0, body.length);
  whole.set(named, 4);
  view.setUint32(whole.length - 4, crc(named));
  return whole;
}

/** An icon of `size` pixels as a PNG file. */
export function icon(size, full = false) {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  head.set([8, 6, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels(size, full), { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (file.set(part, at), at + part.length), 0);
  return file;
}
