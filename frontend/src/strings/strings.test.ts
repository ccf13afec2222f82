import { afterEach, describe, expect, it } from "vitest";
import { inLanguage } from "../api/served";
import { clockWords } from "../history/brushWords";
import { dayAndHourWords, dayWords, hourWords, localDate, localDateWords, offsetShort, offsetWords, spanWords, zoneWords } from "../time/words";
import { fixed, oneIn, percent, rounded, shareWords, short } from "../ui/numbers";
import { foreign, language, LANGUAGES, speak, t } from ".";
import { languageOf, localeOf } from "./languages";

/** Every text of a language by its key; functions are given parts of any kind. */
function texts(node: unknown, key = ""): [string, string][] {
  if (typeof node === "string") return [[key, node]];
  if (typeof node === "function") {
    const say = node as (...parts: unknown[]) => unknown;
    const tried = (given: unknown[][]): [string, string][] =>
      given.flatMap((parts) => {
        try {
          return texts(say(...parts), key);
        } catch {
          return []; // not that kind of parts
        }
      });
    const found = tried([[1, 3, 2, 4, 5], ["7", "8", "9", "10", "11"]]);
    return found.length > 0 ? found : tried([[["a", "b"]], [["a", "b", "c", "d"]]]);
  }
  return Object.entries(node as object).flatMap(([name, value]) => texts(value, key === "" ? name : `${key}.${name}`));
}

/** No verdict on a place, in any language; what the page must not be used for may be named. */
const VERDICTS: Record<string, RegExp> = {
  en: /\b(safe|unsafe|safer|safest|safety|dangerous|hot ?spots?|bad areas?|worst|risky|crime-ridden)\b/i,
  es: /\b((in)?segur[oa]s?|(in)?seguridad|peligros[oa]s?|puntos? calientes?|zonas? (rojas?|calientes?|malas?)|peor(es)?|riesgos[oa]s?)\b/i,
};

const speakIn = (id: string, browser: string[] = []) => speak(languageOf(id, []), undefined, browser);

afterEach(() => speakIn("en"));

describe.each(LANGUAGES.map(({ id }) => id))("what is said in %s", (id) => {
  it("is there, for every key", async () => {
    await speakIn("en");
    const english = new Set(texts({ ...t, served: {} }).map(([key]) => key));
    await speakIn(id);
    const found = texts({ ...t, served: {} });
    expect(new Set(found.map(([key]) => key))).toEqual(english);
    expect(found.filter(([, text]) => text.trim() === "" || /undefined|NaN|\[object/.test(text))).toEqual([]);
    for (const text of Object.values(t.served)) expect(text.trim()).not.toBe("");
  });

  it("is no verdict on a place", async () => {
    const verdicts = VERDICTS[id];
    if (!verdicts) throw new Error(`say which words ${id} must not use`);
    await speakIn(id);
    const wrong = texts(t).filter(([key, text]) => key !== "about.useText" && verdicts.test(text));
    expect(wrong).toEqual([]);
  });
});

describe("the language", () => {
  it("is the one that is asked for, else the browser's, else English", () => {
    const of = (asked: string | null, browser: string[]) => languageOf(asked, browser).id;
    expect(of("es", ["en-US"])).toBe("es");
    expect(of("es-MX", ["en-US"])).toBe("es");
    expect(of(null, ["fr-FR", "es-419", "en"])).toBe("es");
    expect(of("xx", ["es"])).toBe("es");
    expect(of("", ["de"])).toBe("en");
  });

  it("writes numbers as the reader's region does", () => {
    const spanish = languageOf("es", []);
    expect(localeOf(spanish, ["en-GB", "es-ES", "es-MX"])).toBe("es-ES");
    expect(localeOf(spanish, ["es", "en-GB"])).toBe("es-US");
    expect(localeOf(spanish, ["es-no_tag"])).toBe("es-US");
  });
});

describe("Spanish", () => {
  const DENVER = "America/Denver";
  const at = (iso: string) => new Date(iso);

  it("tells times and dates as it is done in the United States", async () => {
    await speakIn("es");
    const evening = at("2026-06-20T03:00:00Z");
    expect(`${dayWords(evening, DENVER, true)}, ${hourWords(evening, DENVER)}`).toBe("vie 19 jun 2026, 9 p.m.");
    expect(zoneWords(evening, DENVER)).toBe("MDT");
    expect(localDateWords("2024-10-27")).toBe("27 oct 2024");
    expect(localDate(evening, DENVER)).toBe("2026-06-19");
    expect(spanWords(evening, DENVER)).toBe("entre las 9 y las 10 p.m.");
    expect(spanWords(at("2026-06-19T17:00:00Z"), DENVER)).toBe("entre las 11 a.m. y el mediodía");
    expect(spanWords(at("2026-06-20T06:00:00Z"), DENVER)).toBe("entre la medianoche y la 1 a.m.");
    expect(spanWords(at("2026-06-19T19:00:00Z"), DENVER)).toBe("entre la 1 y las 2 p.m.");
    expect(dayAndHourWords(evening, at("2026-06-20T20:00:00Z"), DENVER)).toBe("ayer, 9 p.m.");
    expect(t.time.live("Todas", hourWords(evening, DENVER), "3 esperados")).toBe("Todas, 9 p.m. 3 esperados.");
    expect(offsetWords(50, false)).toBe("en 2 días y 2 horas");
    expect(offsetShort(-3, false)).toBe("hace 3 h");
    expect(clockWords(24)).toBe("12 a.m.");
  });

  it("counts 24 hours and writes a comma where the reader's region does", async () => {
    await speakIn("es", ["es-ES"]);
    const evening = at("2026-06-20T03:00:00Z");
    expect(hourWords(evening, DENVER)).toBe("21:00");
    expect(spanWords(at("2026-06-20T06:00:00Z"), DENVER)).toBe("entre las 0:00 y la 1:00");
    expect(rounded(0.00714)).toBe("0,0071");
    expect(fixed(0.1234, 1, "percent")).toBe("12,3\u00a0%");
  });

  it("tells chances and shares", async () => {
    await speakIn("es");
    expect([oneIn(1 / 1649), oneIn(0.3), oneIn(0.97), oneIn(0)]).toEqual([
      "1 en 1,600",
      "3 en 10",
      "más de 19 en 20",
      "menos de 1 en mil millones",
    ]);
    expect([short(1e6), short(12_345_678)]).toEqual(["1 millón", "12 millones"]);
    expect([percent(0.004), percent(-0.12)]).toEqual(["menos de 1%", "\u221212%"]);
    expect(`${t.data.late(shareWords(0.24) ?? "")}.`).toBe("cerca de una cuarta parte de los reportes llega más de un día después.");
    expect(t.categories.set(["Vandalismo", "incendio intencional"])).toBe("Vandalismo e incendio intencional");
  });

  it("has its own words for what is shipped, and leaves a publisher's and a host's as they are", async () => {
    const answer = JSON.stringify({
      id: "robbery",
      label: "Robbery",
      neighborhood: "Other",
      notice: "The publisher's own.",
      not_shown: ["homicides", "toString"],
      constructor: "Robbery",
    });
    expect(inLanguage(answer)).toEqual(JSON.parse(answer));
    await speakIn("es");
    expect(inLanguage(answer)).toMatchObject({
      id: "robbery",
      label: "Robo con violencia",
      neighborhood: "Other",
      notice: "The publisher's own.",
      not_shown: ["homicidios", "toString"],
      constructor: "Robbery",
    });
    expect(language.id).toBe("es");
    expect([foreign("The publisher's own."), foreign("Robo con violencia")]).toEqual(["en", undefined]);
  });
});
