import type { City, History } from "../api/types";
import { seenCells, degrees, type Bounds } from "../share/cells";
import type { Value } from "../share/csv";
import { termsOf } from "../share/save";
import { t } from "../strings";
import { isWhole } from "./brush";
import { brushWords } from "./brushWords";
import { countedLabel } from "./choice";
import { changeOf, sharesCounted, type Compared } from "./compare";
import { CHANGE_NAMES, changeValues, type TableKind } from "./tables";
import { cellCount } from "./texels";

/** What a file of the history begins with: what it is, of when, how exact, and on what terms. */
export function aboutHistory(
  what: string,
  city: City,
  history: History,
  compared: Compared | null,
  of: TableKind | "cells",
): [string, string][] {
  const tt = t.history.tables;
  const span = ({ from, to }: History) => `${from}/${to}`;
  const brush = { days: history.weekdays, hours: history.hours };
  return [
    ["what", what],
    ["categories", of === "category" ? "" : countedLabel(city, history.category)],
    ["period", span(history)],
    ["compared_with", compared ? span(compared.second) : ""],
    ["hours_counted", isWhole(brush) ? "" : `${brushWords(brush)}. ${tt.shares}`],
    ["records", `${city.records?.first ?? ""}/${city.records?.last ?? ""}, version ${history.version}`],
    ["simulated", city.simulated ? t.data.simulated : ""],
    ["late", tt.late],
    ["small", of === "cells" ? tt.small(history.minimum) : ""],
    ["change", compared ? tt.change95(of === "hour" || sharesCounted(history)) : ""],
    ...termsOf(city, city.name),
  ];
}

/** The cells that the map shows: their counts where they are told, and what changes. */
export function cellRows(history: History, compared: Compared | null, bounds: Bounds | null): { names: string[]; rows: Value[][] } {
  const texels = new Uint8Array(2 * history.grid.width * history.grid.height);
  for (const told of compared ? [history, compared.second] : [history]) {
    for (const cell of [...told.cells, ...told.suppressed]) texels[2 * cell + 1] = 255;
  }
  const value = (of: History, cell: number): Value => {
    const found = cellCount(of, cell);
    return found.kind === "count" ? found.count : found.kind === "none" ? 0 : t.history.yearsFew(of.minimum);
  };
  const rows = seenCells(history.grid, texels, [1, 2], bounds, false).map(({ row, column, middle }): Value[] => {
    const cell = row * history.grid.width + column;
    const both = compared?.pair(cell);
    const few = { kind: "few" as const, times: NaN, lower: 0, upper: Infinity };
    return [
      row, column, ...middle.map(degrees), value(history, cell), history.crowded.includes(cell) ? "yes" : "no",
      ...(compared ? [value(compared.second, cell), ...changeValues(both ? changeOf(...both, compared.days) : few)] : []),
    ];
  });
  const more = compared ? ["count_compared", ...CHANGE_NAMES] : [];
  return { names: ["row", "column", "lon", "lat", "count", "most_at_one_point", ...more], rows };
}
