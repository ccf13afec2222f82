import { useState } from "react";
import type { Records } from "../api/types";
import { isDate, type Period } from "../shell/url";
import { t } from "../strings";
import { periodDates } from "./period";

interface Props {
  period: Period;
  records: Records;
  onPeriod: (period: Period) => void;
}

const DAYS = [7, 28, 90, 365];

export function PeriodPicker({ period, records, onPeriod }: Props) {
  const dates = periodDates(period, records);
  if (!dates) return null;
  const key = `${dates.from}/${dates.to}`;
  return (
    <section className="period" data-testid="history-period" aria-label={t.history.period}>
      <div className="chips" role="group" aria-label={t.history.period}>
        {DAYS.map((days) => (
          <button
            key={days}
            type="button"
            className="chip"
            data-testid={`period-${days}`}
            aria-pressed={period.kind === "days" && period.days === days}
            onClick={() => onPeriod({ kind: "days", days })}
          >
            {t.history.days(days)}
          </button>
        ))}
        <button
          type="button"
          className="chip"
          data-testid="period-all"
          aria-pressed={period.kind === "all"}
          onClick={() => onPeriod({ kind: "all" })}
        >
          {t.history.all}
        </button>
      </div>
      <Dates
        key={key}
        dates={dates}
        records={records}
        names={[t.history.from, t.history.to]}
        ids="history"
        onDates={(next) => onPeriod({ kind: "range", ...next })}
      />
    </section>
  );
}

interface DatesProps {
  dates: { from: string; to: string };
  records: Records;
  /** What the two fields are called, and how their test ids begin. */
  names: [string, string];
  ids: string;
  onDates: (dates: { from: string; to: string }) => void;
}

/** Two days, as fields. */
export function Dates({ dates, records, names, ids, onDates }: DatesProps) {
  const [from, setFrom] = useState(dates.from);
  const [to, setTo] = useState(dates.to);
  const valid = isDate(from) && isDate(to);
  const wrong = valid && from > to;
  // A date that is being typed passes through many others: it counts when it is left or entered.
  const settle = () => {
    if (valid && !wrong && (from !== dates.from || to !== dates.to)) onDates({ from, to });
  };
  const input = (label: string, value: string, set: (value: string) => void, id: string) => (
    <label className="date">
      <span>{label}</span>
      <input
        type="date"
        data-testid={id}
        value={value}
        min={records.first ?? undefined}
        max={records.last ?? undefined}
        onChange={(event) => set(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
        }}
      />
    </label>
  );
  return (
    <>
      <div className="dates">
        {input(names[0], from, setFrom, `${ids}-from`)}
        {input(names[1], to, setTo, `${ids}-to`)}
      </div>
      {wrong && (
        <p className="note" role="alert">
          {t.history.badRange}
        </p>
      )}
    </>
  );
}
