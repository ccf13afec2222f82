"""What stands around a map: heading, legend, notices, source; beside it or above and below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast.languages.base import OR_MORE
from crimecast.picture.colors import Bytes8, Colors, Rgb, rgb
from crimecast.picture.fonts import Fonts, wrapped, written
from crimecast.picture.view import Size
from crimecast.picture.words import Words

if TYPE_CHECKING:
    from PIL import Image

_WIDE: Final = 1.35
"""From this ratio of width to height on words stand beside the map."""
_SMALLEST: Final = 0.45


@dataclass(frozen=True)
class Box:
    """A part of a picture, pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    weight: int
    ink: Rgb
    step: float
    before: float = 0.0


class Card:
    """The words of a picture, laid out: :attr:`map` is where the map goes."""

    def __init__(self, words: Words, size: Size, colors: Colors, fonts: Fonts) -> None:
        scale = size.scale
        width, height = size.width * scale, size.height * scale
        self.words, self.width, self.height = words, width, height
        self.colors, self.fonts = colors, fonts
        wide = width >= _WIDE * height
        unit = scale * (
            min(width / scale / 600, height / scale / 315)
            if wide
            else min(max(width / scale / 420, 0.75), 1.6)
        )
        self.pad = round(18 * unit)
        column = round(0.385 * width) if wide else width
        room = column - self.pad - (self.pad // 2 if wide else self.pad)
        # Words are never left out: where they need more than there is they get smaller.
        share = 1.0 if wide else 0.6
        while True:
            self.head, self.foot = self._head(unit, room), self._foot(unit, room)
            self.unit = unit
            used = self._tall(self.head) + self._tall(self.foot) + self._legend_height(room)
            used += 2.9 * self.pad
            if used <= share * height or unit <= _SMALLEST * scale:
                break
            unit *= 0.94
        self.room, self.wide = room, wide
        if wide:
            self.map = Box(column, 0, width - column, height)
        else:
            top = round(self._tall(self.head) + 1.6 * self.pad)
            low = round(self._tall(self.foot) + self._legend_height(room) + 1.8 * self.pad)
            self.map = Box(0, top, width, max(height - top - low, 1))

    def _fitted(self, text: str, size: float, weight: int, ink: Rgb, room: int, *,
                step: float = 1.35, before: float = 0.0) -> list[_Line]:  # fmt: skip
        lines = wrapped(text, self.fonts.get(size, weight), room)
        return [
            _Line(line, size, weight, ink, step * size, 0.0 if place else before)
            for place, line in enumerate(lines)
        ]

    def _head(self, unit: float, room: int) -> list[_Line]:
        words, ink, soft = self.words, self.colors.ink, self.colors.soft
        return [
            *self._fitted(words.city, 30 * unit, 700, ink, room, step=1.15),
            *self._fitted(words.title, 14 * unit, 600, ink, room, before=3 * unit),
            *self._fitted(words.category, 12.5 * unit, 400, soft, room, before=unit),
            *self._fitted(words.when, 12.5 * unit, 400, soft, room),
        ]

    def _foot(self, unit: float, room: int) -> list[_Line]:
        ink, soft = self.colors.ink, self.colors.soft
        lines = []
        for text in self.words.notices:
            lines += self._fitted(text, 9.5 * unit, 600, ink, room, before=4 * unit)
        for text in self.words.facts:
            lines += self._fitted(text, 8.5 * unit, 400, soft, room, before=3 * unit)
        return lines

    @staticmethod
    def _tall(lines: list[_Line]) -> float:
        return sum(line.step + line.before for line in lines)

    def _legend_height(self, room: int) -> float:
        lines = len(self.legend_lines(room))
        return self.unit * (38 + 12 * lines + 14 * len(self._items(room)))

    def legend_lines(self, room: int) -> list[str]:
        """Return what the colors stand for, in lines of at most ``room`` pixels."""
        return wrapped(self.words.legend, self.fonts.get(9.5 * self.unit, 600), room)

    def _items(self, room: int) -> list[list[tuple[str, str | None]]]:
        """Return the legend's categories by line."""
        font, unit = self.fonts.get(9.5 * self.unit), self.unit
        rows: list[list[tuple[str, str | None]]] = []
        left = 0.0
        for label, color in self.words.items:
            width = font.getlength(written(label)) + 24 * unit
            if not rows or left + width > room:
                rows.append([])
                left = 0.0
            rows[-1].append((label, color))
            left += width
        return rows

    def draw(self, seen: Bytes8) -> Image.Image:
        """Return the picture with its map, uint8 (height, width, 3) as :attr:`map` says."""
        from PIL import Image, ImageDraw  # noqa: PLC0415 -- where something is drawn

        image = Image.new("RGB", (self.width, self.height), self.colors.panel)
        image.paste(Image.fromarray(seen), (self.map.left, self.map.top))
        draw = ImageDraw.Draw(image)
        edge = self.colors.of("hatch")
        box = self.map
        if self.wide:
            draw.line((box.left, 0, box.left, self.height), fill=edge)
            self._write(draw, self.head, self.pad)
            foot = self.height - self.pad - self._tall(self.foot)
            self._legend(image, draw, foot - self._legend_height(self.room) - 4 * self.unit)
            self._write(draw, self.foot, foot)
        else:
            for y in (box.top, box.top + box.height):
                draw.line((0, y, self.width, y), fill=edge)
            self._write(draw, self.head, self.pad)
            top = box.top + box.height + 0.8 * self.pad
            self._legend(image, draw, top)
            self._write(draw, self.foot, top + self._legend_height(self.room))
        return image

    def _write(self, draw: Any, lines: list[_Line], y: float) -> None:
        for line in lines:
            y += line.before
            font = self.fonts.get(line.size, line.weight)
            draw.text((self.pad, y + 0.8 * line.step), line.text, line.ink, font, anchor="ls")
            y += line.step

    def _legend(self, image: Image.Image, draw: Any, y: float) -> None:
        from PIL import Image  # noqa: PLC0415

        unit, words, colors = self.unit, self.words, self.colors
        small, bold = self.fonts.get(9.5 * unit), self.fonts.get(9.5 * unit, 600)
        for line in self.legend_lines(self.room):
            draw.text((self.pad, y + 8 * unit), line, colors.ink, bold, anchor="ls")
            y += 12 * unit
        y += 2 * unit
        for row in self._items(self.room):
            x = float(self.pad)
            for label, color in row:
                ink = rgb(color) if color else colors.other
                draw.rounded_rectangle(
                    (x, y, x + 8 * unit, y + 8 * unit), radius=2 * unit, fill=ink
                )
                draw.text((x + 12 * unit, y + 8 * unit), written(label), colors.ink, small, "ls")
                x += small.getlength(written(label)) + 24 * unit
            y += 14 * unit
        height = max(round(8 * unit), 2)
        ribbon = Image.fromarray(np.tile(_ribbon(words.ribbon, colors, self.room), (height, 1, 1)))
        mask = Image.new("L", (4 * self.room, 4 * height))
        rounded = _drawing(mask)
        rounded.rounded_rectangle(
            (0, 0, 4 * self.room - 1, 4 * height - 1), radius=2 * height, fill=255
        )
        image.paste(ribbon, (self.pad, round(y)), mask.reduce(4))
        y += height
        for at, label in words.ticks:
            x = self.pad + at * (self.room - 1)
            draw.line((x, y, x, y + 3 * unit), fill=colors.soft, width=max(round(unit), 1))
            anchor = "ls" if at < 0.12 else "rs" if at > 0.88 else "ms"
            self._tick(draw, label, x, y + 13 * unit, anchor)
        draw.text((self.pad, y + 26 * unit), words.note, colors.soft, self.fonts.get(8.5 * unit),
                  anchor="ls")  # fmt: skip

    def _tick(self, draw: Any, label: str, x: float, y: float, anchor: str) -> None:
        """Write a number below the ribbon; the font has no "at least", so it is drawn."""
        font, ink = self.fonts.get(9.5 * self.unit), self.colors.ink
        text = label.replace(OR_MORE, "> ")
        draw.text((x, y), text, ink, font, anchor=anchor)
        if text != label:
            left = x - font.getlength(text) * {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]]
            right, low = left + font.getlength(">"), y + 1.6 * self.unit
            width = max(round(0.9 * self.unit), 1)
            draw.line((left + 0.5 * self.unit, low, right - 0.5 * self.unit, low), ink, width)


def _drawing(image: Image.Image) -> Any:
    from PIL import ImageDraw  # noqa: PLC0415

    return ImageDraw.Draw(image)


def _ribbon(kind: str, colors: Colors, width: int) -> Bytes8:
    """Return the legend's colors from left to right: (1, width, 3)."""
    at = np.minimum((np.arange(width) + 0.5) * 256 / width, 255).astype(int)
    if kind == "strength":
        cover = colors.strength[at].astype(float)[:, None] / 255
        seen = np.array(colors.panel) * (1 - cover) + np.array(colors.other) * cover
        table: Bytes8 = np.rint(seen).astype(np.uint8)
    else:
        table = (colors.change_ribbon if kind == "change" else colors.counts_ribbon)[at]
    return table[None]
