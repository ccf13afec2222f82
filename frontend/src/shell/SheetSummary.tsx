import type { Manifest, CitySummary, Totals } from "../api/types";
import type { Choice } from "../forecast/hours";
import { t } from "../strings";
import { cityBand, citySeries } from "../time/series";
import { rounded } from "../ui/numbers";

interface Props {
  summary: CitySummary;
  inHistory: boolean;
  /** What was reported, in two parts. */
  line: [string, string] | null;
  /** The place's answer in two parts. */
  answer: [string, string] | null;
  choice: Choice | null;
  totals: Totals | null;
  manifest: Manifest | null;
  hour: number;
  /** Whether the hour is a typical one, no forecast. */
  typical: boolean;
  empty: boolean;
}

/** The sheet's one line: the answer where there is one, else what the map shows. */
export function SheetSummary(props: Props) {
  const { inHistory, line, answer, choice, totals, manifest, hour } = props;
  const [lead, rest] = inHistory ? (line ?? [t.modes.history, ""]) : (answer ?? forecastLine());
  return (
    <>
      <strong>{lead}</strong> <span>{rest}</span>
    </>
  );

  function forecastLine(): [string, string] {
    if (props.empty) return [t.modes.forecast, t.states.noForecast(props.summary.name)];
    if (!choice) return [t.modes.forecast, ""];
    const label = choice.id === "all" ? t.categories.all : choice.label;
    const expected = citySeries(totals, choice.id, manifest)?.[hour];
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
