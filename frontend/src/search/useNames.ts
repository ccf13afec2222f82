import { api } from "../api/client";
import { useResource } from "../api/resource";
import type { NameFound } from "../api/types";
import { useRested } from "../ui/hooks";
import { hasWords } from "./query";

const REST_MS = 160;
const LIMIT = 100;

/** Streets, parks and water whose names have the words typed, asked of the page's own server. */
export function useNames(city: string, able: boolean, text: string): { names: NameFound[]; asking: boolean } {
  const typed = text.trim().slice(0, LIMIT);
  const rested = useRested(typed, REST_MS);
  const query = able && typed !== "" && rested !== "" ? rested : null;
  const key = query === null ? null : `search/${city}/${query}`;
  const found = useResource(key, (signal) => api.search(city, query ?? "", signal));
  if (key === null || !found.data) return { names: [], asking: able && typed !== "" && !found.error };
  const current = found.key === `search/${city}/${typed}`;
  // Neighborhoods are known here already. What was found for other words stays only where it fits.
  const names = found.data.results.filter(
    ({ kind, name }) => kind !== "neighborhood" && (current || hasWords(name, typed)),
  );
  return { names, asking: !current && !found.error };
}
