import { useEffect } from "react";
import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { CitySummary, ServerStatus } from "../api/types";
import type { Theme } from "../color/palette";
import { Awaited, BesidePage } from "../shell/BesidePage";
import { PageLink } from "../shell/PageLink";
import { t } from "../strings";
import { agoWords, dayAndHourWords } from "../time/words";
import { whole } from "../ui/numbers";
import { useNow } from "../ui/hooks";
import { Part, Table } from "../ui/Table";
import { Issued } from "./Issued";

type CityTold = ServerStatus["cities"][number];
type StepName = keyof typeof t.status.steps;

interface Props {
  cities: CitySummary[];
  summary: CitySummary;
  theme: Theme;
}

const MINUTE_MS = 60_000;

/** How up to date a city is, how its updates go, and every forecast that was issued. */
export default function StatusPage({ cities, summary, theme }: Props) {
  const s = t.status;
  const now = useNow();
  const found = useResource("status", (signal) => api.status(signal), { again: Math.floor(now.getTime() / MINUTE_MS) });
  useEffect(() => {
    document.title = s.title(summary.name);
  }, [s, summary.name]);
  const told = found.data?.cities.find(({ id }) => id === summary.id);
  const state = found.data ? (told ? "ready" : "empty") : found.error ? "error" : "loading";
  return (
    <BesidePage page="status" cities={cities} summary={summary} theme={theme} state={state}>
      <h1>{s.title(summary.name)}</h1>
      {summary.simulated && <p className="notice">{t.data.simulated}</p>}
      {!found.data ? (
        <Awaited
          loading={s.loading}
          failed={found.error && (found.error.status === 0 ? t.states.noServer : s.failed)}
          retry={found.retry}
        />
      ) : (
        <>
          {told ? <UpToDate told={told} summary={summary} now={now} /> : <p className="record-lead">{s.nothing(summary.name)}</p>}
          {told && <Steps told={told} zone={summary.time_zone} now={now} />}
          <Issued city={summary.id} zone={summary.time_zone} />
          {found.data.cities.length > 1 && <Others told={found.data.cities} cities={cities} />}
          <Part heading={s.machines} text={s.machinesText}>
            <p className="record-links">
              <a href="/api/status">{s.asJson}</a>
              <a href="/metrics">{s.asMetrics}</a>
            </p>
          </Part>
        </>
      )}
    </BesidePage>
  );
}

function UpToDate({ told, summary, now }: { told: CityTold; summary: CitySummary; now: Date }) {
  const s = t.status;
  const zone = summary.time_zone;
  const when = (text: string) => dayAndHourWords(new Date(text), now, zone);
  const ago = (text: string) => agoWords(new Date(text), now);
  return (
    <section className="record-part">
      <p className="record-lead" data-testid="status-lead">
        {told.data_through === null
          ? s.noForecast(summary.name)
          : (told.stale ? s.stale : s.fresh)(summary.name, when(told.data_through), ago(told.data_through))}
      </p>
      <p>
        {told.issued_at !== null && <>{s.issued(when(told.issued_at), ago(told.issued_at))} </>}
        {told.due !== null && (Date.parse(told.due) > now.getTime() ? s.due(when(told.due)) : s.dueNow)}
      </p>
    </section>
  );
}

/** The steps of an update that were ever taken. */
function Steps({ told, zone, now }: { told: CityTold; zone: string; now: Date }) {
  const s = t.status;
  const taken = Object.entries(told.steps).filter(([, step]) => step.state !== "never");
  if (taken.length === 0) {
    return (
      <Part heading={s.updates} text={s.byHand}>
        <p>
          <code>crimecast up</code>
        </p>
      </Part>
    );
  }
  return (
    <Part heading={s.updates} text={s.updatesText}>
      <Table
        name="status-steps"
        label={s.updates}
        head={[s.step, s.last, s.endedWell, s.failures]}
        rows={taken.map(([name, step]) => ({
          key: name,
          strong: step.state === "failed",
          cells: [
            name in s.steps ? s.steps[name as StepName] : name,
            step.state in s.states ? s.states[step.state as keyof typeof s.states] : step.state,
            step.succeeded === null ? "\u2013" : dayAndHourWords(new Date(step.succeeded), now, zone),
            step.failures > 0 ? whole(step.failures) : "\u2013",
          ],
        }))}
      />
    </Part>
  );
}

function Others({ told, cities }: { told: CityTold[]; cities: CitySummary[] }) {
  const s = t.status;
  return (
    <Part heading={s.cities}>
      <Table
        name="status-cities"
        label={s.cities}
        head={[s.city, s.behind, s.lastUpdate]}
        rows={told.map((city) => {
          const failed = Object.values(city.steps).some(({ state }) => state === "failed");
          const ran = Object.values(city.steps).some(({ state }) => state !== "never");
          return {
            key: city.id,
            cells: [
              <PageLink key={city.id} city={city.id} page="status">
                {cities.find(({ id }) => id === city.id)?.name ?? city.id}
              </PageLink>,
              city.hours_behind === null ? s.none : behind(city.hours_behind),
              failed ? s.states.failed : ran ? s.states.done : s.states.never,
            ],
          };
        })}
      />
    </Part>
  );
}

function behind(hours: number): string {
  return hours < 48 ? t.when.hours(Math.max(0, Math.round(hours))) : t.when.days(Math.floor(hours / 24));
}
