import { useMemo, type ReactNode } from "react";
import type { Resource } from "../api/resource";
import type { ChangePlace, City, Manifest, Place } from "../api/types";
import { OTHER } from "../color/categories";
import { changeHere } from "../forecast/change";
import { choiceOf, hourStart, inSentence, type Choice } from "../forecast/hours";
import { isSet } from "../forecast/sets";
import { rateLabel } from "../legend/Legend";
import { foreign, t } from "../strings";
import { dayMarks, dayWords, localDateWords, spanWords } from "../time/words";
import { Icon } from "../ui/Icon";
import { chance, isBound, oneIn, percent, poissonRange, rounded } from "../ui/numbers";
import { sumFrom, whyBars } from "./explain";
import { SeriesTable } from "./SeriesTable";
import { WeekChart } from "./WeekChart";

interface Props {
  place: Resource<Place>;
  manifest: Manifest;
  city: City | null;
  hour: number;
  /** Null where now is not among the hours. */
  now: number | null;
  /** Number of the week of the year whose typical hours these are; null in the forecast. */
  week: number | null;
  /** What is usual here in the forecast's hours; null where it is not told. */
  usual: ChangePlace | null;
  onHour: (hour: number) => void;
  onClose: () => void;
  onHistory: () => void;
}

/** "About 1 in 140" and the rest of the sentence. */
export function answerOf(
  expected: number,
  choice: Choice,
  cell: number,
  at: Date,
  zone: string,
): [string, string] {
  const probability = chance(expected);
  const lead = (isBound(probability) ? t.place.under : t.place.about)(oneIn(probability));
  return [lead, t.place.answer(choice.spoken, cell, spanWords(at, zone))];
}

function Shell({ heading, onClose, children }: { heading: string; onClose: () => void; children: ReactNode }) {
  return (
    <section className="place" data-testid="place-card" aria-label={t.place.heading}>
      <header className="place-head">
        <h2>{heading}</h2>
        <button type="button" className="quiet square" aria-label={t.place.close} title={t.place.close} data-testid="place-close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </section>
  );
}

/** Which category a report in this hour would most likely be of, where several are asked for. */
function likeliestOf(place: Place, manifest: Manifest, hour: number) {
  const mix = place.likeliest;
  const id = mix?.categories[mix.which[hour] ?? -1];
  const found = manifest.categories.find((c) => c.id === id);
  return mix && found ? { label: found.label, color: found.color, chance: mix.chance[hour] ?? 0 } : null;
}

/** What was reported here. Of a set only those categories are counted that are told alone. */
function historyWords(told: NonNullable<Place["history"]>, set: boolean): string {
  const from = localDateWords(told.from);
  const to = localDateWords(told.to);
  if (told.count === null) return (set ? t.place.suppressedEach : t.place.suppressed)(3, from, to);
  const words = t.place.count(told.count, from, to);
  return told.suppressed ? `${words} ${t.place.suppressedRest(3)}` : words;
}

