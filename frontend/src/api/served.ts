import { t } from "../strings";

/** What of an answer is words to be read; members of lists are, too. */
const WORDS = /^(label|name|city_name|title|notice|place_exactness|\d+)$/;

/**
 * An answer with what the language has its own words for in these. The server speaks English of what
 * is shipped, and a publisher's words, which stay as they are.
 */
export function inLanguage(answer: string): unknown {
  return JSON.parse(answer, (key, value: unknown) =>
    typeof value === "string" && WORDS.test(key) && Object.hasOwn(t.served, value) ? t.served[value] : value,
  );
}
