import { useEffect, useState } from "react";
import type { Mode } from "./url";
import { viewStore } from "./view";

interface Parts<T> {
  /** Null until they have come. */
  parts: T | null;
  failed: boolean;
  retry: () => void;
}

/** A mode's half of the page: a file of its own, fetched when it is looked at, at once by a link to it. */
export function laterParts<T extends object>(mode: Mode, load: () => Promise<T>): (wanted: boolean) => Parts<T> {
  let kept: T | null = null;
  const once = async () => (kept ??= await load());
  if (viewStore.get().mode === mode) once().catch(() => undefined);
  return function useParts(wanted) {
    const [parts, setParts] = useState(kept);
    const [attempt, setAttempt] = useState(0);
    const [failed, setFailed] = useState(-1);
    useEffect(() => {
      if (wanted && !parts) once().then(setParts, () => setFailed(attempt));
    }, [wanted, parts, attempt]);
    return { parts, failed: failed === attempt, retry: () => setAttempt((n) => n + 1) };
  };
}
