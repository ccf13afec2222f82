// DEVELOPMENT ONLY. A server that speaks docs/api.md about made-up cities, so that the page can be
// worked on without the back end: `npm run mock`, then `npm run dev` with
// CRIMECAST_API=http://127.0.0.1:8100. Nothing of it is built into the page.
//
// MOCK_PORT, MOCK_ONE_CITY=1 (a single city), MOCK_SLOW=ms (delay of every answer),
// MOCK_STALE=1 (an old forecast), MOCK_STATIC=dir (serves a built page too).
import { createServer } from "node:http";
import { readFileSync, existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const port = Number(process.env.MOCK_PORT ?? 8100);
const HOURS = 192;
const HOUR = 3_600_000;
const iso = (ms) => new Date(ms).toISOString().slice(0, 19) + "Z";

const CATEGORIES = [
  ["robbery", "Robbery", "person", "#D55E00", 3.2, 0.05],
  ["aggravated-assault", "Aggravated assault", "person", "#CC79A7", 9.4, 0.07],
  ["theft-from-vehicle", "Theft from motor vehicle", "property", "#0072B2", 31, 0.24],
  ["vehicle-theft", "Motor vehicle theft", "property", "#56B4E9", 28, 0.11],
  ["burglary-home", "Burglary of a home", "property", "#009E73", 7.6, 0.28],
  ["burglary-business", "Burglary of a business", "property", "#E69F00", 6.1, 0.16],
  ["theft-bicycle", "Bicycle theft", "property", "#F0E442", 5.2, 0.31],
  ["theft-shop", "Shoplifting", "property", "#999933", 10.4, 0.2],
  ["theft-other", "Theft, other", "property", null, 24, 0.34],
  ["vandalism", "Criminal mischief", "property", null, 16, 0.22],
  ["arson", "Arson", "property", null, 0.6, 0.02],
  ["hostile", "<script>alert(1)</script>", "other", null, 2.5, 0.1],
];
const CLASSES = [
  ["person", "Against people, in public"],
  ["property", "Property"],
  ["other", "Other"],
];
const TERMS = [
  ["longrun", "This place over the years"],
  ["recent", "The last weeks around here"],
  ["near", "Very recent reports close by"],
  ["all", "Reports of all kinds around here"],
  ["background", "The city as a whole"],
  ["hour", "This hour of the week around here"],
];

function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 4294967296;
  };
}

