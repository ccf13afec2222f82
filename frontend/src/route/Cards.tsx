import type { Routes } from "../api/types";
import { t } from "../strings";
import { percent } from "../ui/numbers";
import { againstWords, countWords, lastsWords, longerBy, stretchWords } from "./words";

interface Props {
  found: Routes;
  chosen: number;
  /** What counts, in words. */
  what: string;
  onChoose: (index: number) => void;
}

/** A sentence with its number in heavier type. */
function Told({ text, number }: { text: string; number: string }) {
  const at = text.indexOf(number);
  return (
    <span className="route-counts">
      {text.slice(0, at)}
      <b>{number}</b>
      {text.slice(at + number.length)}
    </span>
  );
}

/** The routes, the fastest first. */
export function Cards({ found, chosen, what, onChoose }: Props) {
  const { features, trips, near_m: near } = found;
  const fastest = features[0]?.properties;
  if (!fastest) return null;
  return (
    <fieldset className="routes" data-testid="routes">
      <legend className="sr-only">{t.route.routes}</legend>
      {features.map(({ properties }, i) => {
        const against = againstWords(properties, trips);
        const number = countWords(properties, trips);
        return (
          <label key={i} className="route-card" data-chosen={i === chosen} data-testid={`route-${i}`}>
            <input type="radio" name="route" checked={i === chosen} onChange={() => onChoose(i)} />
            <span className="route-head">
              <strong>{lastsWords(properties.seconds)}</strong>
              <span>{t.route.distance(properties.metres)}</span>
              <span className="route-tag">{i === 0 ? t.route.fastest : t.route.longer(longerBy(properties, fastest))}</span>
            </span>
            <Told text={t.route.counts(number, trips, what, near)} number={number} />
            {against !== null && <span className="route-against">{against}</span>}
            {properties.outside > 0.01 && <span className="note">{t.route.outside(percent(properties.outside))}</span>}
          </label>
        );
      })}
    </fieldset>
  );
}

/** The chosen route, stretch by stretch: a table whose bars say the same as its numbers. */
export function Stretches({ found, chosen }: Pick<Props, "found" | "chosen">) {
  const told = found.features[chosen]?.properties;
  if (!told) return null;
  const most = Math.max(...told.stretches.map(({ expected }) => expected), 1e-300);
  return (
    <details className="stretches" data-testid="stretches">
      <summary>{t.route.stretches}</summary>
      <table className="spans">
        <thead>
          <tr>
            <th scope="col">{t.route.street}</th>
            <th scope="col">{t.route.long}</th>
            <th scope="col">{t.route.time}</th>
            <th scope="col">{t.route.share}</th>
          </tr>
        </thead>
        <tbody>
          {told.stretches.map((stretch, i) => (
            <tr key={i}>
              <th scope="row">
                {stretchWords(stretch.name, stretch.kind)}
                {stretch.above && ` (${t.route.bridge})`}
                {stretch.below && ` (${t.route.tunnel})`}
                <span className="why-bar" aria-hidden="true">
                  <span style={{ width: `${((100 * stretch.expected) / most).toFixed(1)}%` }} />
                </span>
              </th>
              <td>{t.route.distance(stretch.metres)}</td>
              <td>{stretch.seconds < 30 ? t.route.underMinute : lastsWords(stretch.seconds)}</td>
              <td>{percent(told.expected > 0 ? stretch.expected / told.expected : 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note">{t.route.shareNote}</p>
    </details>
  );
}
