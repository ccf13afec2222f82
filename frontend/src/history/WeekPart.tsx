import { useMemo, useState } from "react";
import type { History } from "../api/types";
import { divergingColor, divergingGradient, timesPosition } from "../color/diverging";
import { css, gradient, seenColor, type Theme } from "../color/palette";
import { t } from "../strings";
import { rounded } from "../ui/numbers";
import type { HourBrush } from "./brush";
import { clockWords } from "./brushWords";
import { weekChanges, type Change, weekMeans, type Compared } from "./compare";
import { changeShort } from "./compareWords";
import { WeekMatrix, type WeekCell } from "./WeekMatrix";

interface Props {
  history: History;
  compared: Compared | null;
  theme: Theme;
  brush: HourBrush;
}

const SHOWN = ["change", "first", "second"] as const;
type Shown = (typeof SHOWN)[number];

const dayOf = (slot: number) => t.history.weekDays[Math.floor(slot / 24)] ?? "";

/** Counts as colors, linear from zero to `top`. */
function countCells(means: number[], top: number, theme: Theme): WeekCell[] {
  return means.map((value, slot) => ({
    color: css(seenColor(top > 0 ? 0.08 + 0.87 * (value / top) : 0, theme)),
    title: t.history.weekCell(dayOf(slot), clockWords(slot % 24), rounded(value)),
    said: rounded(value),
  }));
}

function changeCells(changes: Change[], [a, b]: [number[], number[]], theme: Theme): WeekCell[] {
  return changes.map((change, slot) => {
    const words = changeShort(change);
    const [one, other] = [rounded(a[slot] ?? 0), rounded(b[slot] ?? 0)];
    return {
      // As on the map: gray within chance, clear where too few are counted.
      color: change.kind === "few" ? "none" : css(divergingColor(change.kind === "chance" ? 0 : timesPosition(change.times), theme)),
      title: t.history.compare.weekCell(dayOf(slot), clockWords(slot % 24), one, other, words),
      said: words,
    };
  });
}

/** The hours of the week: of one period, of the other, or what changes between them. */
export function WeekPart({ history, compared, theme, brush }: Props) {
  const [chosen, setChosen] = useState<Shown>("change");
  const c = t.history.compare;
  const shown = compared ? chosen : "first";
  const first = weekMeans(history);
  const second = compared ? weekMeans(compared.second) : [];
  const top = Math.max(...first, ...second, 0);
  const all = useMemo(() => compared && weekChanges(compared), [compared]);
  const changes = shown === "change" ? all : null;
  const able = changes?.filter(({ kind }) => kind !== "few") ?? [];
  return (
    <div>
      <div className="with-chips">
        <h3>{t.history.week}</h3>
        {compared && (
          <div className="chips small" role="group" aria-label={c.showWeek}>
            {SHOWN.map((name) => (
              <button key={name} type="button" className="chip" data-testid={`week-${name}`} aria-pressed={name === shown} onClick={() => setChosen(name)}>
                {c.week[name]}
              </button>
            ))}
          </div>
        )}
      </div>
      <WeekMatrix
        cells={changes ? changeCells(changes, [first, second], theme) : countCells(shown === "second" ? second : first, top, theme)}
        brush={brush}
      />
      <p className="matrix-key" aria-hidden="true">
        <span>{t.history.weekLow}</span>
        <span className="matrix-ribbon" style={{ background: changes ? divergingGradient(theme) : gradient(theme) }} />
        <span>{t.history.weekHigh}</span>
      </p>
      <p className="note">{changes ? c.weekHint(able.filter(({ kind }) => kind !== "chance").length, able.length) : t.history.weekHint}</p>
    </div>
  );
}
