import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { CitySummary, RecordTold } from "../api/types";
import type { Theme } from "../color/palette";
import { Awaited, BesidePage } from "../shell/BesidePage";
import { PageLink } from "../shell/PageLink";
import { safeUrl } from "../shell/links";
import { foreign, t } from "../strings";
import { dateWords, localDateWords } from "../time/words";
import { fixed, percent, whole } from "../ui/numbers";
import { Part } from "../ui/Table";
import { CourseChart } from "./CourseChart";
import { Ahead, ByCategory, Compared, CourseTable, Reliable, Sure, Where } from "./RecordTables";
import { courseSums } from "./sums";

interface Props {
  cities: CitySummary[];
  summary: CitySummary;
  theme: Theme;
}

/** How right a city's forecasts were: one sentence, one picture, then the tables. */
export default function RecordPage({ cities, summary, theme }: Props) {
  const r = t.record;
  const found = useResource(summary.has_record ? `record/${summary.id}` : null, (signal) => api.record(summary.id, signal));
  useEffect(() => {
    document.title = r.title(summary.name);
  }, [r, summary.name]);
  const record = found.data;
  const none = !summary.has_record || found.error?.status === 404;
  const state = record ? "ready" : none ? "empty" : found.error ? "error" : "loading";
  return (
    <BesidePage page="record" cities={cities} summary={summary} theme={theme} state={state}>
      <h1>{r.title(summary.name)}</h1>
      {summary.simulated && <p className="notice">{t.data.simulated}</p>}
      {record ? (
        <Told record={record} />
      ) : none ? (
        <section className="record-part" data-testid="record-none">
          <p className="record-lead">{r.none(summary.name)}</p>
          <p>{r.noneText}</p>
          {r.noneCommands(summary.id).map((command) => (
            <p key={command}>
              <code>{command}</code>
            </p>
          ))}
        </section>
      ) : (
        <Awaited
          loading={r.loading}
          failed={found.error && (found.error.status === 0 ? t.states.noServer : r.failed)}
          retry={found.retry}
        />
      )}
    </BesidePage>
  );
}

function Told({ record }: { record: RecordTold }) {
  const r = t.record;
  const [open, setOpen] = useState(false);
  const { course, terms } = record;
  const sums = course && courseSums(course.counts);
  const url = safeUrl(terms.url);
  const termsUrl = safeUrl(terms.terms_url);
  const late = Object.entries(record.reported_within).map(([days, share]) => r.latePart(percent(share), days));
  const ages = Object.entries(record.ages).map(([days, forecasts]) => r.agesPart(whole(forecasts), days));
  const base = `/api/cities/${encodeURIComponent(record.city)}/records/${encodeURIComponent(record.id)}`;
  const version = record.models[0]?.version ?? "";
  return (
    <>
      <section className="record-part">
        <p className="record-lead" data-testid="record-sentence">
          {course && sums && sums.counts > 0
            ? r.lead(whole(sums.inside), whole(sums.counts), r.windows(course.hours), record.city_name, percent(sums.inside / sums.counts))
            : <span lang={foreign(record.sentence)}>{record.sentence}</span>}
        </p>
        {sums && sums.observed > 0 && (
          <p>
            {r.totals(
              localDateWords(record.first),
              localDateWords(record.last),
              whole(sums.observed),
              whole(sums.expected),
              offBy(sums.expected, sums.observed),
            )}{" "}
            {r.source[record.source]}
          </p>
        )}
      </section>
      {course && (
        <section className="record-part record-picture card" aria-label={r.picture(r.window(course.hours))}>
          <h2>{r.picture(r.window(course.hours))}</h2>
          <CourseChart counts={course.counts} hours={course.hours} />
          <details className="series" onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary data-testid="record-table">{r.table}</summary>
            {open && <CourseTable counts={course.counts} />}
          </details>
        </section>
      )}
      <Sure record={record} />
      <Where record={record} />
      <Compared record={record} />
      <Ahead record={record} />
      <Reliable record={record} />
      <ByCategory record={record} />
      <Part heading={r.limits}>
        <ul className="record-list">
          {r.limitsText.map((text) => (
            <li key={text}>{text}</li>
          ))}
          {late.length > 0 && <li>{r.lateText(late.join(", "))}</li>}
        </ul>
      </Part>
      <Part heading={r.made}>
        <p>{r.madeText(record.model, version, whole(record.forecasts), record.cell)} {r.published(dateWords(new Date(record.published_at), record.time_zone))}.</p>
        {ages.length > 0 && <p data-testid="record-ages">{r.agesText(ages.join(", "))}</p>}
        <p className="record-links">
          {record.files["report.html"] && (
            <a href={`${base}/report.html`} download data-testid="record-report">
              {r.download}
            </a>
          )}
          <a href={base}>{r.data}</a>
          <PageLink city={record.city} page="status">{t.status.link}</PageLink>
        </p>
      </Part>
      <Part heading={t.about.source}>
        <p>
          <span lang={foreign(terms.title)}>{url ? <a href={url} target="_blank" rel="noopener noreferrer">{terms.title}</a> : terms.title}, {terms.publisher}</span>. {terms.license && t.about.licence(terms.license)}
          {termsUrl && <>, <a href={termsUrl} target="_blank" rel="noopener noreferrer">{t.data.terms}</a></>}.
        </p>
        {terms.notice && <p lang={foreign(terms.notice)}>{terms.notice}</p>}
        {terms.not_shown.length > 0 && <p>{t.categories.notShown(terms.not_shown.join(", "))}</p>}
      </Part>
      <Part heading={t.about.use}>
        <p data-testid="prohibited">{t.about.useText}</p>
      </Part>
    </>
  );
}

function offBy(expected: number, observed: number): string {
  const off = observed / expected - 1;
  if (Math.abs(off) < 0.005) return t.record.exact;
  const share = fixed(Math.abs(off), 1, "percent");
  return off > 0 ? t.record.more(share) : t.record.fewer(share);
}
