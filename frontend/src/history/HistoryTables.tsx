import { useMemo, useState } from "react";
import type { City, History } from "../api/types";
import type { Bounds } from "../share/cells";
import { csvOf, type Value } from "../share/csv";
import { save } from "../share/save";
import { t } from "../strings";
import { sharesCounted, type Compared } from "./compare";
import { aboutHistory, cellRows } from "./historyFiles";
import { openDays } from "./period";
import { categoryTable, dayTable, hourTable, MOST_DAYS, sorted, type TableKind } from "./tables";

interface Props {
  city: City;
  history: History;
  compared: Compared | null;
  /** The first day that the other period's days stand beside. */
  start: string | null;
  /** The share reported late; null where that is not known. */
  late: number | null;
  bounds: () => Bounds | null;
  onSay: (message: string) => void;
}

const KINDS: TableKind[] = ["category", "day", "hour"];

/** The history as tables that can be sorted, and as files. */
export function HistoryTables({ city, history, compared, start, late, bounds, onSay }: Props) {
  const [kind, setKind] = useState<TableKind>("category");
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const tt = t.history.tables;
  const { records } = city;
  const table = useMemo(() => {
    if (kind === "hour" || !records) return hourTable(history, compared);
    return kind === "day"
      ? dayTable(history, compared, start, records, late)
      : categoryTable(city, history.category, history, compared);
  }, [kind, city, records, history, compared, start, late]);
  // Categories begin with the most frequent, times with the first.
  const { column, down } = order ?? (kind === "category" ? { column: 1, down: true } : { column: 0, down: false });
  const waits = records && [history, compared?.second].some((of) => of && openDays(of, records, late) > 0);
  const rows = useMemo(() => sorted(table.rows, column, down), [table, column, down]);
  const name = kind === "day" && history.days.length > MOST_DAYS ? "week" : kind;
  const take = (what: string, named: string, names: string[], values: Value[][], of: TableKind | "cells") => {
    const file = `${city.id}-history-${named}-${history.from}-${history.to}${compared ? "-compared" : ""}.csv`;
    save(file, "text/csv", csvOf(aboutHistory(what, city, history, compared, of), names, values));
    onSay(tt.saved(values.length));
  };
  return (
    <section className="tables series" data-testid="history-tables" aria-label={tt.heading}>
      <h3>{tt.heading}</h3>
      <div className="chips small" role="group" aria-label={tt.heading}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            data-testid={`table-${one}`}
            aria-pressed={one === kind}
            onClick={() => {
              setKind(one);
              setOrder(null);
            }}
          >
            {tt.kinds[one === "day" && history.days.length > MOST_DAYS ? "week" : one]}
          </button>
        ))}
      </div>
      <div className="series-box" tabIndex={0} role="region" aria-label={tt.kinds[name]} data-own-keys>
        <table data-testid="history-table" data-kind={kind}>
          <thead>
            <tr>
              {table.columns.map((label, i) => (
                <th key={label} scope="col" aria-sort={i !== column ? "none" : down ? "descending" : "ascending"}>
                  <button
                    type="button"
                    data-testid="table-sort"
                    // Numbers begin with the largest, names with the first.
                    onClick={() => setOrder({ column: i, down: i === column ? !down : typeof table.rows[0]?.cells[i]?.by === "number" })}
                  >
                    {label}
                    <span aria-hidden="true">{i !== column ? "" : down ? " ↓" : " ↑"}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.cells[0]?.by === undefined ? "" : `${row.cells[0].by}/${row.cells[1]?.text ?? ""}`} data-dim={row.dim}>
                {row.cells.map(({ text, note }, i) =>
                  i === 0 ? (
                    <th key={i} scope="row">
                      {text}
                    </th>
                  ) : (
                    <td key={i}>
                      {text}
                      {note && <small>{note}</small>}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        {kind === "category" ? tt.noteCategory : kind === "hour" ? t.history.weekHint : waits && tt.openNote}{" "}
        {compared && kind !== "day" && tt.noteChange(kind === "hour" || sharesCounted(history))}
      </p>
      <p className="take-row">
        <button
          type="button"
          className="chip"
          data-testid="history-csv"
          onClick={() => take(tt.what[name](city.name), name, table.names, rows.map(({ values }) => values), kind)}
        >
          {tt.csv}
        </button>
        <button
          type="button"
          className="chip"
          data-testid="history-csv-cells"
          onClick={() => {
            const { names, rows: values } = cellRows(history, compared, bounds());
            take(tt.what.cells(city.name, history.grid.cell), "cells", names, values, "cells");
          }}
        >
          {tt.cells}
        </button>
      </p>
    </section>
  );
}
