// What the build adds so that the page can be installed and looked at without its server: the
// service worker, which knows this build's files by name, and the icons.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { icon } from "./icons.mjs";

const WORKER = fileURLToPath(new URL("../src/offline/worker.ts", import.meta.url));
const ICONS = { "icon-192.png": [192], "icon-512.png": [512], "icon-full-512.png": [512, true], "apple-touch-icon.png": [180, true] };
/** Of the font's parts the one that English needs; the others are kept once they are fetched. */
const ahead = (name) => /\.(js|mjs|css)$/.test(name) || /latin-wght.*\.woff2$/.test(name);

export function offline() {
  return {
    name: "crimecast-offline",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/") && ahead(name)).sort();
      const hash = createHash("sha256").update(readFileSync(join(dir, "index.html"))).update(files.join("\n"));
      const shell = { version: hash.digest("hex").slice(0, 12), files: [...files.map((name) => `/${name}`), "/favicon.svg"] };
      // Built apart: a worker that shares modules with the page would import them by address.
      const made = await build({
        configFile: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify(shell) },
        build: {
          write: false,
          target: "es2022",
          lib: { entry: WORKER, formats: ["iife"], name: "worker", fileName: "sw" },
        },
      });
      const [{ output }] = Array.isArray(made) ? made : [made];
      writeFileSync(join(dir, "sw.js"), output[0].code);
      for (const [name, [size, full]] of Object.entries(ICONS)) writeFileSync(join(dir, name), icon(size, full));
    },
  };
}
