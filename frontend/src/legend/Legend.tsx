import { gradient, type Theme } from "../color/palette";
import { position, type Domain } from "../color/scale";
import { t } from "../strings";
import { chance, isBound, oneIn, short } from "../ui/numbers";

interface Props {
  title: string;
  domain: Domain;
  theme: Theme;
  label: (value: number, last: boolean) => string;
  /** Values with a number at them, low to high. */
  shown: number[];
  /** A value to point at. */
  mark: number | null;
  /** Where on the color scale the domain starts. */
  floor?: number;
  /** In place of the scale's colors. */
  ribbon?: string;
  /** Colors that stand for something by themselves. */
  items?: { label: string; color: string }[];
  notes: { kind: "hatch" | "dot" | "clear" | "gray" | "point" | "pale"; text: string }[];
}

/** "1 in 10,000", "2 an hour". */
export function rateLabel(value: number): string {
  return value < 1 ? t.legend.tick(short(Math.round(1 / value))) : t.legend.often(short(value));
}

/** The last color stands for more, too. */
const orMore = (words: string, last: boolean) => (last ? `\u2265 ${words}` : words);

/** The same on the legend, whose last number carries the unit: "\u2265 1 in 100 hours". */
export function rateTick(value: number, last: boolean): string {
  return orMore(value < 1 && last ? `${rateLabel(value)} ${t.legend.hours}` : rateLabel(value), last);
}

/** The chance of at least one where so many are expected: "1 in 2,000". */
export function chanceTick(value: number, last: boolean): string {
  const probability = chance(value);
  return orMore(oneIn(probability), last && !isBound(probability));
}

export function Legend({ title, domain, theme, label, shown, mark, floor = 0, ribbon, items, notes }: Props) {
  const at = (value: number) => `${(100 * position(value, domain)).toFixed(2)}%`;
  return (
    <figure className="legend card" data-testid="legend" data-cover>
      <figcaption>{title}</figcaption>
      {items && (
        <ul className="legend-items" data-testid="legend-items">
          {items.map(({ label, color }) => (
            <li key={label}>
              <span className="swatch" style={{ background: color }} aria-hidden="true" />
              {label}
            </li>
          ))}
        </ul>
      )}
      <div className="legend-scale">
        <div className="legend-ribbon" style={{ background: ribbon ?? gradient(theme, floor) }} />
        {mark !== null && mark > 0 && (
          <span className="legend-mark" style={{ left: at(mark) }} title={t.legend.here} />
        )}
        <div className="legend-ticks">
          {shown.map((value) => {
            const place = position(value, domain);
            const edge = place < 0.12 ? "start" : place > 0.88 ? "end" : "middle";
            return (
              <span key={value} className="legend-tick" data-edge={edge} style={{ left: at(value) }}>
                {label(value, value === shown.at(-1))}
              </span>
            );
          })}
        </div>
      </div>
      <ul className="legend-notes">
        {notes.map(({ kind, text }) => (
          <li key={kind}>
            <span className={`swatch swatch-${kind}`} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </figure>
  );
}
