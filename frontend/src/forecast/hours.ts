import type { CategoryClass, Manifest } from "../api/types";
import { t } from "../strings";
import { HOUR_MS } from "../time/words";
import { choiceText, isSet, membersOf } from "./sets";

/** Whether it tells which category is likeliest; forecasts of the first format do not. */
export function tellsMix(manifest: Manifest): boolean {
  return manifest.format !== "crimecast-forecast/1";
}

/** The start of hour `index`. */
export function hourStart(manifest: Manifest, index: number): Date {
  return new Date(Date.parse(manifest.first_hour) + index * HOUR_MS);
}

/**
 * The hour that is now: of a hindcast the one that holds its origin, else the clock's, kept in
 * the window.
 */
export function nowIndex(manifest: Manifest, now: Date): number {
  if (manifest.hindcast) return manifest.now;
  const index = Math.floor((now.getTime() - Date.parse(manifest.first_hour)) / HOUR_MS);
  return Math.min(Math.max(index, 0), manifest.hours - 1);
}

/** The hour a link asks for, or now where it names none or one outside the window. */
export function hourIndex(manifest: Manifest, hour: number | null, now: Date): number {
  if (hour === null) return nowIndex(manifest, now);
  const index = Math.floor((hour - Date.parse(manifest.first_hour)) / HOUR_MS);
  return index >= 0 && index < manifest.hours ? index : nowIndex(manifest, now);
}

/** Whole days since a forecast that is meant for today was made, 0 while it is fresh. */
export function staleDays(manifest: Manifest, now: Date): number {
  if (manifest.hindcast) return 0;
  const days = (now.getTime() - Date.parse(manifest.origin)) / (24 * HOUR_MS);
  return days > 2 ? Math.floor(days) : 0;
}

/** How many of a category's offenses count where categories are counted together; older forecasts do not tell. */
export const leadsOf = (category: { leads?: number } | undefined): number => category?.leads ?? 1;

/** What a choice of categories is called and measured by. */
export interface Choice {
  /** As addresses write it: `all`, one id, or several with commas between. */
  id: string;
  label: string;
  /** After "a report of". */
  spoken: string;
  color: string | null;
  domain: [number, number];
  expected: number;
}

/**
 * A set is called after the class it is of, or by its members. It is measured by the scale of all
 * categories, so that the same count has the same color in every set.
 */
function setOf(manifest: Manifest, category: string, classes: CategoryClass[]): Choice {
  const members = membersOf(manifest, category);
  const found = manifest.categories.filter((c) => members.includes(c.id));
  const named = classes.find(
    ({ id }) => choiceText(manifest, manifest.categories.filter((c) => c.class === id).map((c) => c.id)) === category,
  );
  const labels = found.map(({ label }, i) => (i === 0 ? label : inSentence(label)));
  return {
    id: category,
    label: named?.label ?? t.categories.set(labels),
    spoken: t.categories.anyOf(found.map(({ label }) => inSentence(label))),
    color: null,
    domain: manifest.all.domain,
    expected: found.reduce((sum, c) => sum + leadsOf(c) * c.expected_24h, 0),
  };
}

export function choiceOf(manifest: Manifest, category: string, classes: CategoryClass[] = []): Choice {
  if (isSet(category)) return setOf(manifest, category, classes);
  const found = manifest.categories.find((c) => c.id === category);
  if (!found) {
    const { id, label, domain, expected_24h } = manifest.all;
    return { id, label, spoken: t.place.anything, color: null, domain, expected: expected_24h };
  }
  return {
    id: found.id,
    label: found.label,
    spoken: inSentence(found.label),
    color: found.color,
    domain: found.domain,
    expected: found.expected_24h,
  };
}

/** A label inside a sentence: its first letter small, unless it starts with an abbreviation. */
export function inSentence(label: string): string {
  const second = label.charAt(1);
  const abbreviation = second !== "" && second === second.toUpperCase() && second !== second.toLowerCase();
  return abbreviation ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** The share reported late over the categories, weighed by what is expected of each. */
export function lateShare(manifest: Manifest, category: string): number {
  const members = membersOf(manifest, category);
  const chosen = manifest.categories.filter((c) => members.includes(c.id));
  const weight = chosen.reduce((sum, c) => sum + c.expected_24h, 0);
  if (weight <= 0) return 0;
  return chosen.reduce((sum, c) => sum + c.late_share * c.expected_24h, 0) / weight;
}
