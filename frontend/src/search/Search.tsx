import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Area, LonLat, NameFound } from "../api/types";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { findByName, neighborhoods, parseCoordinates, type Hit } from "./query";
import { useNames } from "./useNames";

interface Props {
  city: string;
  area: Area | null;
  /** Whether the server knows names of streets. */
  streets: boolean;
  short: boolean;
  onNeighborhood: (hit: Hit) => void;
  onPlace: (place: LonLat) => void;
  onName: (found: NameFound) => void;
  onClear: () => void;
}

interface Option {
  key: string;
  label: string;
  /** What it is, and where. */
  about: string | null;
  act: () => void;
}

/** A combobox over neighborhoods, names the server knows, and coordinates, which stay in the browser. */
export function Search({ city, area, streets, short, onNeighborhood, onPlace, onName, onClear }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => neighborhoods(area), [area]);

  const [marked, setMarked] = useState("");
  const place = useMemo(() => parseCoordinates(text), [text]);
  // Asked only while the list is open: a name that was chosen stands in the field, too.
  const { names, asking } = useNames(city, streets && open && place === null, text);
  const options = useMemo((): Option[] => {
    if (place) {
      const label = t.search.coordinates(String(place[1]), String(place[0]));
      return [{ key: "place", label, about: null, act: () => onPlace(place) }];
    }
    const here = findByName(hits, text, streets ? 4 : 7).map((hit) => ({
      key: `neighborhood/${hit.name}`,
      label: hit.name,
      about: streets ? t.search.kind.neighborhood : null,
      act: () => onNeighborhood(hit),
    }));
    const there = names.slice(0, 10).map((found) => ({
      key: `${found.kind}/${found.name}/${found.bbox.join()}`,
      label: found.name,
      about: t.search.near(t.search.kind[found.kind], found.near),
      act: () => onName(found),
    }));
    return [...here, ...there];
  }, [place, text, hits, names, streets, onPlace, onNeighborhood, onName]);
  const at = Math.min(active, options.length - 1);
  const shown = open && text.trim() !== "";

  const activeId = shown && options.length > 0 ? `${id}-${at}` : undefined;
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const choose = (option: Option | undefined) => {
    if (!option) return;
    onClear();
    option.act();
    setMarked(option.key.startsWith("street/") || option.key.startsWith("path/") ? option.label : "");
    setText(option.key === "place" ? text : option.label);
    setOpen(false);
    input.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(options.length > 0 ? (at + step + options.length) % options.length : 0);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(options[at]);
    } else if (event.key === "Escape") {
      if (!shown && text === "") return;
      // The page's own Escape, which closes the place, is not meant.
      event.preventDefault();
      if (shown) setOpen(false);
      else clear();
    }
  };
  const clear = () => {
    setText("");
    setMarked("");
    onClear();
  };
  const label = streets ? t.search.labelStreets : t.search.label;
  const placeholder = streets ? t.search.placeholderStreets : t.search.placeholder;

  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        data-testid="search"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={activeId}
        placeholder={short ? t.search.placeholderShort : placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {text !== "" && (
        <button
          type="button"
          className="quiet square small"
          aria-label={t.search.clear}
          onClick={() => {
            clear();
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {shown && (
        <div className="search-list card">
          <ul id={`${id}-list`} role="listbox" aria-label={label}>
            {options.map((option, i) => (
              <li
                key={option.key}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === at}
                data-testid="search-option"
                onPointerDown={(event) => {
                  // The field must not lose the focus, and with it the list, before the click.
                  event.preventDefault();
                }}
                onClick={() => choose(option)}
              >
                <span>{option.label}</span>
                {option.about !== null && <span className="search-about">{option.about}</span>}
              </li>
            ))}
          </ul>
          {options.length === 0 && (
            <p className="note" data-testid="search-none">
              {asking ? t.search.asking : streets ? t.search.noneStreets : t.search.none}
            </p>
          )}
        </div>
      )}
      <span className="sr-only" role="status">
        {shown ? (asking ? "" : t.search.count(options.length)) : marked === "" ? "" : t.search.marked(marked)}
      </span>
    </div>
  );
}
