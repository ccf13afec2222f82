import type { Manifest } from "../api/types";
import { OTHER, strengthRibbon } from "../color/categories";
import { divergingGradient, MOST_TIMES, TIMES_TICKS } from "../color/diverging";
import type { Theme } from "../color/palette";
import { endsAndMiddle } from "../color/scale";
import type { Choice } from "../forecast/hours";
import type { Show } from "../shell/url";
import { t } from "../strings";
import { chanceTick, Legend, rateTick } from "./Legend";

interface Props {
  theme: Theme;
  forecast: Manifest | null;
  choice: Choice | null;
  /** Expected at the chosen place and hour, and how many times the usual that is. */
  here: number | null;
  times?: number | null;
  /** Whether the map shows what changes against the usual. */
  change?: boolean;
  show: Show;
  /** Numbers (from 1) of the categories on a map of the likeliest ones. */
  present: number[] | null;
  /** Whether the map shows a typical hour, no forecast. */
  typical: boolean;
}

/** The categories to be seen, in the manifest's order; those that share the gray share a line. */
export function legendItems(forecast: Manifest, present: number[]): { label: string; color: string }[] {
  const found = present.flatMap((number) => forecast.categories[number - 1] ?? []);
  const gray = found.filter(({ color }) => color === null);
  const others = gray.length > 1 ? t.categories.others : gray[0]?.label;
  return [
    ...found.flatMap(({ label, color }) => (color === null ? [] : [{ label, color }])),
    ...(others === undefined ? [] : [{ label: others, color: OTHER }]),
  ];
}

/** The legend of what is on the forecast's map. */
export function ModeLegend({ theme, forecast, choice, here, times = null, change = false, show, present, typical }: Props) {
  if (!choice || !forecast) return null;
  const { cell } = forecast.grid;
  const common = {
    domain: choice.domain,
    theme,
    shown: endsAndMiddle(choice.domain),
    mark: here,
    notes: [{ kind: "hatch" as const, text: t.legend.noData }],
  };
  if (change) {
    return (
      <Legend
        title={t.change.legend}
        domain={[1 / MOST_TIMES, MOST_TIMES]}
        theme={theme}
        label={(value) => t.change.ticks[TIMES_TICKS.indexOf(value)] ?? ""}
        shown={TIMES_TICKS}
        mark={times}
        ribbon={divergingGradient(theme)}
        notes={[{ kind: "clear", text: t.change.notDrawn }, ...common.notes]}
      />
    );
  }
  if (present) {
    return (
      <Legend
        {...common}
        title={(typical ? t.typical : t.legend).likeliest(cell)}
        label={rateTick}
        ribbon={strengthRibbon()}
        items={legendItems(forecast, present)}
      />
    );
  }
  return show === "chance" ? (
    <Legend {...common} title={(typical ? t.typical : t.legend).chance(cell)} label={chanceTick} />
  ) : (
    <Legend {...common} title={typical ? t.typical.legend(cell) : t.legend.forecast(cell)} label={rateTick} />
  );
}
