import type { ReactNode } from "react";
import type { RecordTold } from "../api/types";
import { t } from "../strings";
import { localDateWords } from "../time/words";
import { Part, Table } from "../ui/Table";
import { fixed, percent, rounded, whole } from "../ui/numbers";
import { timesTheChance, type CourseCount } from "./sums";

type Estimate = { value: number; low?: number | null; high?: number | null } | null | undefined;

const share = (value: number | null | undefined) => (typeof value === "number" ? percent(value) : "\u2013");

/** A number and, in brackets, its interval. */
function between(found: Estimate, words: (value: number) => string): ReactNode {
  if (!found) return "\u2013";
  const { value, low, high } = found;
  return (
    <>
      {words(value)}
      {typeof low === "number" && typeof high === "number" && (
        <small> ({t.numbers.range(words(low), words(high))})</small>
      )}
    </>
  );
}

function modelName(record: RecordTold, name: string): string {
  return name === record.model ? t.record.this(name) : (t.record.models[name] ?? name);
}

export function Sure({ record }: { record: RecordTold }) {
  const r = t.record;
  if (record.held.length === 0) return null;
  return (
    <Part heading={r.sure} text={r.sureText}>
      <Table
        name="record-sure"
        label={r.sure}
        head={[r.counts, "", r.in50, r.in90, r.even90]}
        rows={record.held.map((it) => ({
          key: `${it.area}/${it.hours}`,
          cells: [
            r.sureOf[it.area](r.windows(it.hours)),
            whole(it.counts),
            share(it.inside50),
            share(it.inside90),
            between(it.evened90, percent),
          ],
        }))}
      />
      {record.number_tests.map((test) => (
        <p key={test.hours} className="note">
          {r.numberTest(whole(test.passed), whole(test.of), r.windows(test.hours))}
        </p>
      ))}
    </Part>
  );
}

export function Where({ record }: { record: RecordTold }) {
  const r = t.record;
  const areas = record.models[0]?.found.map((it) => it.area) ?? [];
  if (areas.length === 0) return null;
  const window = r.window(record.hours);
  const reference = record.models.find((it) => it.name === record.reference);
  const row = (key: string, label: ReactNode, found: { area: number; value: number }[]) => ({
    key,
    cells: [label, ...areas.map((area) => share(found.find((it) => it.area === area)?.value))],
  });
  return (
    <Part heading={r.where} text={r.whereText(window, whole(record.incidents))}>
      <Table
        name="record-where"
        label={r.where}
        head={[r.model, ...areas.map((area) => r.area(percent(area)))]}
        rows={[
          { ...row("this", modelName(record, record.model), record.models[0]?.found ?? []), strong: true },
          ...(reference ? [row("reference", modelName(record, reference.name), reference.found)] : []),
          row("chance", r.chance, areas.map((area) => ({ area, value: area }))),
          ...(record.oracle.length > 0
            ? [row("best", <>{r.best} <small>({r.bestHint})</small></>, record.oracle)]
            : []),
        ]}
      />
    </Part>
  );
}

export function Compared({ record }: { record: RecordTold }) {
  const r = t.record;
  const lengths = record.models[0]?.gains.map((it) => it.hours) ?? [];
  if (!record.reference) return null;
  return (
    <Part heading={r.compared} text={r.comparedText(modelName(record, record.reference))}>
      <Table
        name="record-compared"
        label={r.compared}
        head={[r.model, ...lengths.map((hours) => r.likelier(r.window(hours))), r.ratio, r.days90]}
        rows={record.models.map((model) => ({
          key: model.name,
          strong: model.name === record.model,
          cells: [
            modelName(record, model.name),
            ...lengths.map((hours) =>
              model.name === record.reference
                ? "1"
                : between(model.gains.find((it) => it.hours === hours), timesTheChance),
            ),
            between(model.ratio, (value) => fixed(value, 2)),
            share(model.held?.inside90),
          ],
        }))}
      />
    </Part>
  );
}

/** How right it was by how many days ahead; of forecasts whose week has passed. */
export function Ahead({ record }: { record: RecordTold }) {
  const r = t.record;
  const days = record.by_day;
  const scored = days[0]?.counts ?? 0;
  if (scored === 0) return null;
  return (
    <Part heading={r.ahead} text={r.aheadText(whole(scored))}>
      <Table
        name="record-ahead"
        label={r.ahead}
        head={["", r.expected, r.reported, r.likelier(r.window(24)), r.days90]}
        rows={days.map((it) => ({
          key: String(it.day),
          cells: [
            r.aheadDay(it.day),
            typeof it.expected === "number" ? whole(it.expected) : "\u2013",
            whole(it.incidents),
            between(it.gain, timesTheChance),
            share(it.inside90),
          ],
        }))}
      />
    </Part>
  );
}

export function Reliable({ record }: { record: RecordTold }) {
  const r = t.record;
  const found = record.reliability;
  if (!found) return null;
  const window = r.window(found.hours);
  return (
    <Part heading={r.reliable} text={r.reliableText(record.cell, window)}>
      <Table
        name="record-reliable"
        label={r.reliable}
        head={[r.group(window), r.came, r.incidents]}
        rows={found.points.map((point) => ({
          key: String(point.expected),
          cells: [
            rounded(point.expected),
            between({ value: point.observed, low: point.low, high: point.high }, rounded),
            whole(point.incidents),
          ],
        }))}
      />
    </Part>
  );
}

export function ByCategory({ record }: { record: RecordTold }) {
  const r = t.record;
  if (record.categories.length === 0) return null;
  const gains = record.reference !== null;
  return (
    <Part heading={r.byCategory} text={r.byCategoryText}>
      <Table
        name="record-categories"
        label={r.byCategory}
        head={[r.category, r.incidents, ...(gains ? [r.likelier(r.window(record.hours))] : []), r.ratio, r.found5]}
        rows={record.categories.map((it) => ({
          key: it.id,
          strong: it.whole_class,
          cells: [
            it.label,
            whole(it.incidents),
            ...(gains ? [between(it.gain, timesTheChance)] : []),
            between(it.ratio, (value) => fixed(value, 2)),
            share(it.found5?.value),
          ],
        }))}
      />
    </Part>
  );
}

export function CourseTable({ counts }: { counts: CourseCount[] }) {
  const r = t.record;
  return (
    <Table
      name="record-days"
      label={r.table}
      head={[r.date, r.expected, r.range90, r.reported]}
      rows={counts.map((it, i) => ({
        key: `${it.date}/${i}`,
        cells: [localDateWords(it.date), whole(it.expected), t.place.range(it.lower90, it.upper90), whole(it.observed)],
      }))}
    />
  );
}
