import type { HistoryPlace, TimeSpan } from "../api/types";
import { t } from "../strings";
import { rounded, whole } from "../ui/numbers";
import { spanWords } from "./brushWords";

/** What is told of a count: none below three. */
const MINIMUM = 3;

type Told = TimeSpan["here"];

/** The row's name: the year, with its days where it is not whole. */
export function yearWords({ from, to }: Pick<TimeSpan, "from" | "to">): string {
  const year = from.slice(0, 4);
  return from.endsWith("-01-01") && to.endsWith("-12-31")
    ? year
    : spanWords({ from, to });
}

function countWords({ count, suppressed }: Told): string {
  if (suppressed) return t.history.yearsFew(MINIMUM);
  return count === null ? t.history.yearsNotTold : whole(count);
}

const notTold = (told: Told | null) => told !== null && told.count === null && !told.suppressed;

/** This cell's counts beside its neighborhood's: of the period, then year by year. */
export function PlaceYears({ place }: { place: HistoryPlace }) {
  const { neighborhood, size } = place.cell;
  const row = (span: TimeSpan, name: string) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{countWords(span.here)}</td>
      {neighborhood !== null && <td>{span.around ? countWords(span.around) : ""}</td>}
    </tr>
  );
  return (
    <>
      <table className="spans years" data-testid="place-years" aria-label={t.history.years}>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t.history.yearsWhen}</span>
            </th>
            <th scope="col">{t.history.yearsHere(size)}</th>
            {neighborhood !== null && <th scope="col">{neighborhood}</th>}
          </tr>
        </thead>
        <tbody>
          {row(place.period, t.history.yearsPeriod)}
          {place.compared && row(place.compared, t.history.tables.second)}
          {place.years.map((span) => row(span, yearWords(span)))}
        </tbody>
      </table>
      {place.years.some(({ here, around }) => notTold(here) || notTold(around)) && (
        <p className="note" data-testid="years-not-told">
          {t.history.yearsNotToldNote(MINIMUM, place.compared !== null)}
        </p>
      )}
      {neighborhood !== null && place.square_km !== null && (
        <p className="note">{t.history.yearsNote(neighborhood, rounded(place.square_km))}</p>
      )}
    </>
  );
}
