import { useState } from "react";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { rounded } from "../ui/numbers";
import { CategoryFilter, FILTER_FROM } from "./CategoryFilter";
import { foundIn, together, type Entry, type Group } from "./groups";
import { inSentence } from "./hours";
import { isSet } from "./sets";

interface Props {
  all: Entry;
  groups: Group[];
  chosen: string;
  /** One line that opens on request. */
  folded: boolean;
  /** Whether entries show what is expected in 24 hours. */
  expected: boolean;
  notShown: string[];
  onChoose: (id: string) => void;
  /** Where given, any set can be chosen: what a box next to a category does. */
  sets?: Sets;
}

interface Sets {
  /** The choice in words: a set has no row of its own. */
  label: string;
  members: string[];
  onToggle: (id: string) => void;
  onClass: (ids: string[]) => void;
}

function Dot({ color }: { color: string | null }) {
  return (
    <svg className="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <circle cx="5" cy="5" r="4.5" fill={color ?? "var(--dot-other)"} stroke="var(--dot-edge)" />
    </svg>
  );
}

function AllDot() {
  return (
    <svg className="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}

export function CategoryPicker(props: Props) {
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState("");
  const { all, groups, chosen, folded, sets } = props;
  const entries = [all, ...groups.flatMap((group) => group.entries)];
  const set = sets !== undefined && isSet(chosen);
  const found = entries.find((entry) => entry.id === chosen);
  const current = found ?? (set ? { ...all, id: chosen, label: sets.label } : all);
  const within = new Set(set ? sets.members : [current.id]);
  const listed = !folded || opened;
  const filters = entries.length > FILTER_FROM;
  const shown = filters ? foundIn(groups, wanted) : groups;

  const row = (entry: Entry) => (
    <div
      key={entry.id}
      className="category"
      data-testid="category"
      data-category={entry.id}
      data-chosen={within.has(entry.id)}
    >
      <label
        className="category-main"
        onClick={(event) => {
          // What lists on desks do: with such a key held a click adds.
          if (!sets || entry.id === "all" || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
          event.preventDefault();
          sets.onToggle(entry.id);
        }}
      >
        <input
          type="radio"
          name="category"
          value={entry.id}
          checked={entry.id === current.id}
          onChange={() => {
            props.onChoose(entry.id);
            setOpened(false);
          }}
        />
        {entry.id === "all" ? <AllDot /> : <Dot color={entry.color} />}
        <span className="category-label">{entry.label}</span>
        {entry.note && <span className="category-note">{entry.note}</span>}
        {props.expected && entry.expected !== null && (
          <span className="category-number">{rounded(entry.expected)}</span>
        )}
      </label>
      {sets && entry.id !== "all" && (
        <label className="category-add" title={t.categories.add(inSentence(entry.label))}>
          <input
            type="checkbox"
            data-testid="category-add"
            aria-label={t.categories.add(inSentence(entry.label))}
            checked={within.has(entry.id)}
            onChange={() => sets.onToggle(entry.id)}
          />
        </label>
      )}
    </div>
  );

  const heading = (group: Group) => {
    if (!sets) return <h3 className="category-class">{group.label}</h3>;
    const ids = group.entries.map(({ id }) => id);
    const pressed = ids.length === within.size && ids.every((id) => within.has(id));
    return (
      <h3>
        <button
          type="button"
          className="category-class"
          data-testid="category-class"
          data-class={group.id}
          aria-pressed={pressed}
          title={t.categories.classHint(group.label)}
          onClick={() => {
            if (pressed) props.onChoose("all");
            else sets.onClass(ids);
            setOpened(false);
          }}
        >
          <span className="category-label">{group.label}</span>
          {props.expected && (
            <span className="category-number">
              {rounded(together(group.entries))}
            </span>
          )}
        </button>
      </h3>
    );
  };

  return (
    <section className="categories" data-testid="categories" aria-label={t.categories.heading}>
      {folded && (
        <button
          type="button"
          className="category-current"
          data-testid="category-current"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {current.id === "all" || set ? <AllDot /> : <Dot color={current.color} />}
          <span className="category-label">{current.label}</span>
          <span className="sr-only">{t.categories.change}</span>
          <Icon name={opened ? "up" : "down"} />
        </button>
      )}
      {listed && filters && (
        <CategoryFilter
          text={wanted}
          found={shown.reduce((sum, group) => sum + group.entries.length, 0)}
          onText={setWanted}
        />
      )}
      {listed && (
        <div role="radiogroup" aria-label={t.categories.heading} className="category-list" data-sets={sets !== undefined}>
          {props.expected && (
            <p className="column-head" title={t.categories.columnHint}>
              {t.categories.column}
            </p>
          )}
          {row(all)}
          {shown.map((group) => (
            <div key={group.id} role="group" aria-label={group.label}>
              {heading(group)}
              {group.entries.map(row)}
            </div>
          ))}
          {sets && <p className="note">{t.categories.addHint}</p>}
          {props.notShown.length > 0 && (
            <p className="note">{t.categories.notShown(props.notShown.join(", "))}</p>
          )}
        </div>
      )}
    </section>
  );
}
