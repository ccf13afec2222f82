import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { offline } from "./dev/offline.mjs";

// Where `npm run dev` finds the API: `crimecast serve`, or dev/mock-server.mjs.
const api = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.CRIMECAST_API ?? "http://127.0.0.1:8000";

const WORKER = "maplibre-gl/dist/maplibre-gl-worker.mjs";

/**
 * The address of the map's worker. Built, it is a chunk of the page's own graph, so that the half
 * of MapLibre that page and worker share is one file, fetched once; `?worker&url` would bundle
 * that half twice, 130 kB more. The development server has no chunks and uses just that.
 */
function mapWorker(): Plugin {
  const id = "virtual:map-worker";
  let build = false;
  return {
    name: "crimecast-map-worker",
    configResolved: (config) => {
      build = config.command === "build";
    },
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      if (!build) return `export { default } from "${WORKER}?worker&url";`;
      const ref = this.emitFile({ type: "chunk", id: readable(WORKER), name: "map-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${ref};`;
    },
  };
}

const readable = (path: string) => path.replace(/\.mjs$/, "-dev.mjs");
const MLT = "const features = decodeTile(new Uint8Array(buffer));";

/**
 * Builds from MapLibre's readable files, of which what is never called can be left out (its minified
 * ones are one piece): the decoder of tiles in MapLibre's own format (`encoding: "mlt"`), 17 kB of
 * gzip. No city's tiles are in it; a host's style that asks for such tiles has that part missing.
 */
function withoutMlt(): Plugin {
  return {
    name: "crimecast-without-mlt",
    apply: "build",
    enforce: "pre",
    resolveId(source) {
      return source === "maplibre-gl" ? this.resolve(readable("maplibre-gl/dist/maplibre-gl.mjs")) : null;
    },
    transform(code, id) {
      if (!id.includes("maplibre-gl-shared")) return null;
      if (code.split(MLT).length !== 2) this.error("MapLibre decodes its own tiles elsewhere: look again");
      return code.replace(MLT, 'throw new Error("Tiles in the MapLibre format are not read here.");');
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [react(), mapWorker(), withoutMlt(), offline()],
  build: {
    outDir: "../src/crimecast/web/static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // The map's worker imports the same shared module as the page: one file, fetched once.
        manualChunks: (id: string) =>
          id.includes("maplibre-gl-shared") ? "map-shared" : undefined,
      },
    },
  },
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
