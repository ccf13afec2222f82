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
  const all = asked && from && to;
  /** What is asked but for the hour: answers to the same can be laid beside each other. */
  const question = all ? JSON.stringify([asked.city, asked.forecast, asked.categories, from.place, to.place, by, detour]) : null;
  const key = all && question !== null ? `${asked.departure ?? "now"} ${question}` : null;
  const rested = useRested(key ?? "", RESTS_MS);
  const found = useResource<{ routes: Routes; question: string }>(key === rested ? key : null, async (signal) => {
    if (!all || question === null) throw new Error("nothing is asked");
    const routes = await api.routes(
      asked.city,
      { start: from.place, stop: to.place, mode: by, detour, departure: asked.departure, categories: asked.categories },
      signal,
    );
    return { routes, question };
  });
  // An answer stays while the next one comes; without both ends there is none.
  const answer = key === null ? null : found.data;
  return {
    data: answer?.routes ?? null,
    /** What `data` answers. */
    answered: answer?.question ?? null,
    question,
    error: found.error,
    loading: key !== null && found.key !== key && !found.error,
    retry: found.retry,
  };
}
