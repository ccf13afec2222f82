import { useCallback, useEffect, useRef, useState } from "react";
import { beatOf } from "./speeds";

interface Play {
  playing: boolean;
  toggle: () => void;
  stop: () => void;
}

/**
 * Plays hour by hour on the display's own clock. An hour that has not come yet is waited for,
 * so that none is skipped; at the end it stops. With reduced motion a press goes on one hour.
 */
export function usePlay(
  hour: number,
  hours: number,
  has: (hour: number) => boolean,
  go: (hour: number) => void,
  reducedMotion: boolean,
  hoursPerSecond: number,
): Play {
  const [playing, setPlaying] = useState(false);
  const latest = useRef({ hour, has, go, hoursPerSecond });
  useEffect(() => {
    latest.current = { hour, has, go, hoursPerSecond };
  });

  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let request = requestAnimationFrame(function tick(now) {
      const { hour: at, has: ready, go: show, hoursPerSecond: speed } = latest.current;
      if (at >= hours - 1) {
        setPlaying(false);
        return;
      }
      const beat = beatOf(last, now, speed);
      if (beat !== null && ready(at + 1)) {
        last = beat;
        show(at + 1);
      }
      request = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(request);
  }, [playing, hours]);

  const toggle = useCallback(() => {
    const { hour: at, go: show } = latest.current;
    if (reducedMotion) {
      show(Math.min(at + 1, hours - 1));
      return;
    }
    if (!playing && at >= hours - 1) show(0);
    setPlaying(!playing);
  }, [playing, hours, reducedMotion]);
  const stop = useCallback(() => setPlaying(false), []);
  return { playing, toggle, stop };
}
