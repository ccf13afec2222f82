import { useState } from "react";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { rounded } from "../ui/numbers";
import type { Entry, Group } from "./groups";

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
  const { all, groups, chosen, folded } = props;
  const entries = [all, ...groups.flatMap((group) => group.entries)];
  const current = entries.find((entry) => entry.id === chosen) ?? all;
  const listed = !folded || opened;

  const row = (entry: Entry) => (
    <label
      key={entry.id}
      className="category"
      data-testid="category"
      data-category={entry.id}
      data-chosen={entry.id === current.id}
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
  );

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
          {current.id === "all" ? <AllDot /> : <Dot color={current.color} />}
          <span className="category-label">{current.label}</span>
          <span className="sr-only">{t.categories.change}</span>
          <Icon name={opened ? "up" : "down"} />
        </button>
      )}
      {listed && (
        <div role="radiogroup" aria-label={t.categories.heading} className="category-list">
          {props.expected && (
            <p className="column-head" title={t.categories.columnHint}>
              {t.categories.column}
            </p>
          )}
          {row(all)}
          {groups.map((group) => (
            <div key={group.id} role="group" aria-label={group.label}>
              <h3 className="category-class">{group.label}</h3>
              {group.entries.map(row)}
            </div>
          ))}
          {props.notShown.length > 0 && (
            <p className="note">{t.categories.notShown(props.notShown.join(", "))}</p>
          )}
        </div>
      )}
    </section>
  );
}
