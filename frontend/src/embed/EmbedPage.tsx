import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import type { CitySummary } from "../api/types";
import type { Theme } from "../color/palette";
import { whyNot } from "../forecast/change";
import { choiceOf, hourIndex, hourStart, nowIndex } from "../forecast/hours";
import { frameKind, useFrames } from "../forecast/useFrames";
import { ModeLegend } from "../legend/ModeLegend";
import { hasWebGL2 } from "../map/webgl";
import { covers } from "../shell/covers";
import { safeUrl } from "../shell/links";
import { MapCredit } from "../shell/MapCredit";
import { MapView } from "../shell/mapPart";
import { formatView } from "../shell/url";
import { useBase } from "../shell/useBase";
import { useCityData } from "../shell/useCityData";
import { useView, viewStore } from "../shell/view";
import { foreign, t } from "../strings";
import { cityBand, citySeries } from "../time/series";
import { Track } from "../time/Track";
import { dateWords, dayMarks, dayWords, hourWords, zoneWords } from "../time/words";
import { useNow, useReducedMotion } from "../ui/hooks";
import "../styles/embed.css";

const StillMap = lazy(() => import("../still/StillMap"));

interface Props {
  summary: CitySummary;
  theme: Theme;
}

const nothing = () => undefined;

/** The forecast's map for another's page: the map, its hours, its legend and where it is from. */
export default function EmbedPage({ summary, theme }: Props) {
  const view = useView();
  const now = useNow();
  const reducedMotion = useReducedMotion();
  const data = useCityData(summary, view);
  const { city, area, manifest, cityTotals } = data;
  const forecast = manifest.data;
  const { base, scheme, drawn, onBaseGone, onStyleFailed, onScheme, onCredit } = useBase(city);
  const [webgl, setWebgl] = useState(hasWebGL2);
  const [frame, setFrame] = useState("");
  const tiles = webgl ? drawn : (city.data?.streets ?? null);
  useEffect(() => {
    document.title = t.embed.title(summary.name);
  }, [summary.name]);

  const hour = forecast ? hourIndex(forecast, view.hour, now) : 0;
  const show = forecast && whyNot(view.show, forecast, false) === null ? view.show : "expected";
  const frames = useFrames(forecast, data.category, hour, frameKind(show), null, frame !== "" || !webgl);
  const zone = summary.time_zone;
  const days = useMemo(
    () => (forecast ? dayMarks(new Date(forecast.first_hour), forecast.hours, zone) : []),
    [forecast, zone],
  );
  const choice = forecast ? choiceOf(forecast, frames.shown?.category ?? data.category, city.data?.classes) : null;
  const start = forecast ? hourStart(forecast, hour) : null;
  const words = start ? `${dayWords(start, zone, forecast?.hindcast === true)}, ${hourWords(start, zone)}` : "";
  const whole = formatView({ ...view, page: "map" });
  const failed = manifest.error ?? city.error ?? area.error;
  const state = !forecast && manifest.error?.status === 404 ? "empty" : failed ? "error" : frame || !webgl ? "ready" : "loading";
  const source = city.data?.source;
  const sourceUrl = safeUrl(source?.url ?? null);
  return (
    <div className="page embed" data-testid="app" data-state={state} data-mode="embed" data-drawn={frame}>
      <header className="embed-head">
        <a href={whole} target="_blank" rel="noopener" data-testid="embed-open" title={t.embed.open(summary.name)}>
          <strong>{t.embed.title(summary.name)}</strong>
        </a>
        <span className="note" data-testid="embed-what">
          {[choice?.label, words && start && `${words} ${zoneWords(start, zone)}`].filter(Boolean).join(". ")}
        </span>
      </header>
      <main className="embed-map">
        {webgl && area.data && city.data && (
          <Suspense fallback={null}>
            <MapView
              area={area.data}
              bounds={summary.bounds}
              start={view.map}
              theme={theme}
              reducedMotion={reducedMotion}
              city={summary.name}
              label={t.map.label(summary.name)}
              field={frames.field}
              selected={null}
              covers={covers}
              onPick={nothing}
              onMove={(at) => viewStore.replace({ map: at })}
              onDrawn={setFrame}
              onGround={nothing}
              base={base}
              onBaseGone={onBaseGone}
              onStyleFailed={onStyleFailed}
              onScheme={onScheme}
              onCredit={onCredit}
              onReady={nothing}
              onFailed={() => setWebgl(false)}
            />
          </Suspense>
        )}
        {!webgl && forecast && (
          <Suspense fallback={null}>
            <StillMap
              manifest={forecast}
              category={data.category}
              hour={hour}
              week={null}
              show={show}
              theme={theme}
              words={choice ? `${choice.label}, ${words}.` : ""}
              spot={null}
              layout=""
              covers={covers}
              onPick={null}
            />
          </Suspense>
        )}
        {(state === "empty" || state === "error") && (
          <p className="embed-words" role="status">
            {state === "empty" ? t.states.noForecast(summary.name) : t.states.noServer}
          </p>
        )}
        {forecast && (
          <ModeLegend
            theme={scheme ?? theme}
            forecast={forecast}
            choice={choice}
            here={null}
            change={frames.shown?.change === true}
            show={show}
            present={frames.shown?.present ?? null}
            typical={false}
          />
        )}
      </main>
      {forecast && (
        <Track
          hours={forecast.hours}
          hour={hour}
          now={nowIndex(forecast, now)}
          nowLabel={forecast.hindcast ? t.time.end : t.time.now}
          valueText={words}
          days={days}
          values={citySeries(cityTotals, data.category, forecast)}
          band={cityBand(cityTotals, data.category)}
          onHour={(index) => viewStore.replace({ hour: hourStart(forecast, index).getTime() })}
        />
      )}
      <footer className="embed-foot note" data-testid="data-line">
        {summary.simulated && <>{t.data.simulated} </>}
        {forecast &&
          (forecast.hindcast
            ? t.data.hindcast(dateWords(new Date(forecast.data_through), zone))
            : `${t.data.issuedShort(dateWords(new Date(forecast.data_through), zone))}.`)}{" "}
        {t.place.limitsText[0]}{" "}
        {source && (
          <>
            {sourceUrl ? (
              <a href={sourceUrl} target="_blank" rel="noopener noreferrer">
                {t.data.source(source.publisher)}
              </a>
            ) : (
              t.data.source(source.publisher)
            )}
            , {source.license}. {source.notice && <span lang={foreign(source.notice)}>{source.notice}</span>}{" "}
          </>
        )}
        <MapCredit tiles={tiles} />
      </footer>
    </div>
  );
}
