// What of the map's libraries no page of ours can reach, left out of the build: the decoder of MLT
// tiles (15 kB gzip; ours and nearly all others' are MVT), and a second gunzip (2 kB) for browsers
// that have none of their own, which are older than those the page is built for.
const MLT = /=\w+\(new Uint8Array\(\w+\)\);(?=this\.layers=\w+\.reduce)/;
const EMPTY = "\0no-fflate";

export function less() {
  return {
    name: "crimecast-less",
    enforce: "pre",
    apply: "build",
    resolveId: (source) => (source === "fflate" ? EMPTY : null),
    load: (id) => (id === EMPTY ? 'export function decompressSync() { throw new Error("This browser cannot unpack tiles."); }' : null),
    transform(code, id) {
      if (!id.endsWith("/maplibre-gl-shared.mjs")) return null;
      // Another version may spell it otherwise: then the build fails, and this is looked at again.
      if (!MLT.test(code)) throw new Error("dev/less.mjs: MapLibre's MLT decoder is not where it was");
      return { code: code.replace(MLT, '=(()=>{throw new Error("Tiles in the MLT format are not read.")})();'), map: null };
    },
  };
}
