import type { City, Manifest } from "../api/types";
import type { Theme } from "../color/palette";
import type { Choice } from "../forecast/hours";
import type { Field } from "../map/field-layer";
import { formatView, type Show } from "../shell/url";
import { viewStore } from "../shell/view";
import { language, t } from "../strings";
import { clockHour, weekdayOf, weekOfYear } from "../time/typical";
import { localDate } from "../time/words";
import { cellsCsv, cellsGeoJson, seenCells, timesCsv, timesGeoJson, type Bounds } from "./cells";
import { drawPicture } from "./picture";
import { pictureWords } from "./pictureWords";
import { save, termsOf } from "./save";

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
  /** For a picture of the map: its colors, what it shows, whose streets are on it, its pixels. */
  theme: Theme;
  show: Show;
  present: number[] | null;
  credit: string | null;
  pixels: (() => Promise<HTMLCanvasElement>) | null;
  onSay: (message: string) => void;
}

/** The link of what is seen, and its numbers as files that say what they are. */
export function TakeAway({ manifest, city, choice, field, start, typical, bounds, onSay, ...drawn }: Props) {
  const s = t.share;
  const change = field?.diverging === true;
  const hour = start.toISOString().slice(0, 16);
  const about = (): [string, string][] => [
    ["what", (change ? t.change : typical ? t.typical : s).what(choice.label, manifest.city_name, manifest.grid.cell)],
    ["hour", `${hour}Z`],
    ...(typical ? typicalOf() : []),
    ...(change ? [["usual", t.change.how(manifest.usual?.maps ?? 0)] as [string, string]] : []),
    ["forecast", manifest.id],
    ["data_through", manifest.data_through],
    ...(manifest.simulated ? [["simulated", t.data.simulated] as [string, string]] : []),
    ["exactness", change ? t.change.exactness : s.exactness(choice.domain[0])],
    ...termsOf(city, manifest.city_name),
  ];
  const typicalOf = (): [string, string][] => {
    const zone = manifest.time_zone;
    const date = localDate(start, zone);
    const slot = 24 * weekdayOf(date) + clockHour(start.getTime(), zone);
    const learned = manifest.usual ? t.typical.how(manifest.usual.from, manifest.usual.to) : "";
    return [["typical", t.typical.hour(weekOfYear(date), slot)], ["typical_how", learned]];
  };
  const named = (kind: string) =>
    `${manifest.city}-${choice.id.replaceAll(",", "+").slice(0, 60)}-${change ? "change-" : ""}${typical ? "typical-" : ""}${hour.replace(/[-:]/g, "")}Z.${kind}`;
  const takePicture = async () => {
    if (!drawn.pixels) return;
    try {
      const map = await drawn.pixels();
      const words = pictureWords({ manifest, city, choice, start, typical, change, ...drawn });
      const canvas = drawPicture(map, window.devicePixelRatio, drawn.theme, words);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
      if (!blob) throw new Error("no picture");
      save(named("png"), "image/png", blob);
      onSay(s.pictureSaved);
    } catch {
      onSay(s.noPicture);
    }
  };
  const take = (kind: "csv" | "geojson") => {
    if (!field) return;
    const mixed = field.categories !== undefined;
    const ids = mixed ? manifest.categories.map((c) => c.id) : null;
    const cells = seenCells(field.grid, field.texels, choice.domain, bounds(), mixed);
    const told = about().filter(([, text]) => text !== "");
    const name = named(kind);
    if (kind === "csv") save(name, "text/csv", (change ? timesCsv : cellsCsv)(cells, told, ids));
    else save(name, "application/geo+json", (change ? timesGeoJson : cellsGeoJson)(cells, told, ids));
    onSay(s.saved(cells.length));
  };
  const link = () => window.location.origin + formatView(viewStore.get());
  const embedCode = () => {
    const address = window.location.origin + formatView({ ...viewStore.get(), page: "embed", place: null, lang: language.id });
    const title = t.embed.title(manifest.city_name).replaceAll('"', "&quot;");
    return `<iframe src="${address.replaceAll("&", "&amp;")}" title="${title}" width="640" height="480" style="border:0" loading="lazy"></iframe>`;
  };
  const copy = (text: string) => {
    // Browsers have no clipboard for pages that came over plain http from another machine.
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (!clipboard) onSay(s.notCopied);
    else clipboard.writeText(text).then(() => onSay(text.startsWith("<") ? s.embedCopied : s.copied), () => onSay(s.notCopied));
  };
  return (
    <section className="take" data-testid="take" aria-label={s.heading}>
      <h3>{s.heading}</h3>
      <p className="take-row">
        <button type="button" className="chip" data-testid="copy-link" onClick={() => copy(link())}>
          {s.link}
        </button>
        <button type="button" className="chip" data-testid="take-png" disabled={!field || !drawn.pixels} onClick={() => void takePicture()}>
          {s.png}
        </button>
        <button type="button" className="chip" data-testid="take-csv" disabled={!field} onClick={() => take("csv")}>
          {s.csv}
        </button>
        <button type="button" className="chip" data-testid="take-geojson" disabled={!field} onClick={() => take("geojson")}>
          {s.geojson}
        </button>
        <button type="button" className="chip" data-testid="copy-embed" onClick={() => copy(embedCode())}>
          {s.embed}
        </button>
      </p>
      <p className="note">{s.note}</p>
    </section>
  );
}
