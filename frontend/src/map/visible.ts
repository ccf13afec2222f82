/** A box on the screen, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The largest part of `screen` that no cover hides, out of what remains left, right, above and
 * below of each: covers here are a panel at a side and bars at an edge.
 */
export function freeBox(screen: Box, covers: Box[]): Box {
  // By name: the browser's own boxes lose everything when spread.
  let free: Box = { left: screen.left, top: screen.top, right: screen.right, bottom: screen.bottom };
  for (const cover of covers) {
    const overlaps =
      cover.left < free.right && cover.right > free.left && cover.top < free.bottom && cover.bottom > free.top;
    if (!overlaps) continue;
    const options: Box[] = [
      { ...free, left: Math.max(free.left, cover.right) },
      { ...free, right: Math.min(free.right, cover.left) },
      { ...free, top: Math.max(free.top, cover.bottom) },
      { ...free, bottom: Math.min(free.bottom, cover.top) },
    ];
    free = options.reduce((best, box) => (size(box) > size(best) ? box : best));
  }
  return free;
}

function size(box: Box): number {
  return Math.max(box.right - box.left, 0) * Math.max(box.bottom - box.top, 0);
}

/** How far the map must move so that a point lies in `free`, `margin` from its edges. */
export function panInto(point: { x: number; y: number }, free: Box, margin: number): [number, number] {
  const axis = (at: number, from: number, to: number) => {
    const room = Math.min(margin, Math.max((to - from) / 2, 0));
    if (at < from + room) return from + room - at;
    if (at > to - room) return to - room - at;
    return 0;
  };
  return [axis(point.x, free.left, free.right), axis(point.y, free.top, free.bottom)];
}
