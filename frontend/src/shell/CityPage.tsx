import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import type { CitySummary, LonLat } from "../api/types";
import { About } from "../about/About";
import type { Theme } from "../color/palette";
import { CategoryPicker } from "../forecast/CategoryPicker";
import { forecastGroups, historyGroups } from "../forecast/groups";
import { choiceOf, hourIndex, hourStart, nowIndex, staleDays } from "../forecast/hours";
import { frameKey, useFrames } from "../forecast/useFrames";
import { CellCard } from "../history/CellCard";
import { DayBar } from "../history/DayBar";
import { HistoryPanel } from "../history/HistoryPanel";
import { historyTexels } from "../history/texels";
import { Legend, rateLabel } from "../legend/Legend";
import { insideArea } from "../map/area";
import { Controls } from "../map/Controls";
import type { MapController } from "../map/controller";
import type { Field } from "../map/field-layer";
import { cellAt, cellOutline } from "../map/grid";
import type { Box } from "../map/visible";
import { hasWebGL2 } from "../map/webgl";
import { answerOf, PlaceCard } from "../place/PlaceCard";
import type { Hit } from "../search/query";
import { Search } from "../search/Search";
import { t } from "../strings";
import { citySeries, TimeBar } from "../time/TimeBar";
import { dateWords, dayWords, hourWords, HOUR_MS, localDateWords } from "../time/words";
import { useIsDesk, useNow, useReducedMotion, useRested, useSize } from "../ui/hooks";
import { rounded, whole } from "../ui/numbers";
import { DataLine } from "./DataLine";
import { Header } from "./Header";
import { Notices, type Notice } from "./Notices";
import { Sheet } from "./Sheet";
import type { Stop } from "./stops";
import { TabPanel, Tabs } from "./Tabs";
import type { MapPlace } from "./url";
import { useCityData } from "./useCityData";
import { useMessage } from "./useMessage";
import { useView, viewStore } from "./view";

const MapView = lazy(() => import("../map/MapView"));

interface Props {
  cities: CitySummary[];
  summary: CitySummary;
  theme: Theme;
}

const covers = (): Box[] =>
  [...document.querySelectorAll("[data-cover]")].map((element) => element.getBoundingClientRect());

