import { useCallback, useEffect, useRef } from "react";
import type { View } from "../shell/url";
import { viewStore } from "../shell/view";

const WAIT_MS = 90;

/**
 * Writes what a drag chooses into the view: the first change makes an entry one can go back from,
 * the others replace it, no more often than the server is asked.
 */
export function useLive(): { begin: () => void; tell: (patch: Partial<View>, done?: boolean) => void } {
  const state = useRef<{ pushed: boolean; timer: number | undefined; next: Partial<View> | null }>({
    pushed: false, timer: undefined, next: null,
  });
  useEffect(() => {
    const { current } = state;
    return () => window.clearTimeout(current.timer);
  }, []);
  const write = useCallback(() => {
    const { current } = state;
    window.clearTimeout(current.timer);
    current.timer = undefined;
    if (!current.next) return;
    if (current.pushed) viewStore.replace(current.next);
    else viewStore.push(current.next);
    current.pushed = true;
    current.next = null;
  }, []);
  const begin = useCallback(() => {
    state.current.pushed = false;
  }, []);
  const tell = useCallback(
    (patch: Partial<View>, done = false) => {
      const { current } = state;
      current.next = patch;
      if (done) write();
      else current.timer ??= window.setTimeout(write, WAIT_MS);
    },
    [write],
  );
  return { begin, tell };
}
