export type Stop = "line" | "half" | "full";

export const STOPS: Stop[] = ["line", "half", "full"];
export const LINE_HEIGHT = 60;

/** The sheet's height at each stop, in `room` CSS pixels above the time bar. */
export function heights(room: number): Record<Stop, number> {
  const full = Math.max(room, LINE_HEIGHT);
  return { line: LINE_HEIGHT, half: Math.max(Math.min(Math.round(full * 0.52), full), LINE_HEIGHT), full };
}

export function nearestStop(height: number, all: Record<Stop, number>): Stop {
  return STOPS.reduce((best, stop) =>
    Math.abs(all[stop] - height) < Math.abs(all[best] - height) ? stop : best,
  );
}
