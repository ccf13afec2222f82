import { lazy, Suspense } from "react";
import { api } from "../api/client";
import { useResource } from "../api/resource";
import { t } from "../strings";
import { CityPage } from "./CityPage";
import { Blank } from "./Blank";
import { useTheme } from "./theme";
import { useView, viewStore } from "./view";

const EmbedPage = lazy(() => import("../embed/EmbedPage"));
const StatusPage = lazy(() => import("../status/StatusPage"));
const RecordPage = lazy(() => import("../record/RecordPage"));

/** Chooses the city: the address names it, else the first with a forecast. */
export function App() {
  const view = useView();
  const theme = useTheme(view.theme);
  const cities = useResource("cities", (signal) => api.cities(signal));

  if (cities.error && !cities.data) {
    return (
      <Blank state="error" heading={t.states.noServer} text={t.states.noServerDo}>
        <button type="button" className="button" onClick={cities.retry}>
          {t.retry}
        </button>
      </Blank>
    );
  }
  if (!cities.data) return <Blank state="loading" heading={t.states.loadingAny} />;
  // Many cities are known; those with something to see are offered.
  const seen = cities.data.filter((c) => c.has_forecast || c.has_records);
  if (cities.data.length === 0 || (seen.length === 0 && view.city === null)) {
    return (
      <Blank state="empty" heading={t.states.noCity} text={t.states.noCityDo}>
        <code>{t.states.noCityCommand}</code>
      </Blank>
    );
  }
  const named = cities.data.find((city) => city.id === view.city);
  if (view.city !== null && !named) {
    return (
      <Blank state="error" heading={t.states.unknownCity(view.city)} text={t.states.unknownCityDo}>
        <ul className="choices">
          {seen.map((city) => (
            <li key={city.id}>
              <button type="button" className="button" onClick={() => viewStore.push({ city: city.id })}>
                {city.name}
              </button>
            </li>
          ))}
        </ul>
      </Blank>
    );
  }
  const city =
    named ??
    seen.find((c) => c.has_forecast) ??
    seen[0];
  if (!city) return null;
  const offered = seen.includes(city) ? seen : [...seen, city];
  if (view.page === "record") {
    return (
      <Suspense fallback={<Blank state="loading" heading={t.record.loading} />}>
        <RecordPage key={city.id} cities={offered} summary={city} theme={theme} />
      </Suspense>
    );
  }
  if (view.page === "status") {
    return (
      <Suspense fallback={<Blank state="loading" heading={t.status.loading} />}>
        <StatusPage key={city.id} cities={offered} summary={city} theme={theme} />
      </Suspense>
    );
  }
  if (view.page === "embed") {
    return (
      <Suspense fallback={<Blank state="loading" heading={t.states.loading(city.name)} />}>
        <EmbedPage key={city.id} summary={city} theme={theme} />
      </Suspense>
    );
  }
  return <CityPage key={city.id} cities={offered} summary={city} theme={theme} />;
}
