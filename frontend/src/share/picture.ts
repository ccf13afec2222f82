/** A picture of what the map shows, with everything that must go with it drawn in. */

import { categoryRow, strength } from "../color/categories";
import { divergingColor } from "../color/diverging";
import { css, GROUND, seenColor, type Theme } from "../color/palette";

export interface PictureLegend {
  title: string;
  /** Numbers below the ribbon, 0 to 1 along it. */
  ticks: { at: number; label: string }[];
  /** What the ribbon's colors stand for. */
  ribbon: "counts" | "strength" | "change";
  /** Colors that stand for a category, on a map of the likeliest ones. */
  items: { label: string; color: string }[] | null;
}

export interface PictureWords {
  title: string;
  subtitle: string;
  legend: PictureLegend;
  /** Notices, source and terms: each begins a line. */
  lines: string[];
}

const PAD = 16;
/** Panel, ink and soft ink of what stands around a map; the server's pictures have the same. */
export const CARD_INK: Record<Theme, [string, string, string]> = {
  light: ["#ffffff", "#1b2023", "#555c61"],
  dark: ["#1c2125", "#edf0f1", "#a9b1b6"],
};
const FONT = '"Inter Variable", system-ui, sans-serif';

/** Breaks a text at spaces so that each line is at most `width` wide; a longer word stands alone. */
export function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((w) => w !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** The color of the ribbon at `t`, 0 to 1, as the legend shows it. */
function ribbonColor(t: number, theme: Theme, ribbon: PictureLegend["ribbon"]): string {
  if (ribbon === "change") return css(divergingColor(2 * t - 1, theme));
  if (ribbon === "counts") return css(seenColor(t, theme));
  const [r, g, b] = categoryRow([]);
  return `rgb(${r ?? 0} ${g ?? 0} ${b ?? 0} / ${strength(t)})`;
}

/** Draws the map's pixels between a heading and a foot with the legend and what must be said. */
export function drawPicture(map: HTMLCanvasElement, scale: number, theme: Theme, words: PictureWords): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no 2D canvas");
  const width = map.width / scale;
  const height = map.height / scale;
  const set = (size: number, weight: number) => {
    pen.font = `${weight} ${size}px ${FONT}`;
  };
  const fit = (text: string, room: number) => wrapped(text, room, (part) => pen.measureText(part).width);
  const room = width - 2 * PAD;
  set(20, 650);
  const title = fit(words.title, room);
  set(14, 400);
  const subtitle = fit(words.subtitle, room);
  set(12, 400);
  const lines = words.lines.flatMap((text) => fit(text, room));
  const items = words.legend.items;
  set(13, 400);
  const itemLines = items ? fit(items.map((item) => `\u25a0\u00a0${item.label.replaceAll(" ", "\u00a0")}`).join("   "), room) : [];
  const head = PAD + 26 * title.length + 20 * subtitle.length + 10;
  const foot = PAD + 20 + 20 * itemLines.length + 12 + 24 + 17 * lines.length + PAD;
  canvas.width = map.width;
  canvas.height = Math.round((head + height + foot) * scale);
  pen.scale(scale, scale);
  const [panel, ink, soft] = CARD_INK[theme];
  pen.fillStyle = panel;
  pen.fillRect(0, 0, width, head + height + foot);
  pen.textBaseline = "alphabetic";

  let y = PAD + 18;
  const write = (text: string[], size: number, weight: number, color: string, step: number) => {
    set(size, weight);
    pen.fillStyle = color;
    for (const line of text) {
      pen.fillText(line, PAD, y);
      y += step;
    }
  };
  write(title, 20, 650, ink, 26);
  write(subtitle, 14, 400, soft, 20);
  pen.fillStyle = GROUND[theme];
  pen.fillRect(0, head, width, height);
  pen.drawImage(map, 0, head, width, height);

  y = head + height + PAD + 12;
  write([words.legend.title], 13, 600, ink, 20);
  if (items) {
    const colors = new Map(items.map(({ label, color }) => [label.replaceAll(" ", "\u00a0"), color]));
    set(13, 400);
    for (const line of itemLines) {
      let x = PAD;
      for (const item of line.split(/(?=\u25a0)/)) {
        pen.fillStyle = colors.get(item.slice(2).trim()) ?? soft;
        pen.fillText("\u25a0", x, y);
        pen.fillStyle = ink;
        pen.fillText(item.slice(1).trimEnd(), x + 12, y);
        x += pen.measureText(item).width + 14;
      }
      y += 20;
    }
  }
  const long = Math.min(room, 420);
  pen.fillStyle = GROUND[theme];
  pen.fillRect(PAD, y - 10, long, 10);
  for (let x = 0; x < long; x++) {
    pen.fillStyle = ribbonColor(x / long, theme, words.legend.ribbon);
    pen.fillRect(PAD + x, y - 10, 1.5, 10);
  }
  y += 14;
  set(12, 400);
  pen.fillStyle = soft;
  for (const { at, label } of words.legend.ticks) {
    const wide = pen.measureText(label).width;
    const x = PAD + at * long - (at < 0.12 ? 0 : at > 0.88 ? wide : wide / 2);
    pen.fillText(label, x, y);
  }
  y += 22;
  write(lines, 12, 400, soft, 17);
  return canvas;
}
