export interface Bar {
  label: string;
  value: number;
  /** Part of the whole; below 0 where a part takes away. */
  share: number;
}

/**
 * At most `limit` bars, largest first, that still add up: what is left over is one of them. Parts
 * that take away come last.
 */
export function whyBars(
  terms: { label: string; expected: number[] }[],
  hour: number,
  limit: number,
  other: string,
): Bar[] {
  const values = terms
    .map(({ label, expected }) => ({ label, value: expected[hour] ?? 0 }))
    .sort((a, b) => b.value - a.value);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  if (total <= 0) return [];
  const bar = ({ label, value }: { label: string; value: number }): Bar => ({
    label,
    value,
    share: value / total,
  });
  // Less than half a percent of the whole is no part that one could see.
  const less = values.filter(({ value }) => value < -0.005 * total);
  const rest = values.filter(({ value }) => value >= -0.005 * total && value !== 0);
  const room = limit - less.length;
  if (rest.length <= room) return [...rest, ...less].map(bar);
  const left = rest.slice(room - 1).reduce((sum, { value }) => sum + value, 0);
  return [...rest.slice(0, room - 1), { label: other, value: left }, ...less].map(bar);
}

/** The sum of `count` hours from `start`, as far as the series goes. */
export function sumFrom(values: number[], start: number, count: number): number {
  return values.slice(start, start + count).reduce((sum, value) => sum + value, 0);
}
