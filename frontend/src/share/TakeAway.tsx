import type { City, Manifest } from "../api/types";
import type { Choice } from "../forecast/hours";
import type { Field } from "../map/field-layer";
import { formatView } from "../shell/url";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { clockHour, weekdayOf, weekOfYear } from "../time/typical";
import { localDate } from "../time/words";
import { cellsCsv, cellsGeoJson, seenCells, type Bounds } from "./cells";

interface Props {
  manifest: Manifest;
  city: City | null;
  choice: Choice;
  /** The frame on the map, and the start of its hour. */
  field: Field | null;
  start: Date;
  /** Whether it is a typical hour, no forecast. */
  typical: boolean;
  bounds: () => Bounds | null;
  onSay: (message: string) => void;
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The link of what is seen, and its numbers as files that say what they are. */
export function TakeAway({ manifest, city, choice, field, start, typical, bounds, onSay }: Props) {
  const s = t.share;
  const hour = start.toISOString().slice(0, 16);
  const about = (): [string, string][] => [
    ["what", (typical ? t.typical : s).what(choice.label, manifest.city_name, manifest.grid.cell)],
    ["hour", `${hour}Z`],
    ...(typical ? typicalOf() : []),
    ["forecast", manifest.id],
    ["data_through", manifest.data_through],
    ...(manifest.simulated ? [["simulated", t.data.simulated] as [string, string]] : []),
    ["exactness", s.exactness(choice.domain[0])],
    ["not", t.place.limitsText[0]],
    ["use", t.about.useText],
    ["source", city?.source.publisher ?? manifest.city_name],
    ["license", city?.source.license ?? ""],
    ["terms", city?.source.terms_url ?? ""],
    ["notice", city?.source.notice ?? ""],
  ];
  const typicalOf = (): [string, string][] => {
    const zone = manifest.time_zone;
    const date = localDate(start, zone);
    const slot = 24 * weekdayOf(date) + clockHour(start.getTime(), zone);
    const learned = manifest.usual ? t.typical.how(manifest.usual.from, manifest.usual.to) : "";
    return [["typical", t.typical.hour(weekOfYear(date), slot)], ["typical_how", learned]];
  };
  const take = (kind: "csv" | "geojson") => {
    if (!field) return;
    const mixed = field.categories !== undefined;
    const ids = mixed ? manifest.categories.map((c) => c.id) : null;
    const cells = seenCells(field.grid, field.texels, choice.domain, bounds(), mixed);
    const told = about().filter(([, text]) => text !== "");
    const name = `${manifest.city}-${choice.id.replaceAll(",", "+").slice(0, 60)}-${typical ? "typical-" : ""}${hour.replace(/[-:]/g, "")}Z.${kind}`;
    if (kind === "csv") save(name, "text/csv", cellsCsv(cells, told, ids));
    else save(name, "application/geo+json", cellsGeoJson(cells, told, ids));
    onSay(s.saved(cells.length));
  };
  const copy = () => {
    const link = window.location.origin + formatView(viewStore.get());
    // Browsers have no clipboard for pages that came over plain http from another machine.
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (!clipboard) onSay(s.notCopied);
    else clipboard.writeText(link).then(() => onSay(s.copied), () => onSay(s.notCopied));
  };
  return (
    <section className="take" data-testid="take" aria-label={s.heading}>
      <h3>{s.heading}</h3>
      <p className="take-row">
        <button type="button" className="chip" data-testid="copy-link" onClick={copy}>
          {s.link}
        </button>
        <button type="button" className="chip" data-testid="take-csv" disabled={!field} onClick={() => take("csv")}>
          {s.csv}
        </button>
        <button type="button" className="chip" data-testid="take-geojson" disabled={!field} onClick={() => take("geojson")}>
          {s.geojson}
        </button>
      </p>
      <p className="note">{s.note}</p>
    </section>
  );
}
