import { useState } from "react";
import { api } from "../api/client";
import { useResource } from "../api/resource";
import { t } from "../strings";
import { dateWords, hourWords } from "../time/words";
import { whole } from "../ui/numbers";
import { Part, Table } from "../ui/Table";

const FIRST = 10;

/** Every forecast of a city that was issued: when, its content's hash, how often it was scored. */
export function Issued({ city, zone }: { city: string; zone: string }) {
  const s = t.status;
  const [all, setAll] = useState(false);
  const found = useResource(`archive/${city}`, (signal) => api.archive(city, signal));
  const told = found.data;
  if (!told) return found.error ? <Part heading={s.archive} text={found.error.message}>{null}</Part> : null;
  if (told.forecasts.length === 0) return null;
  const scored = told.forecasts.filter(({ ages }) => ages.length > 0).length;
  const shown = all ? told.forecasts : told.forecasts.slice(0, FIRST);
  return (
    <Part heading={s.archive} text={s.archiveText(told.forecasts.length, scored)}>
      <Table
        name="status-archive"
        label={s.archive}
        head={[s.issuedAt, s.scoredAfter, s.hash]}
        rows={shown.map((it) => {
          const at = it.issued_at === null ? it.id : new Date(it.issued_at);
          const words = typeof at === "string" ? at : `${dateWords(at, zone)}, ${hourWords(at, zone).replace(" ", "\u00a0")}`;
          return {
            key: it.id,
            cells: [
              it.there ? <a key="a" href={`/api/cities/${city}/forecasts/${it.id}`}>{words}</a> : s.thinned(words),
              it.ages.length > 0 ? s.ages(it.ages.map(whole)) : s.notYet,
              <code key="hash" title={it.content}>{it.content.slice(0, 12)}</code>,
            ],
          };
        })}
      />
      {!all && told.forecasts.length > FIRST && (
        <p>
          <button type="button" className="link" onClick={() => setAll(true)} data-testid="status-all">
            {s.showAll(whole(told.forecasts.length))}
          </button>
        </p>
      )}
      {told.entries > 0 && <p className="note">{s.ledger(whole(told.entries), told.head.slice(0, 12))}</p>}
    </Part>
  );
}
