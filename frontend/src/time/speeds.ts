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
