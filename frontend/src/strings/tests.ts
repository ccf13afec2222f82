/** What tests are read in: vitest runs this before each file. */
import { speak } from ".";
import { LANGUAGES } from "./languages";

for (const one of LANGUAGES) if (one.id === "en") await speak(one, undefined, []);
