import type { Manifest } from "../api/types";

/**
 * A choice of categories as links and addresses write it: `all`, one id, or several ids with
 * commas between, in the manifest's order.
 */

type Known = Pick<Manifest, "categories">;

/** The ids a choice is of; all of them where it names none that is known. */
export function membersOf(manifest: Known, choice: string): string[] {
  const named = new Set(choice.split(","));
  const ids = manifest.categories.map((c) => c.id);
  const found = named.has("all") ? [] : ids.filter((id) => named.has(id));
  return found.length > 0 ? found : ids;
}

/** How a choice is written: each once, in order, `all` where it is of all. */
export function choiceText(manifest: Known, members: Iterable<string>): string {
  const named = new Set(members);
  const ids = manifest.categories.map((c) => c.id);
  const found = ids.filter((id) => named.has(id));
  return found.length === 0 || found.length === ids.length ? "all" : found.join();
}

/** A link's choice as this forecast knows it. */
export function knownChoice(manifest: Known, text: string): string {
  return choiceText(manifest, membersOf(manifest, text));
}

export const isSet = (choice: string) => choice.includes(",");

/** The choice with a category put in, or taken out; from all of them on it begins with that one. */
export function toggled(manifest: Known, choice: string, id: string): string {
  if (choice === "all") return choiceText(manifest, [id]);
  const members = new Set(membersOf(manifest, choice));
  if (!members.delete(id)) members.add(id);
  return choiceText(manifest, members);
}
