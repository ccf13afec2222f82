import { ApiError } from "../api/client";
import type { Area, City, LonLat, Manifest, Routes } from "../api/types";
import { inSentence } from "../forecast/hours";
import { formatView } from "../shell/url";
import { viewStore } from "../shell/view";
import { language, t } from "../strings";
import { Bones } from "../ui/Bones";
import { fixed } from "../ui/numbers";
import { Cards, Stretches } from "./Cards";
import { EndField } from "./EndField";
import { endsStore } from "./ends";
import { DETOURS, endsLink, type Ends } from "./link";
import { LeaveChart } from "./LeaveChart";
import { errorWords, summaryWords } from "./words";

interface Props {
  city: City | null;
  area: Area | null;
  forecast: Manifest | null;
  ends: Ends;
  found: { data: Routes | null; error: ApiError | null; loading: boolean; retry: () => void };
  /** The departure in words. */
  when: string;
  /** Labels of what counts by default, and of what is chosen in the forecast. */
  person: string;
  chosenLabel: string;
  /** Where the reader is, if the browser may tell. */
  onHere: (done: (place: LonLat) => void) => void;
  onLeave: (at: number) => void;
  onSay: (text: string) => void;
}

/** The route's half of the panel: where from and where to, then what there is. */
export function RouteBody(props: Props) {
  const { city, area, forecast, ends, found, when, person, chosenLabel, onHere, onLeave, onSay } = props;
  const routes = found.data;
  const chosen = Math.min(ends.chosen, (routes?.features.length ?? 1) - 1);
  const what = inSentence(ends.counts === "person" ? person : chosenLabel);
  const here = (which: "from" | "to") =>
    onHere((place) => endsStore.set({ [which]: { place, label: t.route.hereLabel }, chosen: 0 }));
  const field = (which: "from" | "to") => (
    <EndField
      which={which}
      end={ends[which]}
      city={city?.id ?? ""}
      area={area}
      streets={!!city?.streets}
      onEnd={(end) => endsStore.set({ [which]: end, chosen: 0 })}
      onHere={() => here(which)}
    />
  );
  const copy = () => {
    const link = window.location.origin + endsLink(formatView(viewStore.get()), ends);
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (!clipboard) onSay(t.share.notCopied);
    else clipboard.writeText(link).then(() => onSay(t.route.copied), () => onSay(t.share.notCopied));
  };
  if (!forecast) return <Bones label={t.states.loadingAny} />;
  const error = found.error;
  return (
    <div className="route" data-testid="route">
      <div className="ends">
        {field("from")}
        {field("to")}
      </div>
      {!(ends.from && ends.to) && <p className="note">{t.route.hint}</p>}
      <div className="route-how">
        <div className="route-row">
        <fieldset className="speeds" data-testid="by">
          <legend className="sr-only">{t.route.by}</legend>
          {(["foot", "bicycle"] as const).map((by) => (
            <label key={by} data-chosen={ends.by === by}>
              <input type="radio" name="by" value={by} checked={ends.by === by} onChange={() => endsStore.set({ by, chosen: 0 })} />
              {t.route.mode[by]}
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          className="chip ends-swap"
          data-testid="swap"
          disabled={!ends.from && !ends.to}
          onClick={() => endsStore.set({ from: ends.to, to: ends.from, chosen: 0 })}
        >
          {t.route.swap}
        </button>
        </div>
        <p className="note" data-testid="departure">
          {t.route.leaving(when)}
        </p>
        <details className="route-more" data-testid="more">
          <summary>{t.route.more(t.route.times(fixed(ends.detour, 1)), what)}</summary>
        <fieldset className="speeds" data-testid="detour">
          <legend>{t.route.detour}</legend>
          {DETOURS.map((detour) => (
            <label key={detour} data-chosen={ends.detour === detour}>
              <input type="radio" name="detour" value={detour} checked={ends.detour === detour} onChange={() => endsStore.set({ detour, chosen: 0 })} />
              {t.route.times(fixed(detour, 1))}
            </label>
          ))}
        </fieldset>
        <label className="route-what">
          <span>{t.route.what}</span>
          <select
            value={ends.counts}
            data-testid="counts"
            onChange={(event) => endsStore.set({ counts: event.target.value === "person" ? "person" : "chosen", chosen: 0 })}
          >
            <option value="person">{person}</option>
            <option value="chosen">{t.route.asChosen(inSentence(chosenLabel))}</option>
          </select>
        </label>
        </details>
      </div>
      {error && (
        <div className="state" role="alert" data-testid="route-error">
          <p>{errorWords(error.message, error.kind, language.id === "en")}</p>
          {error.status === 0 && (
            <button type="button" className="button" onClick={found.retry}>
              {t.retry}
            </button>
          )}
        </div>
      )}
      {found.loading && !routes && <Bones label={t.route.looking} />}
      {routes && !error && (
        <div data-stale={found.loading} aria-busy={found.loading}>
          <p className="route-summary" role="status" data-testid="route-summary">
            {summaryWords(routes)}
          </p>
          <Cards found={routes} chosen={chosen} what={what} onChoose={(index) => endsStore.set({ chosen: index })} />
          <Stretches found={routes} chosen={chosen} />
          <LeaveChart found={routes} chosen={chosen} onLeave={onLeave} />
          <div className="take">
            <p className="take-row">
              <button type="button" className="chip" data-testid="copy-ends" onClick={copy}>
                {t.route.copy}
              </button>
            </p>
            <ul className="limits note">
              {t.route.notes(routes.near_m, routes.blur_m).map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}
