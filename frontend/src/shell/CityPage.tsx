import { lazy, Suspense, useCallback, useRef, useState } from "react";
import type { CitySummary, Manifest } from "../api/types";
import { About } from "../about/About";
import { Keys } from "../about/Keys";
import type { Theme } from "../color/palette";
import { whyNot } from "../forecast/change";
import { ForecastBody } from "../forecast/ForecastBody";
import { choiceOf, hourIndex, hourStart, inSentence, nowIndex } from "../forecast/hours";
import { knownChoice } from "../forecast/sets";
import { hourName } from "../forecast/typical";
import { frameKey, frameKind, useFrames } from "../forecast/useFrames";
import { lateOf } from "../history/period";
import { ModeLegend } from "../legend/ModeLegend";
import { Controls } from "../map/Controls";
import type { MapController } from "../map/controller";
import { locate } from "../map/locate";
import { hasWebGL2 } from "../map/webgl";
import { useKept } from "../offline/useKept";
import { endsStore, useEnds } from "../route/ends";
import { Search } from "../search/Search";
import { TakeAway } from "../share/TakeAway";
import { stillPixels } from "../still/pixels";
import { t } from "../strings";
import { sentence } from "../strings/locale";
import { citySeries } from "../time/series";
import type { Speed } from "../time/speeds";
import { TimeBar } from "../time/TimeBar";
import { useIsDesk, useIsLow, useIsWide, useNow, useReducedMotion, useRested, useSize } from "../ui/hooks";
import { covers } from "./covers";
import { DataLine } from "./DataLine";
import { useGreeted } from "./greeting";
import { Header } from "./Header";
import { MapCredit } from "./MapCredit";
import { MapView } from "./mapPart";
import { Notices } from "./Notices";
import { Sheet } from "./Sheet";
import { SheetSummary } from "./SheetSummary";
import { spokenOf } from "./spokenOf";
import { stateOf } from "./stateOf";
import type { Stop } from "./stops";
import { TabPanel, Tabs } from "./Tabs";
import type { MapPlace } from "./url";
import { PLACE_ZOOM, useActions } from "./useActions";
import { useBase } from "./useBase";
import { timesHere, useChange } from "./useChange";
import { useCityData } from "./useCityData";
import { useHistory } from "./useHistory";
import { useMapSync } from "./useMapSync";
import { useMessage } from "./useMessage";
import { personSet, useRouteMode } from "./useRouteMode";
import { usePageHead } from "./usePageHead";
import { usePageKeys } from "./usePageKeys";
import { useSpot } from "./useSpot";
import { useTypical } from "./useTypical";
import { useView, viewStore } from "./view";
import { Waiting } from "./Waiting";

const StillMap = lazy(() => import("../still/StillMap"));
const StillHistory = lazy(() => import("../still/StillHistory"));

interface Props {
  cities: CitySummary[];
  summary: CitySummary;
  theme: Theme;
}

