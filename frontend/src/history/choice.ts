import type { City } from "../api/types";
import { inSentence } from "../forecast/hours";
import { t } from "../strings";

type Known = Pick<City, "categories" | "classes">;

/**
 * A link's choice as the history counts it: `all` (those that are forecast), one id, or several in
 * the city's order.
 */
export function countedChoice(city: Known, text: string): string {
  const named = new Set(text.split(","));
  return named.has("all") ? "all" : counted(city, named);
}

export function counted(city: Known, members: Iterable<string>): string {
  const named = new Set(members);
  const found = city.categories.filter((c) => named.has(c.id));
  const forecast = city.categories.filter((c) => c.forecast);
  const all = found.length === forecast.length && found.every((c) => c.forecast) && found.length > 1;
  return found.length === 0 || all ? "all" : found.map((c) => c.id).join();
}

/** The ids a choice counts. */
export function countedIds(city: Known, choice: string): string[] {
  if (choice === "all") return city.categories.filter((c) => c.forecast).map((c) => c.id);
  return choice.split(",");
}

/** With one put in, or taken out; from all of them it begins with that one. */
export function countedToggled(city: Known, choice: string, id: string): string {
  if (choice === "all") return counted(city, [id]);
  const members = new Set(countedIds(city, choice));
  if (!members.delete(id)) members.add(id);
  return counted(city, members);
}

/** What a choice is called: all, a category, a class, or its members. */
export function countedLabel(city: Known, choice: string): string {
  if (choice === "all") return t.categories.allCounted;
  const found = city.categories.filter((c) => countedIds(city, choice).includes(c.id));
  if (found.length === 1) return found[0]?.label ?? choice;
  const named = city.classes.find(
    ({ id }) => counted(city, city.categories.filter((c) => c.class === id).map((c) => c.id)) === choice,
  );
  return named?.label ?? t.categories.set(found.map(({ label }, i) => (i === 0 ? label : inSentence(label))));
}
