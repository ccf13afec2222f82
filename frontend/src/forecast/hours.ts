import type { Manifest } from "../api/types";
import { HOUR_MS } from "../time/words";

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

/** What a category is called and measured by, `all` among them. */
export interface Choice {
  id: string;
  label: string;
  color: string | null;
  domain: [number, number];
  expected: number;
}

export function choiceOf(manifest: Manifest, category: string): Choice {
  const found = manifest.categories.find((c) => c.id === category);
  if (!found) {
    const { id, label, domain, expected_24h } = manifest.all;
    return { id, label, color: null, domain, expected: expected_24h };
  }
  return {
    id: found.id,
    label: found.label,
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
  const chosen = manifest.categories.filter((c) => category === "all" || c.id === category);
  const weight = chosen.reduce((sum, c) => sum + c.expected_24h, 0);
  if (weight <= 0) return 0;
  return chosen.reduce((sum, c) => sum + c.late_share * c.expected_24h, 0) / weight;
}