/** One city's page: what is asked of the server, the map, and what floats on it. */
export function CityPage({ cities, summary, theme }: Props) {
  const view = useView();
  const now = useNow();
  const desk = useIsDesk();
  const wide = useIsWide();
  const low = useIsLow();
  const reducedMotion = useReducedMotion();
  const inRoute = view.mode === "route";
  const ends = useEnds();
  // On a route the map shows what counts along it.
  const counts = useCallback((known: Manifest) => (inRoute && ends.counts === "person" ? personSet(known) : null), [inRoute, ends.counts]);
  const data = useCityData(summary, view, counts);
  const { city, area, manifest, cityTotals, place, history } = data;
  const forecast = manifest.data;
  const { base, scheme, styleFailed, drawn: credit, ...onBase } = useBase(city);
  const [about, setAbout] = useState(false);
  const [keys, setKeys] = useState(false);
  const [stop, setStop] = useState<Stop>(view.place || (view.mode === "route" && !low) ? "half" : "line");
  const raised = useRef(false);
  const [playing, setPlaying] = useState(false);
  const [message, say] = useMessage();
  const [drawn, setDrawn] = useState("");
  const [ground, setGround] = useState(false);
  const [webgl, setWebgl] = useState(hasWebGL2);
  // The server's picture is drawn over the city's own streets, whatever style the host names.
  const inHistory = view.mode === "history";
  const tiles = webgl ? credit : inHistory ? null : (city.data?.streets ?? null);
  const [map, setMap] = useState<MapController | null>(null);
  const [topRef, top] = useSize<HTMLDivElement>();
  const [footRef, foot] = useSize<HTMLDivElement>();
  const [pageRef, page] = useSize<HTMLDivElement>();

  const typical = useTypical(summary, view, data);
  const week = typical?.week ?? null;
  /** The forecast with the hours that are shown: its own, or those of a typical week. */
  const span = typical?.manifest ?? forecast;
  const hour = typical ? typical.index : forecast ? hourIndex(forecast, view.hour, now) : 0;
  const current = forecast ? nowIndex(forecast, now) : 0;
  const classes = city.data?.classes;
  const choice = forecast ? choiceOf(forecast, data.category, classes) : null;
  const show = forecast && !inRoute && whyNot(view.show, forecast, typical !== null) === null ? view.show : "expected";
  const kind = frameKind(show);
  // Other hours wait until the first is on the map, whose code comes the same way.
  const frames = useFrames(span, data.category, hour, kind, week, drawn !== "" || !webgl);
  const against = useChange(summary, view, data);
  // The legend belongs to the frame on the map, which may be behind what was chosen.
  const shownChoice = forecast && frames.shown ? choiceOf(forecast, frames.shown.category, classes) : choice;
  const past = useHistory(inHistory, data);
  const person = classes?.find((c) => c.id === "person")?.label ?? t.categories.all;
  const chosenLabel = forecast ? choiceOf(forecast, knownChoice(forecast, view.category), classes).label : "";
  const ways = useRouteMode({
    wanted: inRoute,
    summary,
    area: area.data,
    forecast,
    category: forecast ? knownChoice(forecast, view.category) : "all",
    what: inSentence(ends.counts === "person" ? person : chosenLabel),
    hour: view.hour,
    now,
    map,
    theme: scheme ?? theme,
    stop: desk ? "desk" : stop,
    say,
  });

  const grid = inHistory ? history.data?.grid : forecast?.grid;
  const spot = view.place;
  const { neighborhood, outline, expected, answer, counted, asked } = useSpot(spot, grid, hour, summary, {
    ...data,
    manifest: { ...manifest, data: span },
    place: typical?.place ?? place,
  });
  const start = span ? hourStart(span, hour) : null;

  const { setAt, setHour, pick, closePlace, onNeighborhood, onPlace, onName, onClear } = useActions({
    summary,
    map,
    area: area.data,
    grid,
    forecast,
    span,
    onTap: inRoute ? ways.onTap : null,
    setStop,
    say,
  });
  const onMove = useCallback((at: MapPlace) => viewStore.replace({ map: at }), []);
  const openAbout = useCallback(() => setAbout(true), []);
  const openKeys = useCallback(() => setKeys(true), []);
  const setSpeed = useCallback((speed: Speed) => viewStore.replace({ speed }), []);

  useMapSync(map, view.map, inRoute ? null : spot, stop, reducedMotion);
  usePageKeys(closePlace, openKeys);
  usePageHead(summary, view.mode);

  const wanted = inHistory ? past.field?.key : forecast && frameKey(forecast.id, data.category, hourName(week, hour), kind);
  const offline = useKept(webgl ? drawn !== "" : cityTotals !== null, city, manifest);
  const { state, noForecast, notices } = stateOf({
    summary,
    data,
    frames,
    mode: view.mode,
    now,
    webgl,
    styleFailed,
    offline,
    shownLabel: shownChoice?.label ?? null,
    drawn: ground && drawn === wanted,
  });

  useGreeted(cityTotals !== null || inHistory || state !== "loading");

  const shownTotals = typical ? typical.totals : cityTotals;
  const series = citySeries(shownTotals, data.category, forecast);
  const liveText = spokenOf({
    summary,
    history: inHistory ? past.line : null,
    choice: inHistory ? null : choice,
    start,
    week: week?.week ?? null,
    expected: series?.[hour] ?? null,
    usual: show === "change" ? (against.city?.[hour] ?? null) : null,
  });
  const spoken = inRoute ? ways.spoken || liveText : answer && !inHistory ? sentence(`${answer[0]}: ${answer[1]}`) : liveText;
  const live = useRested(playing ? "" : spoken, 700);

  const header = (
    <Header
      cities={cities}
      city={summary}
      theme={theme}
      search={
        <Search
          city={summary.id}
          area={area.data}
          streets={!!city.data?.streets}
          short={!desk}
          onNeighborhood={onNeighborhood}
          onPlace={onPlace}
          onName={onName}
          onClear={onClear}
        />
      }
      onCity={(id) => {
        endsStore.set({ from: null, to: null, active: null });
        viewStore.push({ city: id, place: null, map: null, hour: null, category: "all" });
      }}
      onTheme={() => viewStore.push({ theme: theme === "light" ? "dark" : "light" })}
      onAbout={openAbout}
    />
  );
  const late = lateOf(forecast, data.counted);
  const tabs = <Tabs mode={view.mode} onMode={(mode) => viewStore.push({ mode })} />;
  const body = (
    <TabPanel mode={view.mode}>
      {inHistory ? past.parts ? (
        <past.parts.HistoryBody
          summary={summary}
          city={city.data}
          history={history}
          place={data.historyPlace}
          compared={past.compared}
          category={data.counted}
          period={view.period}
          dates={data.dates}
          against={view.against}
          second={data.second}
          brush={view.brush}
          theme={theme}
          late={late}
          cell={counted}
          neighborhood={neighborhood}
          hasForecast={forecast !== null}
          onClosePlace={closePlace}
          bounds={() => map?.bounds() ?? null}
          onSay={say}
        />
      ) : (
        <Waiting failed={past.failed} onRetry={past.retry} />
      ) : inRoute && (forecast || !noForecast) ? ways.parts ? (
        <ways.parts.RouteBody
          city={city.data}
          area={area.data}
          hasForecast={forecast !== null}
          ends={ways.ends}
          found={ways.routes}
          chosen={ways.chosen}
          at={(start ?? now).getTime()}
          isNow={view.hour === null && !forecast?.hindcast}
          now={now}
          zone={summary.time_zone}
          hindcast={forecast?.hindcast ?? false}
          desk={desk}
          person={person}
          chosenLabel={chosenLabel}
          onHere={(done) => locate(summary.name, area.data, done, say)}
          onLeave={setAt}
          onTyping={(typing) => {
            // What is found needs the whole sheet, for as long as it is typed.
            if (typing && stop === "half") raised.current = true;
            if (raised.current) setStop(typing ? "full" : "half");
            if (!typing) raised.current = false;
          }}
          onSay={say}
        />
      ) : (
        <Waiting failed={ways.failed} onRetry={ways.retry} />
      ) : (
        <ForecastBody
          summary={summary}
          city={city.data}
          manifest={manifest}
          place={asked}
          category={data.category}
          show={show}
          usual={against.place}
          span={span}
          week={week?.week ?? null}
          hour={hour}
          now={typical ? null : current}
          desk={desk}
          foot={
            forecast && shownChoice && (
              <TakeAway
                manifest={forecast}
                typical={frames.shown?.typical === true}
                city={city.data}
                choice={shownChoice}
                field={frames.field}
                start={frames.shown?.start ?? hourStart(forecast, hour)}
                bounds={() => map?.bounds() ?? null}
                theme={scheme ?? theme}
                show={view.show}
                present={frames.shown?.present ?? null}
                credit={tiles?.attribution ?? null}
                pixels={map ? () => map.pixels() : webgl ? null : stillPixels}
                onSay={say}
              />
            )
          }
          onHour={setHour}
          onClosePlace={closePlace}
        />
      )}
    </TabPanel>
  );
  const waiting = <section className="timebar card waiting" data-cover aria-hidden="true" data-tall={inHistory && !low} />;
  const bar = inHistory ? (
    data.dates && past.parts ? (
      <past.parts.DayBar
        history={history.data}
        second={past.compared?.second ?? null}
        start={data.second?.kind === "dates" ? data.second.start : null}
        records={data.records}
        late={late}
        from={data.dates.from}
        to={data.dates.to}
        fixed={view.period.kind === "range"}
        low={low}
      />
    ) : (
      waiting
    )
  ) : forecast ? (
    <TimeBar
      manifest={span ?? forecast}
      forecast={forecast}
      week={week?.week ?? null}
      totals={shownTotals}
      category={data.category}
      hour={hour}
      now={typical ? null : current}
      reducedMotion={reducedMotion}
      short={!wide}
      speed={view.speed}
      has={frames.has}
      onSpeed={setSpeed}
      onKeys={openKeys}
      onHour={setHour}
      onAt={setAt}
      onPlaying={setPlaying}
    />
  ) : noForecast ? null : (
    waiting
  );
  const controls = (
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
  );
  const dataLine = (
    <DataLine
      mode={view.mode}
      manifest={forecast}
      city={city.data}
      category={data.category}
      tiles={wide || low ? tiles : null}
      now={now}
      short={!wide}
      onAbout={openAbout}
    />
  );
  /** Where what lies on the map lies. */
  const layout = `${desk ? "desk" : stop} ${notices.length}`;
  const room = Math.max(page.height - top.height - foot.height - 24, 160);

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
      <main className="map-holder">
        {webgl && area.data && city.data && (
          <Suspense fallback={null}>
            <MapView
              area={area.data}
              bounds={summary.bounds}
              start={view.map ?? (spot ? { lon: spot[0], lat: spot[1], zoom: PLACE_ZOOM } : null)}
              theme={theme}
              reducedMotion={reducedMotion}
              city={summary.name}
              label={t.map.label(summary.name)}
              field={inHistory ? past.field : frames.field}
              selected={inRoute ? null : outline}
              covers={covers}
              onPick={pick}
              onMove={onMove}
              onRoute={ways.onRoute}
              onDrawn={setDrawn}
              onGround={() => setGround(true)}
              base={base}
              {...onBase}
              onReady={setMap}
              onFailed={() => setWebgl(false)}
            />
          </Suspense>
        )}
        {!webgl && inHistory && past.field && area.data && (
          <Suspense fallback={null}>
            <StillHistory
              city={summary.name}
              area={area.data}
              field={past.field}
              theme={theme}
              words={liveText}
              spot={outline && spot}
              layout={layout}
              covers={covers}
              onPick={pick}
            />
          </Suspense>
        )}
        {!webgl && !inHistory && forecast && (
          <Suspense fallback={null}>
            <StillMap
              manifest={forecast}
              category={data.category}
              hour={week ? (week.slots[hour] ?? 0) : hour}
              week={week?.week ?? null}
              show={show}
              theme={theme}
              words={liveText}
              spot={inRoute ? null : outline && spot}
              layout={layout}
              covers={covers}
              onPick={pick}
              over={
                inRoute && ways.parts
                  ? { Lines: ways.parts.StillRoutes, found: ways.data, chosen: ways.chosen, ends: ways.places, theme }
                  : null
              }
            />
          </Suspense>
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
      {desk && controls}
      <div className="dock" data-sheet={desk ? "none" : stop}>
        {!wide && !low && <MapCredit tiles={tiles} />}
        <div className="dock-row" inert={!desk && stop === "full"}>
          {inHistory && past.parts && history.data && (
            <past.parts.HistoryLegend theme={scheme ?? theme} history={history.data} compared={past.compared} />
          )}
          {inHistory && !(past.parts && history.data) && (
            <figure className="legend card waiting" data-cover aria-hidden="true" />
          )}
          {ways.parts && ways.data && (desk || stop === "line") && (
            <ways.parts.RouteLegend theme={scheme ?? theme} near={ways.data.near_m} cell={forecast?.grid.cell ?? null} />
          )}
          {!inHistory && !ways.data && (
            <ModeLegend
              theme={scheme ?? theme}
              forecast={forecast}
              choice={shownChoice}
              here={expected?.[hour] ?? null}
              times={timesHere(against, data.category, expected, hour)}
              change={frames.shown?.change === true}
              show={show}
              present={frames.shown?.present ?? null}
              typical={frames.shown?.typical === true}
            />
          )}
          {!desk && controls}
        </div>
        {!desk && (
          <Sheet
            stop={stop}
            room={room}
            tabs={tabs}
            summary={
              <SheetSummary
                summary={summary}
                inHistory={inHistory || inRoute}
                line={inRoute ? ways.line : past.line}
                answer={answer}
                choice={choice}
                totals={shownTotals}
                manifest={forecast}
                hour={hour}
                typical={typical !== null}
                empty={noForecast}
              />
            }
            onStop={setStop}
          >
            {body}
          </Sheet>
        )}
        <div ref={footRef} className="dock-foot">
          {bar}
          {!desk && dataLine}
        </div>
      </div>
      {desk && dataLine}

      {message !== null && (
        <p className="toast card" data-testid="toast">
          {message}
        </p>
      )}
      <div className="sr-only" role="status" aria-live="polite" data-testid="live">
        {message ?? live}
      </div>
      {keys && <Keys onClose={() => setKeys(false)} />}
      {about && (
        <About city={city.data} name={summary.name} manifest={forecast} onClose={() => setAbout(false)} />
      )}
    </div>
  );
}
