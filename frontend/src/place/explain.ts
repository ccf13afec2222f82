export interface Bar {
  label: string;
  value: number;
  /** Part of the whole, 0 to 1. */
  share: number;
}

/** At most `limit` bars, largest first, that still add up: what is left over is one of them. */
export function whyBars(
  terms: { label: string; expected: number[] }[],
  hour: number,
  limit: number,
  other: string,
): Bar[] {
  const values = terms
    .map(({ label, expected }) => ({ label, value: Math.max(expected[hour] ?? 0, 0) }))
    .sort((a, b) => b.value - a.value);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  if (total <= 0) return [];
  const bar = ({ label, value }: { label: string; value: number }): Bar => ({
    label,
    value,
    share: value / total,
  });
  const positive = values.filter(({ value }) => value > 0);
  if (positive.length <= limit) return positive.map(bar);
  const head = positive.slice(0, limit - 1);
  const rest = positive.slice(limit - 1).reduce((sum, { value }) => sum + value, 0);
  return [...head, { label: other, value: rest }].map(bar);
}

/** The sum of `count` hours from `start`, as far as the series goes. */
export function sumFrom(values: number[], start: number, count: number): number {
  return values.slice(start, start + count).reduce((sum, value) => sum + value, 0);
}
