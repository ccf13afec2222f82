import type { ReactNode } from "react";
import type { CitySummary } from "../api/types";
import type { Theme } from "../color/palette";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { LanguageLinks } from "./LanguageLinks";
import { formatView, type BESIDE } from "./url";
import { useView, viewStore } from "./view";
import "../styles/record.css";

interface Props {
  page: (typeof BESIDE)[number];
  cities: CitySummary[];
  summary: CitySummary;
  theme: Theme;
  state: string;
  children: ReactNode;
}

/** A page of text beside the map: back to it, another city, language and theme; then what it tells. */
export function BesidePage({ page, cities, summary, theme, state, children }: Props) {
  const view = useView();
  const map = formatView({ ...view, page: "map" });
  const themeLabel = theme === "light" ? t.theme.toDark : t.theme.toLight;
  return (
    <div className="record-page" data-testid="app" data-state={state} data-mode={page}>
      <header className="record-head">
        <a
          className="record-back"
          href={map}
          data-testid="record-back"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            viewStore.push({ page: "map" });
          }}
        >
          <Icon name="left" />
          {t.record.back}
        </a>
        {cities.length > 1 && (
          <select
            className="record-city"
            aria-label={t.city.choose}
            data-testid="city-chooser"
            value={summary.id}
            onChange={(event) => viewStore.push({ city: event.target.value, place: null, map: null, hour: null, category: "all" })}
          >
            {cities.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <LanguageLinks />
        <button type="button" className="quiet square" aria-label={themeLabel} title={themeLabel} data-testid="theme" onClick={() => viewStore.push({ theme: theme === "light" ? "dark" : "light" })}>
          <Icon name={theme === "light" ? "moon" : "sun"} />
        </button>
      </header>
      <main className="record-body">
        {children}
      </main>
    </div>
  );
}

/** What stands in a page's place until its answer comes, or where it does not. */
export function Awaited({ loading, failed, retry }: { loading: string; failed: string | null; retry: () => void }) {
  if (failed !== null) {
    return (
      <section className="record-part" role="alert">
        <p className="record-lead">{failed}</p>
        <p>
          <button type="button" className="button" onClick={retry}>
            {t.retry}
          </button>
        </p>
      </section>
    );
  }
  return (
    <section className="record-part" role="status">
      <p className="record-lead">{loading}</p>
      <div className="skeleton" aria-hidden="true">
        <span className="bone" />
        <span className="bone chart" />
      </div>
    </section>
  );
}
