import { useMemo } from "react";
import type { useCityData } from "./useCityData";
import { laterParts } from "./useParts";

const useParts = laterParts("history", () => import("../history/parts"));

/** The history's half of the page, once it was looked at, and what it makes of the answers. */
export function useHistory(wanted: boolean, { history, earlier }: Pick<ReturnType<typeof useCityData>, "history" | "earlier">) {
  const half = useParts(wanted);
  const found = half.parts;
  const first = history.data;
  const compared = useMemo(() => (found && first && earlier ? found.compare(first, earlier) : null), [found, first, earlier]);
  const field = useMemo(
    () => (found && first ? found.historyField(first, compared, history.key ?? "") : null),
    [found, first, compared, history.key],
  );
  const line = found && first ? found.historyLine(first, compared) : null;
  return { ...half, compared, field, line };
}
