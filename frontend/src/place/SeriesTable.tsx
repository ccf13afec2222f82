import { useEffect, useRef, useState } from "react";
import type { Manifest } from "../api/types";
import { hourStart } from "../forecast/hours";
import { t } from "../strings";
import { dayWords, hourWords } from "../time/words";
import { chance, oneIn, rounded } from "../ui/numbers";

interface Props {
  manifest: Manifest;
  values: number[];
  hour: number;
}

/** The same series as numbers, for those to whom a chart says nothing. */
export function SeriesTable({ manifest, values, hour }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The hour in view comes into view, in the box alone.
    const row = box.current?.querySelector<HTMLElement>("[aria-current]");
    if (open && row && box.current) box.current.scrollTop = row.offsetTop - 60;
  }, [open, hour]);
  const zone = manifest.time_zone;
  return (
    <details className="series" data-testid="series-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.place.table}</summary>
      {open && (
        // A box that scrolls is reached by keys only where it can have the focus.
        <div ref={box} className="series-box" tabIndex={0} role="region" aria-label={t.place.week} data-own-keys>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.place.tableHour}</th>
                <th scope="col">{t.place.spans.expected}</th>
                <th scope="col">{t.place.spans.chance}</th>
              </tr>
            </thead>
            <tbody>
              {values.map((value, i) => {
                const at = hourStart(manifest, i);
                return (
                  <tr key={i} aria-current={i === hour ? "true" : undefined}>
                    <th scope="row">
                      {dayWords(at, zone)}, {hourWords(at, zone)}
                    </th>
                    <td>{rounded(value)}</td>
                    <td>{oneIn(chance(value))}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
