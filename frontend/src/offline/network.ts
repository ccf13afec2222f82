import { useSyncExternalStore } from "react";
import { KEPT_HEADER } from "./rules";

let offline = false;
const listeners = new Set<() => void>();

function tell(now: boolean): void {
  if (now === offline) return;
  offline = now;
  for (const listener of listeners) listener();
}

/** Learns from an answer whether the server gave it. What never changes tells nothing. */
export function learn(answer: Pick<Response, "headers">): void {
  if (answer.headers.has(KEPT_HEADER)) tell(true);
  else if (!(answer.headers.get("cache-control") ?? "").includes("immutable")) tell(false);
}

/** Whether what is shown was kept from before, as the server does not answer. */
export function useOffline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offline,
    () => false,
  );
}
