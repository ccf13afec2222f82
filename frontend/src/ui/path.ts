/** SVG paths of series. */

const n = (value: number) => value.toFixed(1);

export interface Frame {
  width: number;
  height: number;
  /** The value at the frame's upper edge; zero is its foot. */
  top: number;
}

/**
 * The upper edge for a line in its band. Where counts are rare the band is many times as high as
 * the line: it is cut then, so that the line still shows its shape.
 */
export function topOf(values: number[], upper: number[] | undefined): number {
  const line = Math.max(...values, 0);
  const band = upper ? Math.max(...upper, line) : line;
  return 1.06 * Math.min(band, 2.4 * line);
}

function y(value: number, { height, top }: Frame): number {
  return top > 0 ? height - (Math.min(value, top) / top) * height : height;
}

/** Each value in the middle of its own step. */
function x(i: number, count: number, width: number): number {
  return ((i + 0.5) / count) * width;
}

/** The line through all values, or through those from `first` to `last`, both included. */
export function linePath(values: number[], frame: Frame, first = 0, last = values.length - 1): string {
  return values
    .slice(first, last + 1)
    .map((v, i) => `${i === 0 ? "M" : "L"}${n(x(first + i, values.length, frame.width))} ${n(y(v, frame))}`)
    .join("");
}

export function areaPath(values: number[], frame: Frame, first = 0, last = values.length - 1): string {
  if (last < first) return "";
  const from = n(x(first, values.length, frame.width));
  const to = n(x(last, values.length, frame.width));
  return `${linePath(values, frame, first, last)}L${to} ${n(frame.height)}L${from} ${n(frame.height)}Z`;
}

export function bandPath(lower: number[], upper: number[], frame: Frame, first = 0, last = lower.length - 1): string {
  if (last < first) return "";
  const back = lower
    .slice(first, last + 1)
    .map((v, i) => `L${n(x(first + i, lower.length, frame.width))} ${n(y(v, frame))}`)
    .reverse()
    .join("");
  return `${linePath(upper, frame, first, last)}${back}Z`;
}

/** The step under a pointer at `at` of `width`. */
export function stepAt(at: number, width: number, count: number): number {
  if (width <= 0) return 0;
  return Math.min(Math.max(Math.floor((at / width) * count), 0), count - 1);
}
