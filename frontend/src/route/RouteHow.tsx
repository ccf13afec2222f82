import { inSentence } from "../forecast/hours";
import { t } from "../strings";
import { fixed } from "../ui/numbers";
import { endsStore } from "./ends";
import { DETOURS, type Ends } from "./link";

interface Props {
  ends: Ends;
  /** The departure in words, and whether it is over. */
  when: string;
  past: boolean;
  what: string;
  person: string;
  chosenLabel: string;
}

/** How one travels, when, how much longer a way may take, and what counts. */
export function RouteHow({ ends, when, past, what, person, chosenLabel }: Props) {
  const times = (detour: number) => t.route.times(fixed(detour, 1));
  return (
    <div className="route-how">
      <div className="route-row">
        <fieldset className="speeds route-by" data-testid="by">
          <legend className="sr-only">{t.route.by}</legend>
          {(["foot", "bicycle"] as const).map((by) => (
            <label key={by} data-chosen={ends.by === by}>
              <input type="radio" name="by" value={by} checked={ends.by === by} onChange={() => endsStore.set({ by })} />
              {t.route.mode[by]}
            </label>
          ))}
        </fieldset>
        <p className="note" data-testid="departure">
          <b>{t.route.leaving(when)}</b> {past ? t.route.past : t.route.leavingHow}
        </p>
      </div>
      <details className="route-more" data-testid="more">
        <summary>
          <span>{t.route.more(times(ends.detour), what)}</span>
        </summary>
        <fieldset className="speeds" data-testid="detour">
          <legend>{t.route.detour}</legend>
          {DETOURS.map((detour) => (
            <label key={detour} data-chosen={ends.detour === detour}>
              <input type="radio" name="detour" value={detour} checked={ends.detour === detour} onChange={() => endsStore.set({ detour })} />
              {times(detour)}
            </label>
          ))}
        </fieldset>
        <label className="route-what">
          <span>{t.route.what}</span>
          <select
            value={ends.counts}
            data-testid="counts"
            onChange={(event) => endsStore.set({ counts: event.target.value === "person" ? "person" : "chosen" })}
          >
            <option value="person">{person}</option>
            <option value="chosen">{t.route.asChosen(inSentence(chosenLabel))}</option>
          </select>
        </label>
      </details>
    </div>
  );
}
