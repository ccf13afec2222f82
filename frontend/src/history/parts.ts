/** The history's half of the page, fetched when it is looked at. */
import type { History } from "../api/types";
import type { Field } from "../map/field-layer";
import { t } from "../strings";
import { whole } from "../ui/numbers";
import { spanWords } from "./brushWords";
import { comparedTexels, type Compared } from "./compare";
import { timesWords } from "./compareWords";
import { historyTexels } from "./texels";
import "../styles/history.css";
import "../styles/brush.css";

export { DayBar } from "./DayBar";
export { HistoryBody } from "./HistoryBody";
export { HistoryLegend } from "./HistoryLegend";
export { compare } from "./compare";

/** What the map draws. */
export function historyField(history: History, compared: Compared | null, key: string): Field {
  return {
    grid: history.grid,
    texels: compared ? comparedTexels(compared) : historyTexels(history),
    crisp: true,
    diverging: compared !== null,
    key,
  };
}

/** How many, and how many more or fewer, for those who do not see the map; the sheet's one line. */
export function historyLine(history: History, compared: Compared | null): [string, string] {
  const total = history.total === 1 ? t.history.totalOne : t.history.total(whole(history.total));
  const change = compared && compared.total.kind !== "few" ? timesWords(compared.total.times) : null;
  return [total, change ?? spanWords(history)];
}
