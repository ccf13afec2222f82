import { gradient, type Theme } from "../color/palette";
import { position, ticks, type Domain } from "../color/scale";
import { t } from "../strings";
import { short } from "../ui/numbers";

interface Props {
  title: string;
  domain: Domain;
  theme: Theme;
  label: (value: number) => string;
  /** A value to point at. */
  mark: number | null;
  notes: { kind: "hatch" | "dot"; text: string }[];
}

/** "1 in 10,000", "2 an hour". */
export function rateLabel(value: number): string {
  return value < 1 ? t.legend.tick(short(Math.round(1 / value))) : t.legend.often(short(value));
}

export function Legend({ title, domain, theme, label, mark, notes }: Props) {
  const shown = ticks(domain, 3);
  const at = (value: number) => `${(100 * position(value, domain)).toFixed(2)}%`;
  return (
    <figure className="legend card" data-testid="legend" data-cover>
      <figcaption>{title}</figcaption>
      <div className="legend-scale">
        <div className="legend-ribbon" style={{ background: gradient(theme) }} />
        {mark !== null && mark > 0 && (
          <span className="legend-mark" style={{ left: at(mark) }} title={t.legend.here} />
        )}
        <div className="legend-ticks">
          {shown.map((value) => {
            const place = position(value, domain);
            const edge = place < 0.12 ? "start" : place > 0.88 ? "end" : "middle";
            return (
              <span key={value} className="legend-tick" data-edge={edge} style={{ left: at(value) }}>
                {label(value)}
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
