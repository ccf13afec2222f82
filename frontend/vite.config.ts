import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { less } from "./dev/less.mjs";
import { offline } from "./dev/offline.mjs";
import { packed } from "./dev/packed.mjs";

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
      const ref = this.emitFile({ type: "chunk", id: WORKER, name: "map-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${ref};`;
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [react(), less(), mapWorker(), offline(), packed()],
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
        // The server finds the languages by this, and has the browser fetch the right one at once.
        chunkFileNames: ({ facadeModuleId }) =>
          /src\/strings\/\w+\.ts$/.test(facadeModuleId ?? "")
            ? "assets/strings-[name]-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/strings/tests.ts"] },
});
