import type { Strings } from "./types";

export interface Language {
  /** As `lang` in addresses and in HTML has it. */
  id: string;
  /** Its own name. */
  name: string;
  /** How numbers and dates are written where the browser names no region of this language. */
  locale: string;
  load: () => Promise<{ t: Strings }>;
}

const ENGLISH: Language = { id: "en", name: "English", locale: "en-US", load: () => import("./en") };

/** Every language the page speaks: a new one is a file beside this and a line here. */
export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { id: "es", name: "Espa\u00f1ol", locale: "es-US", load: () => import("./es") },
];

const primary = (tag: string) => tag.toLowerCase().split("-")[0] ?? "";
const known = (tag: string) => LANGUAGES.find(({ id }) => id === primary(tag));

/** The language that is asked for, else the first that the browser names, else English. */
export function languageOf(asked: string | null, browser: readonly string[]): Language {
  const tags = asked === null ? browser : [asked, ...browser];
  for (const tag of tags) {
    const found = known(tag);
    if (found) return found;
  }
  return ENGLISH;
}

/** How this reader writes numbers and dates: as in the browser's own region of the language. */
export function localeOf({ id, locale }: Language, browser: readonly string[]): string {
  const regional = browser.find((tag) => primary(tag) === id && tag.includes("-"));
  try {
    return Intl.NumberFormat.supportedLocalesOf(regional ?? [])[0] ?? locale;
  } catch {
    return locale; // a tag that is none
  }
}
