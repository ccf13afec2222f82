import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Area, LonLat } from "../api/types";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { findByName, neighborhoods, parseCoordinates, type Hit } from "./query";

interface Props {
  area: Area | null;
  short: boolean;
  onNeighborhood: (hit: Hit) => void;
  onPlace: (place: LonLat) => void;
}

interface Option {
  key: string;
  label: string;
  act: () => void;
}

/** A combobox over neighborhood names and typed coordinates; nothing typed leaves the browser. */
export function Search({ area, short, onNeighborhood, onPlace }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => neighborhoods(area), [area]);

  const options = useMemo((): Option[] => {
    const place = parseCoordinates(text);
    if (place) {
      const label = t.search.coordinates(String(place[1]), String(place[0]));
      return [{ key: "place", label, act: () => onPlace(place) }];
    }
    return findByName(hits, text, 7).map((hit, i) => ({
      key: `${hit.name}/${i}`,
      label: hit.name,
      act: () => onNeighborhood(hit),
    }));
  }, [text, hits, onPlace, onNeighborhood]);
  const at = Math.min(active, options.length - 1);
  const shown = open && text.trim() !== "";

  const choose = (option: Option | undefined) => {
    if (!option) return;
    option.act();
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
      else setText("");
    }
  };

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
        aria-label={t.search.label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && options.length > 0 ? `${id}-${at}` : undefined}
        placeholder={short ? t.search.placeholderShort : t.search.placeholder}
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
            setText("");
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {shown && (
        <div className="search-list card">
          <ul id={`${id}-list`} role="listbox" aria-label={t.search.label}>
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
                {option.label}
              </li>
            ))}
          </ul>
          {options.length === 0 && <p className="note">{t.search.none}</p>}
        </div>
      )}
      <span className="sr-only" role="status">
        {shown ? t.search.count(options.length) : ""}
      </span>
    </div>
  );
}
