import type { ReactNode } from "react";
import type { Resource } from "../api/resource";
import type { History, Records } from "../api/types";
import type { Theme } from "../color/palette";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { localDateWords } from "../time/words";
import { percent, shareWords, whole } from "../ui/numbers";
import { completeSpan, type Second } from "./against";
import { isWhole, type HourBrush } from "./brush";
import { brushWords, spanWords } from "./brushWords";
import { LEAST, sharesCounted, type Compared } from "./compare";
import { surenessWords, timesWords } from "./compareWords";
import { dayNumber } from "./dates";
import { openDays } from "./period";
import { WeekPart } from "./WeekPart";

interface Props {
  history: Resource<History>;
  compared: Compared | null;
  second: Second | null;
  records: Records;
  brush: HourBrush;
  theme: Theme;
  /** The share reported late; null where that is not known. */
  late: number | null;
  /** Whether the period is counted back from the records' last day. */
  anchored: boolean;
  /** What stands between the hours of the week and the notes. */
  children: ReactNode;
}

/** What is counted: how many, what changes, by hour of the week, and what must be known of it. */
export function HistoryPanel({ history, compared, second, records, brush, theme, late, anchored, children }: Props) {
  const data = history.data;
  if (history.error) {
    return (
      <div className="state" role="alert">
        <p>
          {t.history.failed} {history.error.message}
        </p>
        <button type="button" className="button" onClick={history.retry}>
          {t.retry}
        </button>
      </div>
    );
  }
  if (!data) {
    return (
      <div className="skeleton" role="status" aria-label={t.states.loadingAny}>
        <span className="bone tall" />
        <span className="bone" />
        <span className="bone chart" />
      </div>
    );
  }
  const share = late === null ? null : shareWords(late);
  const lateWords = data.category === "all" ? t.data.late : t.data.lateOf;
  const total = data.total === 1 ? t.history.totalOne : t.history.total(whole(data.total));
  return (
    <>
      <div data-stale={history.loading}>
        <p className="total" data-testid="history-total">
          {total}
        </p>
        {compared && <CompareSummary compared={compared} second={second} records={records} late={late} />}
        {!isWhole(brush) && (
          <p className="note" data-testid="history-brush">
            {t.history.brushed(brushWords(brush))}
          </p>
        )}
        {!compared && openDays(data, records, late) > 0 && (
          <p className="note" data-testid="history-open">
            {t.history.open(share && lateWords(share))}
          </p>
        )}
      </div>
      <WeekPart history={data} compared={compared} theme={theme} brush={brush} />
      {children}
      <div data-stale={history.loading} data-testid="history-counts">
        <h3>{t.history.counts}</h3>
        {compared && (
          <>
            <p className="note" data-testid="compare-cells">
              {t.history.compare.cells(
                whole(compared.cells.size),
                whole([...compared.cells.values()].filter((side) => side !== 0).length),
                whole(Math.ceil(0.05 * compared.cells.size)),
                LEAST,
              )}
            </p>
            <p className="note">{isWhole(brush) ? t.history.compare.note : t.history.compare.noteShares}</p>
          </>
        )}
        <p className="note">{t.history.incidents}</p>
        {anchored && <p className="note">{t.history.anchored(localDateWords(records.last ?? data.to))}</p>}
        <p className="note" data-testid="history-unplaced">
          {data.unplaced > 0
            ? t.history.unplaced(whole(data.unplaced), percent(data.unplaced / Math.max(data.total, 1)))
            : t.history.noUnplaced}
        </p>
        {data.outside > 0 && <p className="note">{t.history.outside(whole(data.outside))}</p>}
        {data.suppressed_cells > 0 && (
          <p className="note">{t.history.suppressed(whole(data.suppressed_cells), data.minimum)}</p>
        )}
        {data.crowded.length > 0 && (
          <p className="note" data-testid="history-crowded">
            {t.history.crowded(data.crowded.length)}
          </p>
        )}
      </div>
    </>
  );
}

interface SummaryProps {
  compared: Compared;
  second: Second | null;
  records: Records;
  late: number | null;
}

/** How the city's count differs, how sure that is, and what makes the two unlike. */
function CompareSummary({ compared: { first, second, total, days }, second: asked, records, late }: SummaryProps) {
  const c = t.history.compare;
  const [newer, older] = first.from > second.from ? [first, second] : [second, first];
  const open = openDays(newer, records, late);
  const length = (span: { from: string; to: string }) => dayNumber(span.to) - dayNumber(span.from) + 1;
  const known = [records.first ?? "", records.last ?? ""].map(localDateWords);
  return (
    <>
      <p className="compare-answer" data-testid="compare-answer">
        {total.kind !== "few" && <strong>{timesWords(total.times)} </strong>}
        {c.against(spanWords(second), whole(second.total))}
      </p>
      <p className="note" data-testid="compare-sure">
        {surenessWords(total, sharesCounted(first))}
      </p>
      {asked?.kind === "dates" && asked.cut ? (
        <p className="note" data-testid="compare-cut">
          {c.cut(length(second), known[0] ?? "", known[1] ?? "")}
        </p>
      ) : (
        days[0] !== days[1] && <p className="note">{c.lengths(...days)}</p>
      )}
      {open > 0 && (
        <p className="note" data-testid="compare-open">
          {c.open(open, spanWords(newer), newer === first)}{" "}
          {newer === first && older.days.length > 0 && (
            <button
              type="button"
              className="link alone"
              data-testid="compare-complete"
              onClick={() => viewStore.push({ period: { kind: "range", ...completeSpan(first, open) } })}
            >
              {c.complete}
            </button>
          )}
        </p>
      )}
    </>
  );
}
