import type { Resource } from "../api/resource";
import type { History, HistoryPlace } from "../api/types";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { whole } from "../ui/numbers";
import { spanWords } from "./brushWords";
import { changeOf, sharesCounted, type Compared } from "./compare";
import { surenessWords, timesWords } from "./compareWords";
import { PlaceYears } from "./PlaceYears";
import { cellCount } from "./texels";

interface Props {
  history: History;
  place: Resource<HistoryPlace>;
  compared: Compared | null;
  cell: number | null;
  neighborhood: string | null;
  forecast: boolean;
  onClose: () => void;
  onForecast: () => void;
}

/** The other period's count of a cell, and what changes; no change where a count is withheld. */
function comparedWords({ first, second, days, pair }: Compared, cell: number): string {
  const c = t.history.compare;
  const found = cellCount(second, cell);
  const count = found.kind === "suppressed" ? t.history.yearsFew(second.minimum) : whole(found.kind === "count" ? found.count : 0);
  const told = c.here(count, spanWords(second));
  const both = pair(cell);
  if (!both) return `${told} ${c.withheld}`;
  const change = changeOf(...both, days);
  return `${told} ${change.kind === "few" ? "" : `${capital(timesWords(change.times))}. `}${surenessWords(change, sharesCounted(first))}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The answer for a place in the history: how many, or why it is not told. */
export function CellCard({ history, place, compared, cell, neighborhood, forecast, onClose, onForecast }: Props) {
  const size = history.grid.cell;
  const found = cell === null ? null : cellCount(history, cell);
  const text =
    found === null
      ? t.history.cellOutside
      : found.kind === "count"
        ? t.history.cell(found.count, size)
        : found.kind === "suppressed"
          ? t.history.cellSuppressed(history.minimum, size)
          : t.history.cellNone(size);
  const crowded = [history, compared?.second].flatMap((told) => (told && cell !== null && told.crowded.includes(cell) ? [told] : []));
  return (
    <section className="place" data-testid="place-card" aria-label={t.place.heading}>
      <header className="place-head">
        <h2>{neighborhood ? t.place.in(neighborhood) : t.place.heading}</h2>
        <button type="button" className="quiet square" aria-label={t.place.close} title={t.place.close} data-testid="place-close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <p className="answer compact" data-testid="place-answer">
        {text}
        {found && <span>, {spanWords(history)}</span>}
      </p>
      {cell !== null && compared && (
        <p className="note" data-testid="place-compared">
          {comparedWords(compared, cell)}
        </p>
      )}
      {crowded.length > 0 && (
        <p className="note" data-testid="crowded">
          {t.history.crowdedHere(compared && crowded.map(spanWords))}
        </p>
      )}
      {place.data && place.data.cell.index === cell && (
        <div data-stale={place.loading}>
          <PlaceYears place={place.data} />
        </div>
      )}
      {place.error && cell !== null && (
        <p className="note" role="alert">
          {t.place.failed} {place.error.message}
        </p>
      )}
      {forecast && found && (
        <button type="button" className="link" onClick={onForecast}>
          {t.place.forecastHere}
        </button>
      )}
    </section>
  );
}
