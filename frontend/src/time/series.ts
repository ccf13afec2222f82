import type { Manifest, SetTotals, Totals } from "../api/types";
import { leadsOf } from "../forecast/hours";

export interface CityBand {
  lower: number[];
  upper: number[];
}

/** The totals with what the server tells of a set of categories, under the set's own name. */
export function withSet(totals: Totals | null, set: SetTotals | null): Totals | null {
  if (!totals || !set) return totals;
  const name = set.categories.join();
  const band = set.interval ? { [name]: { lower: set.interval.lower, upper: set.interval.upper } } : {};
  return {
    ...totals,
    categories: { ...totals.categories, [name]: set.expected },
    interval: { ...totals.interval, ...band },
  };
}

/** The range of the city's count by hour; null where the totals do not tell it. */
export function cityBand(totals: Totals | null, category: string): CityBand | null {
  const found = totals?.interval[category];
  return typeof found === "object" ? found : null;
}

/** The city's expected count by hour, of one category, of all, or of a set, each incident once. */
export function citySeries(totals: Totals | null, category: string, manifest: Manifest | null): number[] | null {
  if (!totals) return null;
  if (category === "all") return totals.all;
  const told = totals.categories[category];
  if (told) return told;
  const ids = category.split(",");
  const parts = ids.map((id) => totals.categories[id]);
  const leads = ids.map((id) => leadsOf(manifest?.categories.find((c) => c.id === id)));
  if (parts.some((part) => part === undefined)) return totals.all;
  return totals.all.map((_, hour) => parts.reduce((sum, part, i) => sum + (leads[i] ?? 1) * (part?.[hour] ?? 0), 0));
}