function makeCity(id, name, zone, lon0, lat0, height, width, simulated, hindcastEnd) {
  const rnd = random(id.length * 77 + height);
  const cell = 100;
  // A slightly turned local frame, so that the mesh has something to do.
  const turn = 0.012;
  const kx = 1 / (111_320 * Math.cos((lat0 * Math.PI) / 180));
  const ky = 1 / 110_950;
  const toLonLat = (x, y) => {
    const dx = x - (width * cell) / 2;
    const dy = y - (height * cell) / 2;
    return [lon0 + kx * (dx * Math.cos(turn) - dy * Math.sin(turn)), lat0 + ky * (dx * Math.sin(turn) + dy * Math.cos(turn))];
  };
  const lattice = (nx, ny) => {
    const lon = [];
    const lat = [];
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const [a, b] = toLonLat((i / (nx - 1)) * width * cell, (j / (ny - 1)) * height * cell);
        lon.push(a);
        lat.push(b);
      }
    return { nx, ny, lon, lat };
  };
  const W = width * cell;
  const H = height * cell;
  const ring = [];
  for (let k = 0; k < 48; k++) {
    const a = (2 * Math.PI * k) / 48;
    const r = 0.8 + 0.13 * Math.sin(3 * a + 1) + 0.06 * Math.sin(7 * a);
    ring.push([W / 2 + 0.5 * W * r * Math.cos(a), H / 2 + 0.5 * H * r * Math.sin(a)]);
  }
  ring.push(ring[0]);
  const inside = (x, y) => {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
    return odd;
  };
  const river = (x) => H * 0.42 + H * 0.08 * Math.sin((3.1 * x) / W) + H * 0.03 * Math.sin((11 * x) / W);
  const cells = [];
  const mask = new Uint8Array(Math.ceil((height * width) / 8));
  for (let r = 0; r < height; r++)
    for (let c = 0; c < width; c++)
      if (inside((c + 0.5) * cell, (r + 0.5) * cell)) {
        const i = r * width + c;
        cells.push(i);
        mask[i >> 3] |= 128 >> (i & 7);
      }
  const bumps = Array.from({ length: 46 }, (_, k) => ({
    x: k === 0 ? W * 0.5 : W * (0.15 + 0.7 * rnd()),
    y: k === 0 ? H * 0.52 : H * (0.15 + 0.7 * rnd()),
    s: k === 0 ? 1400 : 200 + 900 * rnd() * rnd(),
    w: k === 0 ? 6 : 0.4 + 3.5 * rnd() * rnd(),
  }));
  const base = CATEGORIES.map((_, k) => {
    const out = new Float64Array(cells.length);
    let sum = 0;
    cells.forEach((cellIndex, n) => {
      const x = ((cellIndex % width) + 0.5) * cell;
      const y = (Math.floor(cellIndex / width) + 0.5) * cell;
      let v = 0.012;
      bumps.forEach((b, m) => {
        const f = 0.4 + (((m * 7 + k * 13) % 10) / 10) * 1.4;
        const d2 = ((x - b.x) ** 2 + (y - b.y) ** 2) / (b.s * b.s);
        if (d2 < 30) v += f * b.w * Math.exp(-d2 / 2);
      });
      const block = 0.55 + 0.9 * (((cellIndex * 2654435761) >>> 8) % 1000) / 1000;
      if (Math.abs(y - river(x)) < 180) v *= 0.02;
      out[n] = v * block;
      sum += out[n];
    });
    return out.map((v) => v / sum);
  });
  const now = Date.now();
  const origin = hindcastEnd ?? Math.floor(now / HOUR) * HOUR - (process.env.MOCK_STALE ? 5 * 24 * HOUR : 0);
  const first = origin - 24 * HOUR;
  const local = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", weekday: "short", hourCycle: "h23" });
  const level = Array.from({ length: HOURS }, (_, i) => {
    const p = Object.fromEntries(local.formatToParts(new Date(first + i * HOUR)).map((e) => [e.type, e.value]));
    const h = Number(p.hour);
    const weekend = ["Fri", "Sat"].includes(p.weekday) ? 1.25 : 1;
    return (0.35 + 0.65 * Math.exp(-(((h - 18 + 24) % 24 > 12 ? ((h - 18 + 24) % 24) - 24 : (h - 18 + 24) % 24) ** 2) / 40)) * weekend;
  });
  const meanLevel = level.slice(24, 48).reduce((a, b) => a + b, 0);
  const expected = (k, n, i) => (base[k][n] * CATEGORIES[k][4] * level[i]) / meanLevel;
  const domains = CATEGORIES.map(([, , , , e]) => (e > 5 ? [1e-6, 1e-2] : [1e-7, 1e-3]));
  const allDomain = [1e-6, 1e-2];
  const grid = { epsg: 32613, cell, x0: 0, y0: 0, height, width, cells: cells.length, lattice: lattice(33, 33) };
  const city = {
    id, name, simulated, time_zone: zone, center: toLonLat(W / 2, H / 2),
    bounds: [...toLonLat(W * 0.04, H * 0.04), ...toLonLat(W * 0.96, H * 0.96)],
    has_records: true, has_forecast: id !== "emptyville", has_record: false, downtown: toLonLat(W * 0.5, H * 0.52),
    source: simulated
      ? { publisher: "crimecast", title: "Simulated records", url: null, license: null, terms_url: null, notice: null }
      : { publisher: "City and County of Mockville", title: "Crime", url: "https://example.org/crime", license: "CC BY 3.0", terms_url: "https://example.org/terms", notice: "The city provides these data as they are and makes no warranty." },
    place_exactness: "Places are as published: the middle of a block or an intersection.", blur_m: simulated ? 0 : 60,
    categories: [...CATEGORIES.map(([c, label, cls, color]) => ({ id: c, label, class: cls, color, forecast: true })),
      { id: "drugs", label: "Drug offenses", class: "police", color: null, forecast: false }],
    classes: [...CLASSES, ["police", "Started by police"]].map(([c, label]) => ({ id: c, label })),
    not_shown: ["sexual offenses", "offenses in the family", "homicide by name or case"],
    records: { first: "2019-01-02", last: new Date(origin).toISOString().slice(0, 10), rows: 394736, placed_share: 0.998, version: "abc123", ingested_at: iso(now) },
  };
  const forecastId = `${iso(origin).replace(/[-:]/g, "").slice(0, 13)}Z-mock${height}`;
  const sum24 = (k) => Array.from({ length: 24 }, (_, i) => level[24 + i]).reduce((a, b) => a + b, 0) / meanLevel * CATEGORIES[k][4];
  const manifest = {
    format: "crimecast-forecast/2", id: forecastId, city: id, city_name: name, simulated, time_zone: zone,
    origin: iso(origin), issued_at: iso(hindcastEnd ? now : origin + 300_000), data_through: iso(origin - 180_000),
    hindcast: hindcastEnd !== undefined, model: { name: "additive", version: "1" }, first_hour: iso(first), hours: HOURS, now: 24, grid,
    categories: CATEGORIES.map(([c, label, cls, color, , late], k) => ({ id: c, label, class: cls, color, domain: domains[k], placed_share: 0.99, late_share: late, expected_24h: sum24(k) })),
    all: { id: "all", label: "All forecast categories", domain: allDomain, expected_24h: CATEGORIES.reduce((a, _, k) => a + sum24(k), 0) },
    codes: { count: 256, zero: 0, rule: "value = lo * (hi/lo)**((code-1)/254) for code >= 1" },
    terms: TERMS.map(([tid, label]) => ({ id: tid, label })), spread: null, hashes: { data: "0", content: "0" },
  };
  const frame = (category, i) => {
    const out = new Uint8Array(cells.length);
    const ks = category === "all" ? CATEGORIES.map((_, k) => k) : [CATEGORIES.findIndex((c) => c[0] === category)];
    const [lo, hi] = category === "all" ? allDomain : domains[ks[0]];
    const span = Math.log(hi / lo);
    for (let n = 0; n < cells.length; n++) {
      let v = 0;
      for (const k of ks) v += expected(k, n, i);
      out[n] = v < lo ? 0 : Math.min(255, 1 + Math.round((254 * Math.log(v / lo)) / span));
    }
    return out;
  };
  const hoods = [];
  const rows = 7;
  const cols = 9;
  const node = (i, j) => {
    const r = random(i * 31 + j * 17 + 5);
    const edge = i === 0 || j === 0 || i === cols || j === rows;
    return [(W * i) / cols + (edge ? 0 : (r() - 0.5) * 1800), (H * j) / rows + (edge ? 0 : (r() - 0.5) * 1500)];
  };
  const NAMES = ["Five Points", "Union Station", "Capitol Hill", "Baker", "Cole", "Sloan Lake", "Highland", "Montbello", "Speer", "Lincoln Park", "Cheesman Park", "Auraria", "Elyria Swansea", "Virginia Village", "Hampden South", "West Colfax"];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < cols; i++) {
      const quad = [node(i, j), node(i + 1, j), node(i + 1, j + 1), node(i, j + 1), node(i, j)];
      const middle = [quad[0], quad[2]].reduce((a, p) => [a[0] + p[0] / 2, a[1] + p[1] / 2], [0, 0]);
      if (!inside(middle[0], middle[1])) continue;
      const n = j * cols + i;
      hoods.push({ type: "Feature", properties: { kind: "neighborhood", name: `${NAMES[n % NAMES.length]}${n >= NAMES.length ? ` ${Math.floor(n / NAMES.length) + 1}` : ""}`, label: toLonLat(...middle) }, geometry: { type: "Polygon", coordinates: [quad.map((p) => toLonLat(...p))] }, quad });
    }
  const features = [{ type: "Feature", properties: { kind: "area", name: null }, geometry: { type: "Polygon", coordinates: [ring.map((p) => toLonLat(...p))] } }, ...hoods.map(({ type, properties, geometry }) => ({ type, properties, geometry }))];
  if (simulated) {
    const bank = (off) => Array.from({ length: 60 }, (_, k) => [(W * k) / 59, river((W * k) / 59) + off]);
    features.push({ type: "Feature", properties: { kind: "water", name: "River" }, geometry: { type: "Polygon", coordinates: [[...bank(-150), ...bank(150).reverse(), bank(-150)[0]].map((p) => toLonLat(...p))] } });
    const street = (a, b, rank, sname) => features.push({ type: "Feature", properties: { kind: "street", name: sname, rank }, geometry: { type: "LineString", coordinates: [toLonLat(...a), toLonLat(...b)] } });
    for (let k = 1; k < W / 400; k++) street([k * 400, 0], [k * 400, H], k % 8 === 0 ? 1 : k % 4 === 0 ? 2 : 3, `${k} Street`);
    for (let k = 1; k < H / 400; k++) street([0, k * 400], [W, k * 400], k % 8 === 0 ? 1 : k % 4 === 0 ? 2 : 3, `${k} Avenue`);
    features.push({ type: "Feature", properties: { kind: "park", name: "Green" }, geometry: { type: "Polygon", coordinates: [[[W * 0.3, H * 0.55], [W * 0.36, H * 0.55], [W * 0.36, H * 0.63], [W * 0.3, H * 0.63], [W * 0.3, H * 0.55]].map((p) => toLonLat(...p))] } });
  }
  const totals = () => {
    const by = Object.fromEntries(CATEGORIES.map(([c, , , , e]) => [c, level.map((l) => (l / meanLevel) * e)]));
    const all = level.map((_, i) => Object.values(by).reduce((a, v) => a + v[i], 0));
    const band = (series) => ({ lower: series.map((v) => Math.max(0, Math.round(v - 1.7 * Math.sqrt(v * 1.3)))), upper: series.map((v) => Math.round(v + 1.7 * Math.sqrt(v * 1.3) + 0.5)) });
    return { hours: HOURS, all, categories: by, interval: { level: 0.9, all: band(all), ...Object.fromEntries(Object.entries(by).map(([c, s]) => [c, band(s)])) } };
  };
  const inverse = (lon, lat) => {
    const a = (lon - lon0) / kx;
    const b = (lat - lat0) / ky;
    return [a * Math.cos(turn) + b * Math.sin(turn) + W / 2, -a * Math.sin(turn) + b * Math.cos(turn) + H / 2];
  };
  const where = new Map(cells.map((c, n) => [c, n]));
  const place = (lon, lat, category) => {
    const [x, y] = inverse(lon, lat);
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    const n = column >= 0 && row >= 0 && column < width && row < height ? where.get(row * width + column) : undefined;
    if (n === undefined) return null;
    const ks = category === "all" ? CATEGORIES.map((_, k) => k) : [CATEGORIES.findIndex((c) => c[0] === category)];
    const series = level.map((_, i) => ks.reduce((a, k) => a + expected(k, n, i), 0));
    const shares = [0.42, 0.21, 0.05, 0.17, 0.03, 0.12];
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]].map(([i, j]) => toLonLat((column + i) * cell, (row + j) * cell));
    const count = Math.round(series.reduce((a, b) => a + b, 0) * 48);
    const hood = hoods.find((h) => {
      let odd = false;
      for (let i = 0, j = h.quad.length - 1; i < h.quad.length; j = i++) {
        const [xi, yi] = h.quad[i];
        const [xj, yj] = h.quad[j];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
      }
      return odd;
    });
    const windows = [1, 24, 168].map((hours) => {
      const expected = series.slice(24, 24 + hours).reduce((a, b) => a + b, 0);
      let [upper, reached, term] = [0, Math.exp(-expected), Math.exp(-expected)];
      while (reached < 0.95) reached += term *= expected / ++upper;
      return { hours, expected, lower: 0, upper, some: 1 - Math.exp(-expected) };
    });
    return {
      ahead: { level: 0.9, windows },
      cell: { index: n, row, column, size: cell, outline: corners, neighborhood: hood?.properties.name ?? null }, category, hours: HOURS, expected: series,
      terms: TERMS.map(([tid, label], m) => ({ id: tid, label, expected: series.map((v) => v * shares[m]) })),
      history: { from: "2023-10-29", to: "2024-10-27", count: count < 3 ? null : count, suppressed: count < 3 },
    };
  };
  const history = (from, to, category, size) => {
    const f = size / cell;
    const hw = Math.ceil(width / f);
    const hh = Math.ceil(height / f);
    const span = (Date.parse(to) - Date.parse(from)) / (24 * HOUR) + 1;
    const ks = category === "all" ? CATEGORIES.map((_, k) => k) : [Math.max(0, CATEGORIES.findIndex((c) => c[0] === category))];
    const sums = new Float64Array(hw * hh);
    const seen = new Uint8Array(hw * hh);
    cells.forEach((c, n) => {
      const at = Math.floor(Math.floor(c / width) / f) * hw + Math.floor((c % width) / f);
      seen[at] = 1;
      for (const k of ks) sums[at] += base[k][n] * CATEGORIES[k][4] * span;
    });
    const rnd2 = random(7);
    const out = { cells: [], counts: [], suppressed: [] };
    let total = 0;
    sums.forEach((v, i) => {
      const count = Math.floor(v + Math.sqrt(v) * (rnd2() - 0.5) + rnd2());
      total += Math.max(count, 0);
      if (count >= 3) {
        out.cells.push(i);
        out.counts.push(count);
      } else if (count > 0) out.suppressed.push(i);
    });
    const ends = lattice(33, 33);
    const scale = [(hw * f) / width, (hh * f) / height];
    for (let j = 0; j < 33; j++) for (let i = 0; i < 33; i++) {
      const [a, b] = toLonLat((i / 32) * W * scale[0], (j / 32) * H * scale[1]);
      ends.lon[j * 33 + i] = a;
      ends.lat[j * 33 + i] = b;
    }
    const days = Array.from({ length: span }, (_, d) => new Date(Date.parse(from) + d * 24 * HOUR).toISOString().slice(0, 10));
    return {
      from, to, category, version: "abc", grid: { ...grid, cell: size, height: hh, width: hw, cells: seen.reduce((a, b) => a + b, 0), lattice: ends },
      total, unplaced: Math.round(total * 0.008), suppressed_cells: out.suppressed.length, minimum: 3, ...out, domain: [3, 120], days,
      by_day: days.map((_, d) => Math.round((total / span) * (1 + 0.2 * Math.sin(d * 0.9) + 0.15 * (rnd2() - 0.5)))),
      by_hour_of_week: Array.from({ length: 168 }, (_, h) => (total / span / 24) * (0.4 + Math.exp(-(((h % 24) - 17) ** 2) / 50)) * (h > 96 ? 1.15 : 1)),
    };
  };
  const frames = new Map();
  return {
    city, manifest, mask, totals, place, history, area: { type: "FeatureCollection", features },
    frame: (c, i) => {
      const key = `${c}/${i}`;
      if (!frames.has(key)) frames.set(key, gzipSync(frame(c, i)));
      return frames.get(key);
    },
  };
}

