import { useId, useMemo, useState, type KeyboardEvent } from "react";
import type { Area, LonLat } from "../api/types";
import { findByName, neighborhoods, parseCoordinates } from "../search/query";
import { useNames } from "../search/useNames";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import type { End, Which } from "./link";

interface Props {
  which: Which;
  end: End | null;
  city: string;
  area: Area | null;
  streets: boolean;
  onEnd: (end: End | null) => void;
  onHere: () => void;
}

/** One end of the way: typed, here, or tapped on the map. */
export function EndField({ which, end, city, area, streets, onEnd, onHere }: Props) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const hits = useMemo(() => neighborhoods(area), [area]);
  const typed = text ?? "";
  const place = parseCoordinates(typed);
  const { names } = useNames(city, streets && text !== null && place === null, typed);
  const options: { key: string; label: string; about: string; place: LonLat }[] = place
    ? [{ key: "place", label: t.search.coordinates(String(place[1]), String(place[0])), about: "", place }]
    : [
        ...findByName(hits, typed, 4).map((hit) => ({
          key: `n/${hit.name}`, label: hit.name, about: t.search.kind.neighborhood, place: hit.label,
        })),
        ...names.slice(0, 8).map((found) => ({
          key: `${found.kind}/${found.name}/${found.bbox.join()}`,
          label: found.name,
          about: t.search.near(t.search.kind[found.kind], found.near),
          place: [found.lon, found.lat] as LonLat,
        })),
      ];
  const shown = text !== null && typed.trim() !== "" && options.length > 0;
  const at = Math.min(active, options.length - 1);
  const choose = (index: number) => {
    const option = options[index];
    if (!option) return;
    onEnd({ place: option.place, label: option.label });
    setText(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(options.length > 0 ? (at + step + options.length) % options.length : 0);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape" && text !== null) {
      event.preventDefault();
      setText(null);
    }
  };
  const label = which === "from" ? t.route.from : t.route.to;
  return (
    <div className="end" data-testid={`end-${which}`}>
      <span className="end-letter" aria-hidden="true">
        {which === "from" ? "A" : "B"}
      </span>
      <input
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${id}-${at}` : undefined}
        placeholder={which === "from" ? t.route.fromHint : t.route.toHint}
        value={text ?? end?.label ?? ""}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onBlur={() => setText(null)}
        onKeyDown={onKeyDown}
      />
      {end === null ? (
        <button type="button" className="quiet square small" aria-label={t.route.here(label)} title={t.route.here(label)} onClick={onHere}>
          <Icon name="locate" />
        </button>
      ) : (
        <button type="button" className="quiet square small" aria-label={t.route.clear(label)} title={t.route.clear(label)} onClick={() => onEnd(null)}>
          <Icon name="close" />
        </button>
      )}
      {shown && (
        <ul id={`${id}-list`} className="end-list card" role="listbox" aria-label={label}>
          {options.map((option, i) => (
            <li
              key={option.key}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              data-testid="end-option"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(i)}
            >
              <span>{option.label}</span>
              <span className="search-about">{option.about}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
