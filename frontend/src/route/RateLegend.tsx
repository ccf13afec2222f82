import type { Theme } from "../color/palette";
import { Legend, rateTick } from "../legend/Legend";
import { t } from "../strings";
import { RATES, rateRibbon } from "./lines";

/** What the colors along a route stand for. */
export function RateLegend({ theme, near }: { theme: Theme; near: number }) {
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
      notes={[]}
    />
  );
}