export function CityPage({ cities, summary, theme }: Props) {
  const view = useView();
  const now = useNow();
  const desk = useIsDesk();
  const reducedMotion = useReducedMotion();
  const data = useCityData(summary, view);
  const { city, area, manifest, totals, place, history } = data;
  const forecast = manifest.data;
  const [about, setAbout] = useState(false);
  const [stop, setStop] = useState<Stop>(view.place ? "half" : "line");
  const [playing, setPlaying] = useState(false);
  const [message, say] = useMessage();
  const [drawn, setDrawn] = useState("");
  const [webgl, setWebgl] = useState(hasWebGL2);
  const [map, setMap] = useState<MapController | null>(null);
  const [topRef, top] = useSize<HTMLDivElement>();
  const [footRef, foot] = useSize<HTMLDivElement>();
  const [pageRef, page] = useSize<HTMLDivElement>();

  const inHistory = view.mode === "history";
  const hour = forecast ? hourIndex(forecast, view.hour, now) : 0;
  const current = forecast ? nowIndex(forecast, now) : 0;
  const choice = forecast ? choiceOf(forecast, data.category) : null;
  const frames = useFrames(forecast, data.category, hour);

  const historyField = useMemo((): Field | null => {
    const found = history.data;
    if (!found) return null;
    return { grid: found.grid, texels: historyTexels(found), crisp: true, key: `history/${history.key ?? ""}` };
  }, [history.data, history.key]);
  const field = inHistory ? historyField : frames.field;

  const grid = inHistory ? history.data?.grid : forecast?.grid;
  const spot = view.place;
  const cell = spot && grid ? cellAt(grid, spot) : null;
  const inside = spot !== null && area.data !== null && insideArea(area.data, spot);
  const outline = useMemo(
    () => (grid && cell !== null && inside ? cellOutline(grid, cell) : null),
    [grid, cell, inside],
  );

  const setHour = useCallback(
    (index: number) => {
      if (!forecast) return;
      const at = Date.parse(forecast.first_hour) + index * HOUR_MS;
      viewStore.replace({ hour: index === nowIndex(forecast, new Date()) ? null : at });
    },
    [forecast],
  );
  const pick = useCallback((at: LonLat) => {
    viewStore.push({ place: at });
    setStop((old) => (old === "line" ? "half" : old));
  }, []);
  const closePlace = useCallback(() => {
    viewStore.push({ place: null });
    setStop("line");
  }, []);
  const onMove = useCallback((at: MapPlace) => viewStore.replace({ map: at }), []);
  const onNeighborhood = useCallback(
    (hit: Hit) => {
      if (map) map.fit(hit.bounds);
      else pick(hit.label);
    },
    [map, pick],
  );
  const onPlace = useCallback(
    (at: LonLat) => {
      if (area.data && !insideArea(area.data, at)) say(t.search.outside(summary.name));
      else {
        map?.flyTo(at, 15);
        pick(at);
      }
    },
    [map, pick, area.data, say, summary.name],
  );

  // Going back in the browser brings the map back as well.
  useEffect(() => {
    const wanted = view.map;
    if (!map || !wanted) return;
    const at = map.place();
    const apart =
      Math.abs(at.zoom - wanted.zoom) > 0.01 ||
      Math.abs(at.lon - wanted.lon) > 1e-5 * 2 ** (14 - wanted.zoom) + 1e-5 ||
      Math.abs(at.lat - wanted.lat) > 1e-5 * 2 ** (14 - wanted.zoom) + 1e-5;
    if (apart) map.jumpTo(wanted);
  }, [map, view.map]);

  // What lies on the map has its new size only after it has grown.
  const spotKey = spot?.join();
  useEffect(() => {
    if (!map || !spot) return;
    const timer = window.setTimeout(() => map.reveal(spot), reducedMotion ? 30 : 230);
    return () => window.clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, spotKey, stop]);

  useEffect(() => {
    document.title = t.app.title(summary.name, t.modes[view.mode].toLowerCase());
  }, [summary.name, view.mode]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && viewStore.get().place && !document.querySelector("dialog[open]")) closePlace();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [closePlace]);

  const noForecast = manifest.error?.status === 404 && !forecast;
  const noRecords = city.data !== null && data.records === null;
  const failures = [city, area, manifest, totals, place, history].filter((r) => r.error?.status === 0);
  const lost = failures.length > 0 || frames.error?.status === 0;
  const retryAll = () => {
    failures.forEach((resource) => resource.retry());
    frames.retry();
  };
  const zone = summary.time_zone;
  const stale = forecast ? staleDays(forecast, now) : 0;

  const notices: Notice[] = [];
  if (lost) notices.push({ id: "lost", text: t.states.lost, act: retryAll });
  else if (frames.error && !inHistory) {
    notices.push({ id: "frame", text: `${t.states.frameFailed} ${frames.error.message}`, act: frames.retry });
  }
  if (summary.simulated) notices.push({ id: "simulated", text: t.data.simulated });
  if (forecast?.hindcast) {
    notices.push({ id: "hindcast", text: t.data.hindcast(dateWords(new Date(forecast.data_through), zone)) });
  }
  if (stale > 0 && !inHistory) notices.push({ id: "stale", text: `${t.data.stale(stale)} ${summary.id}` });
  if (!webgl) notices.push({ id: "webgl", text: t.map.noWebgl });

  const wanted = inHistory
    ? historyField?.key
    : forecast && frameKey(forecast.id, data.category, hour);
  const shown = webgl ? wanted !== undefined && wanted !== null && drawn === wanted : !!totals.data || !!history.data;
  const state =
    (inHistory ? noRecords : noForecast)
      ? "empty"
      : lost || manifest.error || city.error
        ? "error"
        : shown && !history.loading
          ? "ready"
          : "loading";

  const start = forecast ? hourStart(forecast, hour) : null;
  const series = citySeries(totals.data, data.category);
  const liveText =
    inHistory || !forecast || !choice || !start || !series
      ? inHistory && history.data
        ? t.history.total(whole(history.data.total))
        : ""
      : t.time.live(
          choice.label,
          `${dayWords(start, zone)}, ${hourWords(start, zone)}`,
          t.time.cityPlain(rounded(series[hour] ?? 0)),
        );
  const live = useRested(playing ? "" : liveText, 700);

  const samePlace =
    place.data && forecast && cell === place.data.cell.row * forecast.grid.width + place.data.cell.column;
  const answer =
    samePlace && forecast && start && place.data
      ? answerOf(place.data.expected[hour] ?? 0, choiceOf(forecast, place.data.category), place.data.cell.size, start, zone)
      : null;

  const header = (
    <Header
      cities={cities}
      city={summary}
      theme={theme}
      search={<Search area={area.data} onNeighborhood={onNeighborhood} onPlace={onPlace} />}
      onCity={(id) => viewStore.push({ city: id, place: null, map: null, hour: null, category: "all" })}
      onTheme={() => viewStore.push({ theme: theme === "light" ? "dark" : "light" })}
      onAbout={() => setAbout(true)}
    />
  );
  const tabs = <Tabs mode={view.mode} onMode={(mode) => viewStore.push({ mode })} />;

  const forecastBody = noForecast ? (
    <div className="state" data-testid="empty">
      <h2>{t.states.noForecast(summary.name)}</h2>
      <p>{t.states.noForecastDo}</p>
      <code>{t.states.noForecastCommand(summary.id)}</code>
      {summary.has_records && (
        <button type="button" className="link" onClick={() => viewStore.push({ mode: "history" })}>
          {t.states.historyInstead}
        </button>
      )}
    </div>
  ) : manifest.error && !forecast ? (
    <div className="state" role="alert">
      <p>{manifest.error.message}</p>
      <button type="button" className="button" onClick={manifest.retry}>
        {t.retry}
      </button>
    </div>
  ) : !forecast || !choice ? (
    <Bones label={t.states.loading(summary.name)} />
  ) : (
    <>
      {spot && (
        <PlaceCard
          place={samePlace || place.error ? place : { ...place, data: null }}
          manifest={forecast}
          city={city.data}
          hour={hour}
          now={current}
          onHour={setHour}
          onClose={closePlace}
          onHistory={() => viewStore.push({ mode: "history" })}
        />
      )}
      <CategoryPicker
        all={{ id: "all", label: t.categories.all, color: null, expected: forecast.all.expected_24h }}
        groups={forecastGroups(forecast, city.data)}
        chosen={data.category}
        folded={spot !== null}
        expected
        notShown={city.data?.not_shown ?? []}
        onChoose={(category) => viewStore.push({ category })}
      />
      {!spot && <p className="note hint">{desk ? t.place.hintDesk : t.place.hint}</p>}
    </>
  );

  const historyBody = !city.data ? (
    <Bones label={t.states.loading(summary.name)} />
  ) : !data.records ? (
    <div className="state" data-testid="empty">
      <h2>{t.history.none}</h2>
      <code>{t.history.noneDo(summary.id)}</code>
    </div>
  ) : (
    <>
      {spot && history.data && (
        <CellCard
          history={history.data}
          cell={inside ? cell : null}
          forecast={forecast !== null}
          onClose={closePlace}
          onForecast={() => viewStore.push({ mode: "forecast" })}
        />
      )}
      <CategoryPicker
        all={{ id: "all", label: t.categories.all, color: null, expected: null }}
        groups={historyGroups(city.data)}
        chosen={data.counted}
        folded
        expected={false}
        notShown={city.data.not_shown}
        onChoose={(category) => viewStore.push({ category })}
      />
      <HistoryPanel
        history={history}
        records={data.records}
        period={view.period}
        theme={theme}
        onPeriod={(period) => viewStore.push({ period })}
      />
    </>
  );
  const body = <TabPanel mode={view.mode}>{inHistory ? historyBody : forecastBody}</TabPanel>;

  const legend = inHistory ? (
    history.data && (
      <Legend
        title={t.legend.history(history.data.grid.cell)}
        domain={history.data.domain}
        theme={theme}
        label={whole}
        mark={null}
        notes={[
          { kind: "dot", text: t.legend.suppressed(history.data.minimum) },
          { kind: "hatch", text: t.legend.noData },
        ]}
      />
    )
  ) : choice && forecast ? (
    <Legend
      title={t.legend.forecast(forecast.grid.cell)}
      domain={choice.domain}
      theme={theme}
      label={rateLabel}
      mark={samePlace && place.data ? (place.data.expected[hour] ?? null) : null}
      notes={[{ kind: "hatch", text: t.legend.noData }]}
    />
  ) : null;

  const bar = inHistory ? (
    data.dates && <DayBar history={history.data} from={data.dates.from} to={data.dates.to} />
  ) : forecast ? (
    <TimeBar
      manifest={forecast}
      totals={totals.data}
      category={data.category}
      hour={hour}
      now={current}
      reducedMotion={reducedMotion}
      has={frames.has}
      onHour={setHour}
      onPlaying={setPlaying}
    />
  ) : noForecast ? null : (
    <section className="timebar card" data-cover aria-hidden="true">
      <div className="skeleton">
        <span className="bone short" />
        <span className="bone chart" />
      </div>
    </section>
  );

  const room = Math.max(page.height - top.height - foot.height - 20, 160);
  const summaryLine = answer ? (
    <>
      <strong>{answer[0]}</strong> <span>{answer[1]}</span>
    </>
  ) : inHistory ? (
    <>
      <strong>{t.modes.history}</strong>{" "}
      <span>
        {history.data && data.dates
          ? `${t.history.total(whole(history.data.total))}, ${t.history.span(localDateWords(data.dates.from), localDateWords(data.dates.to))}`
          : ""}
      </span>
    </>
  ) : (
    <>
      <strong>{choice ? (choice.id === "all" ? t.categories.all : choice.label) : t.modes.forecast}</strong>{" "}
      <span>{noForecast ? t.states.noForecast(summary.name) : t.place.hint}</span>
    </>
  );

  return (
    <div
      ref={pageRef}
      className="page"
      data-testid="app"
      data-state={state}
      data-mode={view.mode}
      data-layout={desk ? "desk" : "phone"}
      data-drawn={drawn}
    >
      <main className="map-holder" id="map-holder">
        {webgl && area.data ? (
          <Suspense fallback={null}>
            <MapView
              area={area.data}
              bounds={summary.bounds}
              start={view.map}
              theme={theme}
              reducedMotion={reducedMotion}
              label={t.map.label(summary.name)}
              field={field}
              selected={outline}
              covers={covers}
              onPick={pick}
              onMove={onMove}
              onDrawn={setDrawn}
              onReady={setMap}
              onFailed={() => setWebgl(false)}
            />
          </Suspense>
        ) : (
          <div className="map-missing" />
        )}
      </main>

      {desk ? (
        <aside className="panel card" data-testid="panel" data-cover>
          {header}
          {tabs}
          <div className="panel-body">{body}</div>
        </aside>
      ) : (
        <div ref={topRef} className="topbar card" data-cover>
          {header}
        </div>
      )}

      <Notices notices={notices} />
      <Controls
        area={area.data}
        city={summary.name}
        hasMap={map !== null}
        hasDowntown={!!city.data?.downtown}
        onZoom={(step) => map?.zoomBy(step)}
        onDowntown={() => city.data?.downtown && map?.flyTo(city.data.downtown, 14)}
        onHere={onPlace}
        onSay={say}
      />

      <div className="dock" data-sheet={desk ? "none" : stop}>
        {legend}
        {!desk && (
          <Sheet stop={stop} room={room} summary={summaryLine} onStop={setStop}>
            {tabs}
            {body}
          </Sheet>
        )}
        <div ref={footRef} className="dock-foot">
          {bar}
          <DataLine
            mode={view.mode}
            manifest={forecast}
            city={city.data}
            category={data.category}
            now={now}
            onAbout={() => setAbout(true)}
          />
        </div>
      </div>

      {message !== null && (
        <p className="toast card" data-testid="toast">
          {message}
        </p>
      )}
      <div className="sr-only" role="status" aria-live="polite" data-testid="live">
        {message ?? live}
      </div>
      {about && (
        <About city={city.data} name={summary.name} manifest={forecast} onClose={() => setAbout(false)} />
      )}
    </div>
  );
}

function Bones({ label }: { label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: 9 }, (_, i) => (
        <span key={i} className={i % 4 === 0 ? "bone short" : "bone"} />
      ))}
    </div>
  );
}
