import type { ReactNode } from "react";
import type { CitySummary } from "../api/types";
import type { Theme } from "../color/palette";
import { t } from "../strings";
import { Icon } from "../ui/Icon";

interface Props {
  cities: CitySummary[];
  city: CitySummary;
  theme: Theme;
  search: ReactNode;
  onCity: (id: string) => void;
  onTheme: () => void;
  onAbout: () => void;
}

export function Header({ cities, city, theme, search, onCity, onTheme, onAbout }: Props) {
  // A long name is set smaller rather than cut: "(simulated)" must be read.
  const size = city.name.length > 14 ? "long" : undefined;
  const themeLabel = theme === "light" ? t.theme.toDark : t.theme.toLight;
  return (
    <header className="header">
      <div className="header-row">
        {cities.length > 1 ? (
          <div className="city-choice">
            <h1 aria-hidden="true" className={size}>
              <span>{city.name}</span>
              <Icon name="down" />
            </h1>
            <select
              data-testid="city-chooser"
              aria-label={t.city.choose}
              value={city.id}
              onChange={(event) => onCity(event.target.value)}
            >
              {cities.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        ) : (
          <h1 className={size}>{city.name}</h1>
        )}
        <button type="button" className="quiet square" aria-label={themeLabel} title={themeLabel} data-testid="theme" onClick={onTheme}>
          <Icon name={theme === "light" ? "moon" : "sun"} />
        </button>
        <button type="button" className="quiet square" aria-label={t.data.about} title={t.data.about} data-testid="about-open" onClick={onAbout}>
          <Icon name="info" />
        </button>
      </div>
      {search}
    </header>
  );
}
