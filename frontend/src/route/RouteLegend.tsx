import type { Theme } from "../color/palette";
import { Legend, rateTick } from "../legend/Legend";
import { t } from "../strings";
import { RATES, rateRibbon } from "./lines";

interface Props {
  theme: Theme;
  near: number;
  /** Edge of the forecast's cells, metres, which are drawn paler behind; null where they are not. */
  cell: number | null;
}

/** What the colors along a route stand for; those of the cells behind it have a scale of their own. */
export function RouteLegend({ theme, near, cell }: Props) {
  const [low, high] = RATES;
  return (
    <Legend
      title={t.route.legend(near)}
      domain={RATES}
      theme={theme}
      label={rateTick}
      shown={[low, Math.sqrt(low * high), high]}
      mark={null}
      ribbon={rateRibbon(theme)}
      notes={cell === null ? [] : [{ kind: "pale", text: t.route.behind(cell) }]}
    />
  );
}
