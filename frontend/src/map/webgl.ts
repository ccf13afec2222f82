let known: boolean | undefined;

/** Whether this browser can draw the map at all. Asked once: contexts are few. */
export function hasWebGL2(): boolean {
  if (known === undefined) {
    try {
      const gl = document.createElement("canvas").getContext("webgl2");
      known = gl !== null;
      gl?.getExtension("WEBGL_lose_context")?.loseContext();
    } catch {
      known = false;
    }
  }
  return known;
}
