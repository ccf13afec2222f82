import type { CitySummary, History, Totals } from "../api/types";
import type { Choice } from "../forecast/hours";
import { t } from "../strings";
import { cityBand, citySeries } from "../time/series";
import { localDateWords } from "../time/words";
import { rounded, whole } from "../ui/numbers";

interface Props {
  summary: CitySummary;
  inHistory: boolean;
  history: History | null;
  /** The place's answer in two parts. */
  answer: [string, string] | null;
  choice: Choice | null;
  totals: Totals | null;
  hour: number;
  /** Whether the hour is a typical one, no forecast. */
  typical: boolean;
  empty: boolean;
}

/** The sheet's one line: the answer where there is one, else what the map shows. */
export function SheetSummary(props: Props) {
  const { inHistory, history, answer, choice, totals, hour } = props;
  const [lead, rest] = inHistory ? historyLine(history) : (answer ?? forecastLine());
  return (
    <>
      <strong>{lead}</strong> <span>{rest}</span>
    </>
  );

  function forecastLine(): [string, string] {
    if (props.empty) return [t.modes.forecast, t.states.noForecast(props.summary.name)];
    if (!choice) return [t.modes.forecast, ""];
    const label = choice.id === "all" ? t.categories.all : choice.label;
    const expected = citySeries(totals, choice.id)?.[hour];
    const band = cityBand(totals, choice.id);
    if (expected === undefined) return [label, ""];
    const [lower, upper] = [band?.lower[hour], band?.upper[hour]];
    return [
      label,
      lower !== undefined && upper !== undefined
        ? t.time.cityShort(rounded(expected), rounded(lower), rounded(upper))
        : (props.typical ? t.typical.cityShort : t.time.cityPlain)(rounded(expected)),
    ];
  }
}

function historyLine(history: History | null): [string, string] {
  if (!history) return [t.modes.history, ""];
  const total = history.total === 1 ? t.history.totalOne : t.history.total(whole(history.total));
  return [total, t.history.span(localDateWords(history.from), localDateWords(history.to))];
}
