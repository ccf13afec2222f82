import type { History } from "../api/types";
import { divergingGradient, MOST_TIMES, TIMES_TICKS } from "../color/diverging";
import type { Theme } from "../color/palette";
import { ticks } from "../color/scale";
import { Legend } from "../legend/Legend";
import { t } from "../strings";
import { whole } from "../ui/numbers";
import { spanWords } from "./brushWords";
import type { Compared } from "./compare";
import { HISTORY_FLOOR } from "./texels";

interface Props {
  theme: Theme;
  history: History;
  compared: Compared | null;
}

/** The legend of what was reported, or of what changes between two periods. */
export function HistoryLegend({ theme, history, compared }: Props) {
  const c = t.history.compare;
  const point = [history, compared?.second].some((told) => (told?.crowded.length ?? 0) > 0);
  const last = [
    ...(point ? [{ kind: "point" as const, text: t.legend.point }] : []),
    { kind: "hatch" as const, text: t.legend.noData },
  ];
  if (compared) {
    return (
      <Legend
        title={c.legend(spanWords(compared.second), history.grid.cell)}
        domain={[1 / MOST_TIMES, MOST_TIMES]}
        theme={theme}
        label={(value) => c.ticks[TIMES_TICKS.indexOf(value)] ?? ""}
        shown={TIMES_TICKS}
        mark={null}
        ribbon={divergingGradient(theme)}
        notes={[{ kind: "gray", text: c.gray }, { kind: "clear", text: c.clear }, ...last]}
      />
    );
  }
  return (
    <Legend
      title={t.legend.history(history.grid.cell)}
      domain={history.domain}
      theme={theme}
      label={whole}
      floor={HISTORY_FLOOR}
      shown={ticks(history.domain, 5)}
      mark={null}
      notes={[{ kind: "dot", text: t.legend.suppressed(history.minimum) }, ...last]}
    />
  );
}
