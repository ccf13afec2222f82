import { useEffect, useMemo, useState } from "react";
import type { useCityData } from "./useCityData";
import { viewStore } from "./view";

type Parts = typeof import("../history/parts");

let parts: Parts | null = null;
const load = async () => (parts ??= await import("../history/parts"));
// A link to the history needs them at once.
if (viewStore.get().mode === "history") load().catch(() => undefined);

/** The history's half of the page, once it was looked at, and what it makes of the answers. */
export function useHistory(wanted: boolean, { history, earlier }: Pick<ReturnType<typeof useCityData>, "history" | "earlier">) {
  const [found, setFound] = useState(parts);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(-1);
  useEffect(() => {
    if (wanted && !found) load().then(setFound, () => setFailed(attempt));
  }, [wanted, found, attempt]);
  const first = history.data;
  const compared = useMemo(() => (found && first && earlier ? found.compare(first, earlier) : null), [found, first, earlier]);
  const field = useMemo(
    () => (found && first ? found.historyField(first, compared, history.key ?? "") : null),
    [found, first, compared, history.key],
  );
  const line = found && first ? found.historyLine(first, compared) : null;
  return { parts: found, failed: failed === attempt, retry: () => setAttempt((n) => n + 1), compared, field, line };
}
