import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { Routes } from "../api/types";
import { useRested } from "../ui/hooks";
import type { Ends } from "./link";

const RESTS_MS = 250;

export interface Asked {
  city: string;
  forecast: string;
  /** An instant, or null for the forecast's present. */
  departure: string | null;
  /** Null: offences against people. */
  categories: string[] | null;
}

/** The routes between both ends; nothing is asked before both are there. */
export function useRoutes(asked: Asked | null, { from, to, by, detour }: Ends) {
  const key = asked && from && to ? JSON.stringify([asked, from.place, to.place, by, detour]) : null;
  const rested = useRested(key ?? "", RESTS_MS);
  const ready = key !== null && key === rested && asked && from && to;
  const found = useResource<Routes>(ready ? key : null, (signal) => {
    if (!ready) throw new Error("nothing is asked");
    return api.routes(
      asked.city,
      { start: from.place, stop: to.place, mode: by, detour, departure: asked.departure, categories: asked.categories },
      signal,
    );
  });
  // The answer of other places is no answer; that of another hour may stay while the next one comes.
  return { ...found, data: key === null ? null : found.data, loading: key !== null && found.key !== key && !found.error };
}
