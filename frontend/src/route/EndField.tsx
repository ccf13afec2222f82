import { useId, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import type { Area, LonLat } from "../api/types";
import { findByName, neighborhoods, parseCoordinates } from "../search/query";
import { useNames } from "../search/useNames";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import type { End, Which } from "./link";

interface Props {
  which: Which;
  end: End | null;
  /** What the end is called; empty where there is none. */
  words: string;
  city: string;
  area: Area | null;
  streets: boolean;
  /** Whether the next tap on the map is this field's. */
  active: boolean;
  onEnd: (end: End | null) => void;
  onActive: (active: boolean) => void;
  /** The list of what is found needs room. */
  onTyping: (typing: boolean) => void;
  onHere: () => void;
}

interface Option {
  key: string;
  label: string;
  about: string;
  end: End;
}

/** One end of the way: typed, here, or tapped on the map. */
export function EndField({ which, end, words, city, area, streets, active: waits, onEnd, onActive, onTyping, onHere }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const hits = useMemo(() => neighborhoods(area), [area]);
  const typed = (text ?? "").trim();
  const place = parseCoordinates(typed);
  const { names, asking } = useNames(city, streets && typed !== "" && place === null, typed);
  const found = (name: string, label: string, about: string, at: LonLat, key: string): Option => ({
    key, label, about, end: { place: at, name },
  });
  const options: Option[] = place
    ? [{ key: "place", label: t.search.coordinates(String(place[1]), String(place[0])), about: "", end: { place, name: null } }]
    : [
        ...findByName(hits, typed, 4).map(({ name, label }) =>
          found(name, name, t.search.kind.neighborhood, label, `n/${name}`),
        ),
        ...names.slice(0, 8).map(({ name, kind, near, lon, lat, bbox }) =>
          found(near === null ? name : `${name}, ${near}`, name, t.search.near(t.search.kind[kind], near), [lon, lat], `${kind}/${name}/${bbox.join()}`),
        ),
      ];
  const shown = typed !== "";
  const at = Math.min(active, options.length - 1);
  const leave = () => {
    setText(null);
    onTyping(false);
  };
  const choose = (index: number) => {
    const option = options[index];
    if (!option) return;
    onEnd(option.end);
    leave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(options.length > 0 ? (at + step + options.length) % options.length : 0);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Tab" && shown) {
      choose(at);
    } else if (event.key === "Escape" && text !== null) {
      event.preventDefault();
      leave();
    }
  };
  const onBlur = ({ relatedTarget: to }: FocusEvent) => {
    leave();
    // The map takes the focus before it is tapped: then this field is the one that is meant.
    if (to !== null && !(to instanceof HTMLCanvasElement)) onActive(false);
  };
  const label = which === "from" ? t.route.from : t.route.to;
  const button = (icon: "locate" | "close", name: string, act: () => void) => (
    <button type="button" className="quiet square end-act" aria-label={name} title={name} onClick={act}>
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="end" data-testid={`end-${which}`} data-waits={waits}>
      <span className="end-letter" aria-hidden="true">
        {which === "from" ? "A" : "B"}
      </span>
      <input
        ref={input}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && options.length > 0 ? `${id}-${at}` : undefined}
        placeholder={which === "from" ? t.route.fromHint : t.route.toHint}
        value={text ?? words}
        onChange={(event) => {
          setText(event.target.value);
          onTyping(true);
          setActive(0);
        }}
        onFocus={(event) => {
          onActive(true);
          event.target.select();
        }}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      />
      {end === null
        ? button("locate", t.route.here(label), onHere)
        : button("close", t.route.clear(label), () => {
            onEnd(null);
            setText(null);
            input.current?.focus();
          })}
      {shown && (
        <div className="end-list card">
          <ul id={`${id}-list`} role="listbox" aria-label={label}>
            {options.map((option, i) => (
              <li
                key={option.key}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === at}
                data-testid="end-option"
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => {
                  choose(i);
                  input.current?.blur();
                }}
              >
                <span>{option.label}</span>
                <span className="search-about">{option.about}</span>
              </li>
            ))}
          </ul>
          {options.length === 0 && (
            <p className="note" data-testid="end-none">
              {asking ? t.search.asking : streets ? t.search.noneStreets : t.search.none}
            </p>
          )}
        </div>
      )}
      <span className="sr-only" role="status">
        {shown && !asking ? t.search.count(options.length) : ""}
      </span>
    </div>
  );
}
