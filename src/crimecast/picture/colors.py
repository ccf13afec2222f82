"""The page's colors, as it wrote them down (``frontend/src/color/shared.test.ts``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

Theme = Literal["light", "dark"]
Rgb = tuple[int, int, int]
Bytes8 = npt.NDArray[np.uint8]

_FILE: Final = Path(__file__).with_name("colors.json")
_RGBA: Final = re.compile(r"rgba\((\d+),(\d+),(\d+),([0-9.]+)\)")


@dataclass(frozen=True, eq=False)
class Colors:
    """One theme's colors.

    Attributes
    ----------
    inks : dict
        Of the ground, as the page names them.
    panel, ink, soft : (r, g, b)
        What stands around the map: its ground, its words, and words of less weight.
    counts, change : uint8 (256, 4)
        By code, a color multiplied by its cover, and the cover.
    counts_ribbon, change_ribbon : uint8 (256, 3)
        What a reader sees along the legend.
    strength : uint8 (256,)
        By code, how much a category's own color covers.
    other : (r, g, b)
        Of categories without a color of their own.
    """

    inks: dict[str, Any]
    panel: Rgb
    ink: Rgb
    soft: Rgb
    counts: Bytes8
    change: Bytes8
    counts_ribbon: Bytes8
    change_ribbon: Bytes8
    strength: Bytes8
    other: Rgb

    def of(self, name: str) -> Rgb:
        """Return an ink of the ground."""
        return rgb(self.inks[name])

    def over(self, name: str) -> tuple[Rgb, float]:
        """Return an ink that covers in part: color and cover."""
        found = _RGBA.fullmatch(self.inks[name])
        if found is None:
            return self.of(name), 1.0
        return (int(found[1]), int(found[2]), int(found[3])), float(found[4])


def rgb(text: str) -> Rgb:
    """Read ``#rrggbb``."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


@lru_cache(maxsize=2)
def colors(theme: Theme) -> Colors:
    """Return a theme's colors."""
    told = json.loads(_FILE.read_bytes())
    own = told[theme]

    def table(name: str, width: int) -> Bytes8:
        return np.frombuffer(bytes.fromhex(own[name]), np.uint8).reshape(256, width)

    panel, ink, soft = (rgb(text) for text in own["card"])
    return Colors(
        own["inks"], panel, ink, soft,
        table("counts", 4), table("change", 4),
        table("countsRibbon", 3), table("changeRibbon", 3),
        np.frombuffer(bytes.fromhex(told["strength"]), np.uint8), rgb(told["other"]),
    )  # fmt: skip
