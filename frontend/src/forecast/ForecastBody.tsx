import type { ReactNode } from "react";
import type { Resource } from "../api/resource";
import type { ChangePlace, City, CitySummary, Manifest, Place } from "../api/types";
import { PlaceCard } from "../place/PlaceCard";
import { SHOWS, type Show } from "../shell/url";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { Bones } from "../ui/Bones";
import { CategoryPicker } from "./CategoryPicker";
import { whyNot } from "./change";
import { forecastGroups } from "./groups";
import { choiceOf } from "./hours";
import { choiceText, membersOf, toggled } from "./sets";

interface Props {
  summary: CitySummary;
  city: City | null;
  manifest: Resource<Manifest>;
  /** Null where no place is asked for. */
  place: Resource<Place> | null;
  category: string;
  show: Show;
  /** What is usual at the place; null where it is not told. */
  usual: ChangePlace | null;
  /** The manifest with the hours that are shown, and the typical week's number where it is one. */
  span: Manifest | null;
  week: number | null;
  hour: number;
  now: number | null;
  desk: boolean;
  /** What comes last. */
  foot: ReactNode;
  onHour: (hour: number) => void;
  onClosePlace: () => void;
}

/** What the panel holds in the forecast: the place's answer first, then the categories. */
export function ForecastBody(props: Props) {
  const { summary, city, manifest, place, category, hour, now, desk } = props;
  const forecast = manifest.data;
  if (!forecast && manifest.error?.status === 404) {
    return (
      <div className="state" data-testid="empty">
        <h2>{t.states.noForecast(summary.name)}</h2>
        <p>{t.states.noForecastDo}</p>
        <code>{t.states.noForecastCommand(summary.id, summary.has_records)}</code>
        {summary.has_records && (
          <button type="button" className="link" onClick={() => viewStore.push({ mode: "history" })}>
            {t.states.historyInstead}
          </button>
        )}
      </div>
    );
  }
  if (!forecast && manifest.error) {
    return (
      <div className="state" role="alert">
        <p>{manifest.error.message}</p>
        <button type="button" className="button" onClick={manifest.retry}>
          {t.retry}
        </button>
      </div>
    );
  }
  if (!forecast) return <Bones label={t.states.loading(summary.name)} />;
  const cannot = SHOWS.map((name) => ({ name, why: whyNot(name, forecast, props.week !== null) }));
  const reasons = cannot.flatMap(({ why }) => why ?? []);
  const picker = (
    <>
    <fieldset className="speeds shows" data-testid="shows">
      <legend className="sr-only">{t.shows.heading}</legend>
      {cannot.map(({ name, why }) => (
        <label key={name} data-chosen={name === props.show} data-off={why !== null} title={why ?? t.shows.hint[name]}>
          <input
            type="radio"
            name="show"
            value={name}
            checked={name === props.show}
            disabled={why !== null}
            aria-describedby={why === null ? undefined : "shows-why"}
            onChange={() => viewStore.push({ show: name })}
          />
          {t.shows.label[name]}
        </label>
      ))}
    </fieldset>
    {reasons.length > 0 && (
      <p className="note shows-why" id="shows-why" data-testid="shows-why">
        {reasons.join(" ")}
      </p>
    )}
    <CategoryPicker
      all={{ id: "all", label: t.categories.all, color: null, expected: forecast.all.expected_24h }}
      groups={forecastGroups(forecast, city)}
      chosen={category}
      folded={place !== null}
      expected
      notShown={city?.not_shown ?? []}
      sets={{
        label: choiceOf(forecast, category, city?.classes).label,
        members: membersOf(forecast, category),
        onToggle: (id) => viewStore.push({ category: toggled(forecast, category, id) }),
        onClass: (ids) => viewStore.push({ category: choiceText(forecast, ids) }),
      }}
      onChoose={(chosen) => viewStore.push({ category: chosen })}
    />
    </>
  );
  if (!place) {
    const hint = <p className="note hint">{desk ? t.place.hintDesk : t.place.hint}</p>;
    return (
      <>
        {!desk && hint}
        {picker}
        {desk && hint}
        {props.foot}
      </>
    );
  }
  // A phone's half sheet has room for the answer and little else: there it comes first.
  return (
    <>
      {desk && picker}
      <PlaceCard
        place={place}
        manifest={props.span ?? forecast}
        week={props.week}
        usual={props.usual}
        city={city}
        hour={hour}
        now={now}
        onHour={props.onHour}
        onClose={props.onClosePlace}
        onHistory={() => viewStore.push({ mode: "history" })}
      />
      {!desk && picker}
      {props.foot}
    </>
  );
}
