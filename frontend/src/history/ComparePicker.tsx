import type { Records } from "../api/types";
import type { Against } from "../shell/url";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { localDateWords } from "../time/words";
import { secondOf, YEAR, type Second } from "./against";
import { dayNumber } from "./dates";
import { Dates } from "./PeriodPicker";

interface Props {
  against: Against | null;
  second: Second | null;
  dates: { from: string; to: string };
  records: Records;
}

const KINDS = ["none", "before", "year", "dates"] as const;

/** Which other period the counts stand beside. */
export function ComparePicker({ against, second, dates, records }: Props) {
  const c = t.history.compare;
  const days = dayNumber(dates.to) - dayNumber(dates.from) + 1;
  const own = typeof against === "object" && against !== null ? against : null;
  const choose = (kind: (typeof KINDS)[number]) => {
    if (kind === "none") viewStore.push({ against: null });
    else if (kind !== "dates") viewStore.push({ against: kind });
    else {
      // Those it was compared with until now, to begin from.
      const now = second?.kind === "dates" ? second : secondOf("before", dates, records);
      const { from, to } = now.kind === "dates" ? now : dates;
      viewStore.push({ against: { from, to } });
    }
  };
  const span = [records.first, records.last].map((day) => localDateWords(day ?? dates.to));
  return (
    <section className="compare" data-testid="compare">
      <label className="compare-with">
        <span>{c.heading}</span>
        <select data-testid="compare-with" value={own ? "dates" : (against as string | null) ?? "none"} onChange={(event) => choose(event.target.value as (typeof KINDS)[number])}>
          {KINDS.filter((kind) => kind !== "year" || days <= YEAR || against === kind).map((kind) => (
            <option key={kind} value={kind}>
              {kind === "before" ? c.before(days) : c.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      {own && (
        <Dates
          key={`${own.from}/${own.to}`}
          dates={own}
          records={records}
          names={[c.from, c.to]}
          ids="against"
          onDates={(next) => viewStore.push({ against: next })}
        />
      )}
      {second && second.kind !== "dates" && (
        <p className="note" role="status" data-testid="compare-none">
          {second.kind === "overlap" ? c.overlap : c.beyond(span[0] ?? "", span[1] ?? "")}
        </p>
      )}
    </section>
  );
}