const worlds = new Map();
const add = (w) => worlds.set(w.city.id, w);
add(makeCity("mockville", "Mockville", "America/Denver", -104.9, 39.74, 250, 410, false, Date.parse("2024-10-28T03:00:00Z")));
if (!process.env.MOCK_ONE_CITY) {
  add(makeCity("simtown", "Simtown", "America/New_York", -75.2, 40.1, 120, 150, true, undefined));
  add(makeCity("emptyville", "Emptyville", "Europe/Berlin", 13.4, 52.5, 60, 60, false, undefined));
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

function answer(url, response) {
  const send = (status, body, type = "application/json", headers = {}) => {
    response.writeHead(status, { "Content-Type": type, ...headers });
    response.end(body);
  };
  const json = (body, status = 200) => send(status, gzipSync(JSON.stringify(body)), "application/json", { "Content-Encoding": "gzip" });
  const problem = (status, detail) => send(status, JSON.stringify({ type: "about:blank", title: "Problem", status, detail }), "application/problem+json");
  const path = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  if (path[0] !== "api") {
    const root = process.env.MOCK_STATIC;
    if (!root) return problem(404, "Only the interface is served here.");
    const file = join(root, url.pathname);
    const found = file.startsWith(root) && existsSync(file) && statSync(file).isFile() ? file : join(root, "index.html");
    return send(200, readFileSync(found), TYPES[extname(found)] ?? "application/octet-stream", {
      "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'",
    });
  }
  if (path[1] === "health") return json({ status: "ok", version: "mock" });
  if (path[1] !== "cities") return problem(404, "Nothing here.");
  if (path.length === 2) {
    return json({ cities: [...worlds.values()].map(({ city: c }) => ({ id: c.id, name: c.name, simulated: c.simulated, time_zone: c.time_zone, center: c.center, bounds: c.bounds, has_records: true, has_forecast: c.has_forecast, has_record: false })) });
  }
  const w = worlds.get(path[2]);
  if (!w) return problem(404, `There is no city called ${path[2]}.`);
  if (path.length === 3) return json(w.city);
  const what = path[3];
  if (what === "area") return json(w.area);
  if (what === "history") {
    const q = url.searchParams;
    const to = q.get("to") ?? w.city.records.last;
    const from = q.get("from") ?? new Date(Date.parse(to) - 27 * 24 * HOUR).toISOString().slice(0, 10);
    if (from > to) return problem(422, "from comes after to.");
    return json(w.history(from, to, q.get("category") ?? "all", Number(q.get("cell") ?? 250)));
  }
  if (!w.city.has_forecast) return problem(404, `No forecast has been issued for ${w.city.name}.`);
  if (what === "forecast") return json(w.manifest);
  if (what === "forecasts") {
    if (path.length === 5) return json(w.manifest);
    if (path[5] === "mask") return send(200, gzipSync(w.mask), "application/octet-stream", { "Content-Encoding": "gzip" });
    if (path[5] === "totals") return json(w.totals());
    if (path[5] === "frames") return send(200, w.frame(path[6], Number(path[7])), "application/octet-stream", { "Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable" });
    if (path[5] === "place") {
      const q = url.searchParams;
      const found = w.place(Number(q.get("lon")), Number(q.get("lat")), q.get("category") ?? "all");
      return found ? json(found) : problem(404, "That place is outside the study area.");
    }
  }
  return problem(404, "Nothing here.");
}

createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const delay = Number(process.env.MOCK_SLOW ?? 0);
  if (delay > 0 && url.pathname.startsWith("/api")) setTimeout(() => answer(url, response), delay);
  else answer(url, response);
}).listen(port, "127.0.0.1", () => console.log(`mock (development only) on http://127.0.0.1:${port}`));
