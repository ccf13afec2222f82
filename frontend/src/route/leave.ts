/** Hours of departure that are known of each route: kept while the question stays, so that choosing one moves nothing. */
import type { Routes } from "../api/types";
import { HOUR_MS } from "../time/words";

/** Expected, lower and upper, of one trip. */
export type Trip3 = [number, number, number];

export interface Known {
  question: string;
  /** The answer that was taken in last. */
  found: Routes;
  /** Start of the first hour, UTC milliseconds, and how many hours follow from it. */
  first: number;
  hours: number;
  routes: Record<string, (Trip3 | undefined)[]>;
}

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

/** What a route is known by from one answer to the next. */
export function routeKey({ geometry, properties }: Routes["features"][number]): string {
  return `${properties.seconds}/${properties.metres}/${geometry.coordinates.length}`;
}

/** An answer with what is known already of the same question; a departure beyond begins anew. */
export function recall(known: Known | null, question: string, found: Routes): Known {
  const at = hourOf(Date.parse(found.departure));
  const slot = known?.question === question ? (at - known.first) / HOUR_MS : -1;
  const kept = known && slot >= 0 && slot < known.hours ? known : null;
  const told = Math.max(...found.features.map(({ properties }) => properties.leaving.length), 1);
  const [first, hours] = kept ? [kept.first, kept.hours] : [at, told];
  const routes = { ...kept?.routes };
  for (const feature of found.features) {
    const key = routeKey(feature);
    const values = routes[key]?.slice() ?? new Array<Trip3 | undefined>(hours).fill(undefined);
    feature.properties.leaving.forEach((value, i) => {
      const to = i + (at - first) / HOUR_MS;
      if (to < hours) values[to] = value;
    });
    routes[key] = values;
  }
  return { question, found, first, hours, routes };
}

export interface Extremes {
  /** Places among the hours. */
  least: number;
  most: number;
  /** Whether the range of any hour lies above that of another. */
  some: boolean;
  /** Whether those of the two do. */
  both: boolean;
}

/** The hours with the least and the most expected; null where fewer than two are known. */
export function extremes(values: (Trip3 | undefined)[]): Extremes | null {
  const known = values.flatMap((value, i) => (value ? [{ value, i }] : []));
  const [first] = known;
  if (!first || known.length < 2) return null;
  const least = known.reduce((best, one) => (one.value[0] < best.value[0] ? one : best), first);
  const most = known.reduce((best, one) => (one.value[0] > best.value[0] ? one : best), first);
  const some = Math.max(...known.map(({ value }) => value[1])) > Math.min(...known.map(({ value }) => value[2]));
  return { least: least.i, most: most.i, some, both: most.value[1] > least.value[2] };
}