export function PlaceCard(props: Props) {
  const { place, manifest, city, hour, now, week, onHour, onClose } = props;
  const zone = manifest.time_zone;
  const days = useMemo(
    () => dayMarks(new Date(manifest.first_hour), manifest.hours, zone),
    [manifest, zone],
  );
  const data = place.data;
  if (place.error) {
    const outside = place.error.status === 404;
    return (
      <Shell heading={t.place.heading} onClose={onClose}>
        <p className="state" role="alert">
          {outside ? t.place.outside : `${t.place.failed} ${place.error.message}`}
        </p>
        {!outside && (
          <button type="button" className="button" onClick={place.retry}>
            {t.retry}
          </button>
        )}
      </Shell>
    );
  }
  if (!data) {
    return (
      <Shell heading={t.place.heading} onClose={onClose}>
        <div className="skeleton" role="status" aria-label={t.place.loading}>
          <span className="bone tall" />
          <span className="bone" />
          <span className="bone short" />
          <span className="bone chart" />
          <span className="bone" />
          <span className="bone short" />
        </div>
      </Shell>
    );
  }

  const size = data.cell.size;
  // The numbers' own category, which the one just chosen may be ahead of.
  const choice = choiceOf(manifest, data.category, city?.classes);
  const start = hourStart(manifest, hour);
  const here = data.expected[hour] ?? 0;
  const [lead, rest] = answerOf(here, choice, size, start, zone);
  const likeliest = likeliestOf(data, manifest, hour);
  const change = week === null && props.usual ? changeHere(props.usual, data.category, here, hour) : null;
  const bars = whyBars(data.terms, hour, 5, t.place.whyOther);
  const day = days.find((d) => hour >= d.hour && hour < d.hour + d.hours);
  const spans: { label: string; value: number; hours: number }[] = [
    { label: t.place.spans.hour, value: here, hours: 1 },
    week !== null
      ? { label: t.typical.day, value: day ? sumFrom(data.expected, day.hour, day.hours) : here, hours: 24 }
      : {
          label: hour + 24 <= manifest.hours ? t.place.spans.day : t.place.spans.remaining(manifest.hours - hour),
          value: sumFrom(data.expected, hour, 24),
          hours: 24,
        },
    {
      label: week === null ? t.place.spans.week : t.typical.week(week),
      value: sumFrom(data.expected, now ?? 0, manifest.hours - (now ?? 0)),
      hours: 168,
    },
  ];

  return (
    <Shell
      heading={data.cell.neighborhood ? t.place.in(data.cell.neighborhood) : t.place.heading}
      onClose={onClose}
    >
      <p className="answer" data-testid="place-answer" data-stale={place.loading}>
        <strong>{lead}</strong>
        <span className="sr-only">: </span>
        <span>
          {rest}, {dayWords(start, zone, manifest.hindcast || week !== null)}.
        </span>
      </p>
      {week !== null && (
        <p className="note" data-testid="place-typical">
          {t.typical.place(week)}
        </p>
      )}

      {change !== null && (
        <p className="likeliest" data-testid="place-change">
          {change}
        </p>
      )}
      {likeliest && (
        <p className="likeliest" data-testid="place-likeliest">
          <span className="swatch" style={{ background: likeliest.color ?? OTHER }} aria-hidden="true" />
          {t.place.likeliest(inSentence(likeliest.label), oneIn(likeliest.chance))}
        </p>
      )}

      <table className="spans">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t.place.spans.heading}</span>
            </th>
            <th scope="col">{t.place.spans.chance}</th>
            <th scope="col">{week === null ? t.place.spans.expected : t.typical.usual}</th>
          </tr>
        </thead>
        <tbody>
          {spans.map(({ label, value }) => {
            const [lower, upper] = poissonRange(value);
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{oneIn(chance(value))}</td>
                <td>
                  {rounded(value)}
                  {upper > 0 && week === null && <span className="range"> ({t.place.range(lower, upper)})</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>

      <h3 className="with-note">
        {t.place.week} <span className="note">{t.place.peak(rateLabel(Math.max(...data.expected)))}</span>
      </h3>
      <WeekChart values={data.expected} hour={hour} now={now} days={days} onHour={onHour} />
      <SeriesTable manifest={manifest} values={data.expected} hour={hour} />

      <h3>{week === null ? t.place.why : t.typical.made}</h3>
      {week !== null ? (
        <p className="note">
          {manifest.usual && t.typical.how(localDateWords(manifest.usual.from), localDateWords(manifest.usual.to))}
        </p>
      ) : bars.length === 0 ? (
        <p className="note">{t.place.whyEmpty}</p>
      ) : (
        <ul className="why" data-testid="place-why">
          {bars.map(({ label, share }) => (
            <li key={label}>
              <span className="why-label">{label}</span>
              <span className="why-share">{percent(share)}</span>
              <span className="why-bar" aria-hidden="true">
                <span
                  className={share < 0 ? "less" : undefined}
                  style={{ width: `${Math.min(Math.abs(100 * share), 100).toFixed(1)}%` }}
                />
              </span>
            </li>
          ))}
        </ul>
      )}

      {data.history && (
        <>
          <h3>{t.place.history}</h3>
          <p data-testid="place-history">
            {historyWords(data.history, isSet(data.category))}
          </p>
          <button type="button" className="link" onClick={props.onHistory}>
            {t.place.historyHere}
          </button>
        </>
      )}

      <h3>{t.place.limits}</h3>
      <div className="note limits">
        {t.place.limitsText.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {week === null && <p>{t.place.rangeNote}</p>}
        {city?.place_exactness && <p lang={foreign(city.place_exactness)}>{city.place_exactness}</p>}
      </div>
    </Shell>
  );
}
