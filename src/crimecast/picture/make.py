"""A picture from a frame: the map alone, or with what must be said around it."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from crimecast.archive.manifest import GridInfo
from crimecast.grid import Bools
from crimecast.picture.card import Card
from crimecast.picture.colors import Bytes8, Theme, colors
from crimecast.picture.field import Frame, painted
from crimecast.picture.fonts import Fonts
from crimecast.picture.ground import Ground, make_ground, outlines
from crimecast.picture.view import Size, View
from crimecast.picture.words import Words
from crimecast.streets.vector import Tiles

MARGIN: Final = 16
"""Between the forecast's grid and the map's edge, a style's pixels."""
GROUND_BYTES: Final = 48 << 20
"""What grounds may take that are kept: an hour's picture needs the one of the hour before."""


@dataclass(frozen=True, eq=False)
class Place:
    """What a city's ground is made of.

    Attributes
    ----------
    key : hashable
        Another one when any of it is.
    area : callable
        Returns the study area's GeoJSON.
    tiles : callable
        Returns the base map's tiles, or None; an InputError where they cannot be read.
    """

    key: Hashable
    area: Callable[[], dict[str, Any]]
    tiles: Callable[[], Tiles | None]


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn: a frame of a forecast's grid, and the city around it."""

    place: Place
    grid: GridInfo
    mask: Bools
    frame: Frame


@dataclass(frozen=True)
class Drawn:
    """A picture as PNG; not ``whole`` where the base map could not be read: not to be kept."""

    png: bytes
    whole: bool = True


class Maker:
    """Makes pictures and keeps grounds, within bounds. Safe to share between threads.

    Of several who need the same ground one makes it and the others wait.
    """

    def __init__(self, fonts: Fonts, *, ground_bytes: int = GROUND_BYTES) -> None:
        self.fonts, self._most = fonts, ground_bytes
        self._grounds: OrderedDict[Hashable, Ground] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes that the grounds take which are kept."""
        with self._lock:
            return sum(ground.size for ground in self._grounds.values())

    def map(self, scene: Scene, size: Size, theme: Theme) -> Drawn:
        """Return the map alone as PNG."""
        view = View.fit(scene.grid, size.width, size.height, margin=MARGIN, scale=size.scale)
        seen, whole = self._seen(scene, view, theme, names=True)
        return Drawn(_png(seen), whole)

    def card(self, scene: Scene, size: Size, theme: Theme, words: Words) -> Drawn:
        """Return the map with what must be said around it as PNG."""
        card = Card(words, size, colors(theme), self.fonts)
        box, scale = card.map, size.scale
        # The map's part need not be a whole number of a style's pixels.
        view = View.fit(scene.grid, box.width, box.height, margin=MARGIN * scale, scale=1)
        view = replace(view, scale=scale)
        seen, whole = self._seen(scene, view, theme, names=False)
        return Drawn(_png(card.draw(seen)), whole)

    def _seen(self, scene: Scene, view: View, theme: Theme, *, names: bool) -> tuple[Bytes8, bool]:
        ground = self._ground(scene.place, view, theme, names=names)
        seen = np.empty((view.height, view.width, 3), np.uint8)
        for rows in view.bands():
            field = painted(scene.frame, scene.grid, scene.mask, view.band(rows), colors(theme))
            seen[rows] = ground.with_field(field, rows)
        return seen, ground.whole

    def _ground(self, place: Place, view: View, theme: Theme, *, names: bool) -> Ground:
        key = (place.key, view, theme, names)
        with self._lock:
            found = self._known(key)
            if found is not None:
                return found
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                found = self._known(key)
            if found is not None:
                return found
            made = None
            try:
                lines = outlines(place.area(), place.tiles, view)
                made = make_ground(lines, view, colors(theme), self.fonts, names=names)
            finally:
                with self._lock:
                    self._making.pop(key, None)
                    if made is not None and made.whole:
                        self._keep(key, made)
        return made

    def _known(self, key: Hashable) -> Ground | None:
        found = self._grounds.get(key)
        if found is not None:
            self._grounds.move_to_end(key)
        return found

    def _keep(self, key: Hashable, made: Ground) -> None:
        self._grounds[key] = made
        total = sum(ground.size for ground in self._grounds.values())
        while total > self._most and len(self._grounds) > 1:
            total -= self._grounds.popitem(last=False)[1].size


def _png(picture: Any) -> bytes:
    from PIL import Image  # noqa: PLC0415 -- where something is drawn

    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4)
    return out.getvalue()
