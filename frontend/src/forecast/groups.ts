import type { CategoryClass, City, Manifest } from "../api/types";
import { leadsOf } from "./hours";
import { hasWords } from "../search/query";
import { t } from "../strings";

export interface Entry {
  id: string;
  label: string;
  color: string | null;
  expected: number | null;
  /** What of it counts where categories are counted together. */
  leads?: number;
  note?: string;
}

export interface Group {
  id: string;
  label: string;
  entries: Entry[];
}

/** Entries under their class, classes in the city's order, unknown ones last. */
export function groupByClass(entries: (Entry & { class: string })[], classes: CategoryClass[]): Group[] {
  const known = new Map(classes.map(({ id, label }) => [id, { id, label, entries: [] as Entry[] }]));
  const others: Group = { id: "", label: t.categories.others, entries: [] };
  for (const { class: name, ...entry } of entries) (known.get(name) ?? others).entries.push(entry);
  return [...known.values(), others].filter((group) => group.entries.length > 0);
}

export function forecastGroups(manifest: Manifest, city: City | null): Group[] {
  const entries = manifest.categories.map((c) => ({
    id: c.id,
    label: c.label,
    color: c.color,
    expected: c.expected_24h,
    leads: leadsOf(c),
    class: c.class,
  }));
  return groupByClass(entries, city?.classes ?? []);
}

/** What is expected of some categories together: each incident once, as its most serious offense. */
export function together(entries: Entry[]): number {
  const leads = (entry: Entry) => (entries.length > 1 ? (entry.leads ?? 1) : 1);
  return entries.reduce((sum, entry) => sum + leads(entry) * (entry.expected ?? 0), 0);
}

/** What a text finds: entries by their name, or all of a class by its. */
export function foundIn(groups: Group[], text: string): Group[] {
  if (text.trim() === "") return groups;
  return groups
    .map((group) =>
      hasWords(group.label, text)
        ? group
        : { ...group, entries: group.entries.filter(({ label }) => hasWords(label, text)) },
    )
    .filter((group) => group.entries.length > 0);
}

/** All that is counted, what is not forecast marked so. */
export function historyGroups(city: City): Group[] {
  const entries = city.categories.map((c) => ({
    id: c.id,
    label: c.label,
    color: c.color,
    expected: null,
    class: c.class,
    ...(c.forecast ? {} : { note: t.history.notForecast }),
  }));
  return groupByClass(entries, city.classes);
}
