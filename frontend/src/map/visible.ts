/** A box on the screen, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

/**
 * The largest part of `screen` that no cover hides. Its edges are edges of covers or of the
 * screen, and covers are few, so all such boxes are tried.
 */
export function freeBox(screen: Box, covers: Box[]): Box {
  const near = covers.filter((cover) => overlap(cover, screen));
  const lefts = [screen.left, ...near.map((c) => c.right)].filter((x) => x < screen.right);
  const rights = [screen.right, ...near.map((c) => c.left)].filter((x) => x > screen.left);
  const tops = [screen.top, ...near.map((c) => c.bottom)].filter((y) => y < screen.bottom);
  const bottoms = [screen.bottom, ...near.map((c) => c.top)].filter((y) => y > screen.top);
  let best: Box | null = null;
  for (const left of lefts) {
    for (const right of rights) {
      for (const top of tops) {
        for (const bottom of bottoms) {
          const box = { left, top, right, bottom };
          if (left >= right || top >= bottom || (best && size(box) <= size(best))) continue;
          if (!near.some((cover) => overlap(cover, box))) best = box;
        }
      }
    }
  }
  // By name: the browser's own boxes lose everything when spread.
  return best ?? { left: screen.left, top: screen.top, right: screen.right, bottom: screen.bottom };
}

function size(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
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
