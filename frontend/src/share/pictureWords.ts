import type { City, Manifest } from "../api/types";
import { timesPosition } from "../color/diverging";
import { endsAndMiddle, position } from "../color/scale";
import type { Choice } from "../forecast/hours";
import { chanceTick, rateTick } from "../legend/Legend";
import { legendItems } from "../legend/ModeLegend";
import type { Show } from "../shell/url";
import { t } from "../strings";
import { sentence } from "../strings/locale";
import { dateWords, dayWords, hourWords, zoneWords } from "../time/words";
import type { PictureWords } from "./picture";

interface Told {
  manifest: Manifest;
  city: City | null;
  choice: Choice;
  start: Date;
  typical: boolean;
  show: Show;
  /** Whether the map shows what changes against the usual. */
  change: boolean;
  present: number[] | null;
  /** Who made the streets that are drawn. */
  credit: string | null;
}

/** What stands around a picture of the map: it is seen far from the page and must say all itself. */
export function pictureWords({ manifest, city, choice, start, typical, show, change, present, credit }: Told): PictureWords {
  const zone = manifest.time_zone;
  const cell = manifest.grid.cell;
  const legend = typical ? { ...t.legend, ...t.typical, forecast: t.typical.legend } : t.legend;
  const title = change
    ? t.change.legend
    : present ? legend.likeliest(cell) : show === "chance" ? legend.chance(cell) : legend.forecast(cell);
  const shown = endsAndMiddle(choice.domain);
  const tick = show === "chance" && !present ? chanceTick : rateTick;
  const through = new Date(manifest.data_through);
  const source = city?.source;
  return {
    title: `${manifest.city_name}: ${choice.label}`,
    subtitle: `${dayWords(start, zone, true)}, ${hourWords(start, zone)} ${zoneWords(start, zone)}${typical ? `. ${t.typical.lineShort}` : ""}`,
    legend: {
      title,
      ticks: change
        ? [0.5, 1, 2].map((times, i) => ({ at: (timesPosition(times) + 1) / 2, label: t.change.ticks[i] ?? "" }))
        : shown.map((value) => ({
            at: position(value, choice.domain),
            label: tick(value, value === shown.at(-1)),
          })),
      ribbon: change ? "change" : present ? "strength" : "counts",
      items: present ? legendItems(manifest, present) : null,
    },
    lines: [
      ...(manifest.simulated ? [t.data.simulated] : []),
      manifest.hindcast
        ? t.data.hindcast(dateWords(through, zone))
        : sentence(t.data.issued(`${dateWords(through, zone)}, ${hourWords(through, zone)}`)),
      t.place.limitsText[0],
      ...(source ? [`${t.data.source(source.publisher)}, ${source.license}. ${source.notice ?? ""}`] : []),
      ...(credit === null ? [] : [credit]),
      t.about.useText,
    ],
  };
}
