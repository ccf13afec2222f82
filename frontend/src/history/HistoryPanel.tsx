import type { Resource } from "../api/resource";
import type { History, Records } from "../api/types";
import type { Theme } from "../color/palette";
import { gradient } from "../color/palette";
import type { Period } from "../shell/url";
import { t } from "../strings";
import { percent, shareWords, whole } from "../ui/numbers";
import { isWhole, type HourBrush } from "./brush";
import { brushWords } from "./brushWords";
import { completeDays } from "./period";
import { PeriodPicker } from "./PeriodPicker";
import { WeekMatrix } from "./WeekMatrix";

interface Props {
  history: Resource<History>;
  records: Records;
  period: Period;
  brush: HourBrush;
  theme: Theme;
  /** The share reported late; null where that is not known. */
  late: number | null;
  onPeriod: (period: Period) => void;
}

export function HistoryPanel({ history, records, period, brush, theme, late, onPeriod }: Props) {
  const data = history.data;
  const share = late === null ? null : shareWords(late);
  const lateWords = data?.category === "all" ? t.data.late : t.data.lateOf;
  return (
    <div className="history" data-testid="history">
      <PeriodPicker period={period} records={records} onPeriod={onPeriod} />
      {history.error && (
        <div className="state" role="alert">
          <p>
            {t.history.failed} {history.error.message}
          </p>
          <button type="button" className="button" onClick={history.retry}>
            {t.retry}
          </button>
        </div>
      )}
      {!data && !history.error && (
        <div className="skeleton" role="status" aria-label={t.states.loadingAny}>
          <span className="bone tall" />
          <span className="bone" />
          <span className="bone chart" />
        </div>
      )}
      {data && (
        <div data-stale={history.loading}>
          <p className="total" data-testid="history-total">
            {data.total === 1 ? t.history.totalOne : t.history.total(whole(data.total))}
          </p>
          {!isWhole(brush) && (
            <p className="note" data-testid="history-brush">
              {t.history.brushed(brushWords(brush))}
            </p>
          )}
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
          {completeDays(data.days, records, late) < data.days.length && (
            <p className="note" data-testid="history-open">
              {t.history.open(share && lateWords(share))}
            </p>
          )}
        </div>
      )}
      {data && (
        <div>
          <h3>{t.history.week}</h3>
          <WeekMatrix values={data.by_hour_of_week} theme={theme} brush={brush} />
          <p className="matrix-key" aria-hidden="true">
            <span>{t.history.weekLow}</span>
            <span className="matrix-ribbon" style={{ background: gradient(theme) }} />
            <span>{t.history.weekHigh}</span>
          </p>
          <p className="note">{t.history.weekHint}</p>
        </div>
      )}
    </div>
  );
}
