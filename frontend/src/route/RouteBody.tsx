import type { ApiError } from "../api/client";
import type { Area, City, LonLat, Routes } from "../api/types";
import { inSentence } from "../forecast/hours";
import { formatView } from "../shell/url";
import { viewStore } from "../shell/view";
import { language, t } from "../strings";
import { dayWords, HOUR_MS, hourWords } from "../time/words";
import { Bones } from "../ui/Bones";
import { Icon } from "../ui/Icon";
import { Cards, Stretches } from "./Cards";
import { EndField } from "./EndField";
import { endsStore } from "./ends";
import { endsLink, type Ends, type Which } from "./link";
import { LeaveChart } from "./LeaveChart";
import { RouteHow } from "./RouteHow";
import { endWords, errorWords, summaryWords } from "./words";

interface Props {
  city: City | null;
  area: Area | null;
  hasForecast: boolean;
  ends: Ends;
  found: {
    data: Routes | null;
    answered: string | null;
    question: string | null;
    error: ApiError | null;
    loading: boolean;
    retry: () => void;
  };
  chosen: number;
  /** Start of the hour of departure; whether it is the present, and what the clock says. */
  at: number;
  isNow: boolean;
  now: Date;
  zone: string;
  hindcast: boolean;
  desk: boolean;
  /** Labels of what counts by default, and of what is chosen in the forecast. */
  person: string;
  chosenLabel: string;
  /** Where the reader is, if the browser may tell. */
  onHere: (done: (place: LonLat) => void) => void;
  onLeave: (at: number) => void;
  onTyping: (typing: boolean) => void;
  onSay: (text: string) => void;
}

/** The route's half of the panel: where from and where to, then what there is. */
export function RouteBody(props: Props) {
  const { city, area, ends, found, chosen, at, desk, person, chosenLabel, onHere, onLeave, onSay } = props;
  if (!props.hasForecast) return <Bones label={t.states.loadingAny} />;
  const { data: routes, error } = found;
  const what = inSentence(ends.counts === "person" ? person : chosenLabel);
  const told = routes && found.answered === found.question ? routes : null;
  const field = (which: Which) => {
    const end = ends[which];
    const street = told?.[which === "from" ? "start" : "stop"].street ?? "";
    return (
      <EndField
        which={which}
        end={end}
        words={end ? endWords(end, area, street) : ""}
        city={city?.id ?? ""}
        area={area}
        streets={!!city?.streets}
        active={ends.active === which}
        onEnd={(next) => endsStore.set({ [which]: next, active: null })}
        onActive={(active) => endsStore.set({ active: active ? which : null })}
        onTyping={props.onTyping}
        onHere={() => onHere((place) => endsStore.set({ [which]: { place, name: t.route.hereLabel }, active: null }))}
      />
    );
  };
  const copy = () => {
    const link = window.location.origin + endsLink(formatView(viewStore.get()), ends);
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (!clipboard) onSay(t.route.notCopied);
    else clipboard.writeText(link).then(() => onSay(t.route.copied), () => onSay(t.route.notCopied));
  };
  const start = new Date(at);
  const when = props.isNow ? t.route.now : `${dayWords(start, props.zone)}, ${hourWords(start, props.zone)}`;
  const past = !props.hindcast && !props.isNow && at + HOUR_MS <= props.now.getTime();
  const how = <RouteHow ends={ends} when={when} past={past} what={what} person={person} chosenLabel={chosenLabel} />;
  const both = ends.from !== null && ends.to !== null;
  return (
    <div className="route" data-testid="route">
      <div className="ends">
        <div className="ends-fields">
          {field("from")}
          {field("to")}
        </div>
        <button
          type="button"
          className="quiet square"
          aria-label={t.route.swap}
          title={t.route.swap}
          data-testid="swap"
          disabled={!ends.from && !ends.to}
          onClick={() => endsStore.set({ from: ends.to, to: ends.from, active: null })}
        >
          <Icon name="swap" />
        </button>
      </div>
      {!both && <p className="note">{desk ? t.route.hintDesk : t.route.hint}</p>}
      {/* A phone's half sheet has room for the answer and little else: there it comes first. */}
      {(desk || !both) && how}
      {error && (
        <div className="route-state" role="alert" data-testid="route-error">
          <p>{errorWords(error.message, error.kind, language.id === "en")}</p>
          {(error.status === 0 || error.kind === "busy") && (
            <button type="button" className="button" onClick={found.retry}>
              {t.retry}
            </button>
          )}
        </div>
      )}
      {found.loading && !routes && <Bones label={t.route.looking} />}
      {routes && !error && (
        <div className="route-found" data-stale={found.loading} aria-busy={found.loading}>
          <p className="route-summary" data-testid="route-summary">
            {summaryWords(routes)}
          </p>
          <Cards found={routes} chosen={chosen} what={what} onChoose={(index) => endsStore.set({ chosen: index })} />
        </div>
      )}
      {!desk && both && how}
      {routes && !error && (
        <div data-stale={found.loading}>
          <Stretches found={routes} chosen={chosen} />
          <LeaveChart found={routes} question={found.answered ?? ""} chosen={chosen} at={at} onLeave={onLeave} />
          <h3>{t.place.limits}</h3>
          <div className="note limits" data-testid="route-notes">
            {t.route.notes(routes.near_m, routes.blur_m, routes.level).map((note) => (
              <p key={note}>{note}</p>
            ))}
          </div>
          <p className="take-row route-take">
            <button type="button" className="chip" data-testid="copy-ends" onClick={copy}>
              {t.route.copy}
            </button>
          </p>
          <p className="note">{t.route.copyNote}</p>
        </div>
      )}
    </div>
  );
}
