export type Speed = "slow" | "normal" | "fast";

export const SPEEDS: Speed[] = ["slow", "normal", "fast"];

export const HOURS_PER_SECOND: Record<Speed, number> = { slow: 4 / 3, normal: 4, fast: 12 };

export function isSpeed(text: string | null): text is Speed {
  return SPEEDS.some((speed) => speed === text);
}

/** 1, 2 and 3 are the speeds, slow to fast. */
export function speedOfKey(key: string): Speed | null {
  return /^[123]$/.test(key) ? (SPEEDS[Number(key) - 1] ?? null) : null;
}

/**
 * The beat of the next hour in milliseconds, or null while its turn has not come. Beats are even,
 * so that a speed is what it says whenever frames come; what was waited for is not caught up.
 */
export function beatOf(last: number, now: number, hoursPerSecond: number): number | null {
  const beat = last + 1000 / hoursPerSecond;
  if (now < beat) return null;
  return now - beat < 1000 / hoursPerSecond ? beat : now;
}
