/** What the page says, in the language that is spoken: `t` is never there before `speak` has come. */
import { type Language, LANGUAGES, languageOf, localeOf } from "./languages";
import { setLocale } from "./locale";
import type { Strings } from "./types";

export let t: Strings;
export let language: Language;

const browser = (): readonly string[] => navigator.languages;

/** The language for `lang` in the address. */
export const wantedLanguage = (asked: string | null): Language => languageOf(asked, browser());

/** Fetches a language and speaks it from then on, if it is still wanted when it has come. */
export async function speak(next: Language, wanted = () => true, languages = browser()): Promise<void> {
  const { t: words } = await next.load();
  if (!wanted()) return;
  t = words;
  language = next;
  setLocale(localeOf(next, languages));
}

/** The language that a text from the server is in, where it is not the page's own. */
export function foreign(text: string): "en" | undefined {
  return language.id === "en" || Object.values(t.served).includes(text) ? undefined : "en";
}

export { LANGUAGES };
