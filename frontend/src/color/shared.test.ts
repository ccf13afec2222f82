import { describe, expect, it } from "vitest";
import { INKS } from "../map/inks";
import { CARD_INK } from "../share/picture";
import { OTHER, strength } from "./categories";
import { divergingColor, divergingTexels } from "./diverging";
import { GROUND, paletteTexels, seenColor, type Theme } from "./palette";
import type { Triple } from "./oklab";

/*
 * The server draws pictures in the page's colors. It reads them from a file that is made here, so
 * there is one definition; after a change of colors: npx vitest run -u src/color/shared.test.ts
 */

const bytes = (values: ArrayLike<number>) =>
  Array.from(values, (value) => value.toString(16).padStart(2, "0")).join("");

/** What a reader sees along a legend's ribbon: 256 colors. */
const ribbon = (color: (t: number) => Triple) =>
  bytes(Array.from({ length: 256 }, (_, i) => color(i / 255).map((c) => Math.round(255 * c))).flat());

const colorsOf = (theme: Theme) => ({
  ground: GROUND[theme],
  inks: INKS[theme],
  card: CARD_INK[theme],
  counts: bytes(paletteTexels(theme)),
  countsRibbon: ribbon((t) => seenColor(t, theme)),
  change: bytes(divergingTexels(theme)),
  changeRibbon: ribbon((t) => divergingColor(2 * t - 1, theme)),
});

describe("the colors the server draws with", () => {
  it("are the page's", async () => {
    const strengths = Array.from({ length: 256 }, (_, i) => (i === 0 ? 0 : Math.round(255 * strength((i - 1) / 254))));
    const colors = { light: colorsOf("light"), dark: colorsOf("dark"), other: OTHER, strength: bytes(strengths) };
    await expect(`${JSON.stringify(colors, null, 1)}\n`).toMatchFileSnapshot(
      "../../../src/crimecast/picture/colors.json",
    );
  });
});
