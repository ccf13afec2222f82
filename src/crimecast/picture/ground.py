"""What lies under and over the field: land, water, parks, streets, hatch, outlines, names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from crimecast.errors import InputError
from crimecast.picture.colors import Bytes8, Colors, Rgb, rgb
from crimecast.picture.fonts import Fonts, written
from crimecast.picture.view import View
from crimecast.streets.vector import Tiles

if TYPE_CHECKING:
    from PIL import Image

Singles = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

_TILE_LAYERS: Final = ("water", "park", "street")
_MOST_TILES: Final = 20
_RANKS: Final = (2, 1)
#: As the page has them (``frontend/src/map/ground.ts``, ``style.ts``): pixels by zoom.
_WIDTHS: Final = {1: ((9, 0.7), (12, 1.6), (14, 3.2)), 2: ((11, 0.6), (13, 1.3), (14, 2.2))}
_OVER: Final = ((10, 0.5), (13, 1.1), (15, 2.0))
_EDGE: Final = ((9, 0.5), (12, 0.8), (16, 1.4))
_AREA: Final = ((9, 0.9), (16, 2.0))
_NAMES: Final = ((9, 10.5), (13, 12.5), (16, 15.0))
_HATCH: Final = 8
"""Pixels from one line of the hatch to the next, along x and y."""


@dataclass
class Outlines:
    """Lines and rings of a city, pixels. Of a polygon: its outer ring, then its holes.

    ``whole`` is false where there is a base map that could not be read.
    """

    area: list[list[Points]] = field(default_factory=list)
    neighborhoods: list[list[Points]] = field(default_factory=list)
    names: list[tuple[str, float, float]] = field(default_factory=list)
    water: list[list[Points]] = field(default_factory=list)
    parks: list[list[Points]] = field(default_factory=list)
    streams: list[Points] = field(default_factory=list)
    streets: dict[int, list[Points]] = field(default_factory=lambda: {rank: [] for rank in _RANKS})
    whole: bool = True


@dataclass(frozen=True, eq=False)
class Ground:
    """A picture without its field.

    Attributes
    ----------
    under : uint8 (height, width, 3)
    over : uint8 (height, width, 4)
        Color times cover, and the cover.
    whole : bool
        Whether all is drawn that there is: not where the base map could not be read.
    """

    under: Bytes8
    over: Bytes8
    whole: bool = True

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return self.under.nbytes + self.over.nbytes

    def with_field(self, painted: Singles, rows: slice) -> Bytes8:
        """Return some rows of the picture: the field between what lies under and over it."""
        under = self.under[rows].astype(np.float32) / 255
        seen = under * (1 - painted[..., 3:]) + painted[..., :3]
        over = self.over[rows].astype(np.float32) / 255
        seen = seen * (1 - over[..., 3:]) + over[..., :3]
        return np.rint(np.clip(seen, 0, 1) * 255).astype(np.uint8)


def outlines(area: dict[str, Any], opened: Callable[[], Tiles | None], view: View) -> Outlines:
    """Collect what is drawn, from a study area's GeoJSON and, where there is one, the base map."""
    found = Outlines()
    try:
        tiles = opened()
        if tiles is not None:
            _of_tiles(found, tiles, view)
    except InputError:  # the page too goes on with outlines then
        tiles, found = None, Outlines(whole=False)
    for feature in area["features"]:
        told, geometry = feature["properties"], feature["geometry"]
        kind = told.get("kind")
        if kind == "area":
            found.area += _polygons(geometry, view)
        elif kind == "neighborhood":
            found.neighborhoods += _polygons(geometry, view)
            if told.get("label") and told.get("name"):
                px, py = view.pixels(*told["label"])
                found.names.append((told["name"], float(px), float(py)))
        elif tiles is None:
            _of_area(found, kind, told, geometry, view)
    return found


def _of_area(
    found: Outlines, kind: str, told: dict[str, Any], geometry: dict[str, Any], view: View
) -> None:
    """Collect what a city without a base map has in its area file."""
    if kind == "water":
        found.water += _polygons(geometry, view)
    elif kind == "park":
        found.parks += _polygons(geometry, view)
    elif kind == "street" and told.get("rank") in _RANKS:
        found.streets[told["rank"]] += _lines(geometry, view)


def _ring(points: Sequence[Sequence[float]], view: View) -> Points:
    array = np.asarray(points, float)
    return np.column_stack(view.pixels(array[:, 0], array[:, 1]))


def _polygons(geometry: dict[str, Any], view: View) -> list[list[Points]]:
    parts = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    found = parts.get(geometry["type"], [])
    return [[_ring(ring, view) for ring in rings] for rings in found]


def _lines(geometry: dict[str, Any], view: View) -> list[Points]:
    parts = {"LineString": [geometry["coordinates"]], "MultiLineString": geometry["coordinates"]}
    return [_ring(line, view) for line in parts.get(geometry["type"], [])]


def _of_tiles(found: Outlines, tiles: Tiles, view: View) -> None:
    low, high = tiles.zooms
    right, bottom = view.width / view.per_unit, view.height / view.per_unit
    zoom = int(min(max(np.rint(view.zoom), low), high))
    while True:
        side = 1 << zoom
        xs = range(int(view.x0 * side), int((view.x0 + right) * side) + 1)
        ys = range(int(view.y0 * side), int((view.y0 + bottom) * side) + 1)
        if len(xs) * len(ys) <= _MOST_TILES or zoom <= low:
            break
        zoom -= 1
    corner = np.array([view.x0, view.y0])
    for x in xs:
        for y in ys:
            for shape in tiles.shapes(zoom, x, y, _TILE_LAYERS):
                parts = [(np.array(part) - corner) * view.per_unit for part in shape.parts]
                if shape.layer == "street":
                    rank = shape.tags.get("rank")
                    if rank in found.streets and "tunnel" not in shape.tags:
                        found.streets[rank] += parts
                elif not shape.area:
                    found.streams += parts if shape.layer == "water" else []
                else:
                    into = found.water if shape.layer == "water" else found.parks
                    into += _with_holes(parts)


def _with_holes(rings: list[Points]) -> Iterator[list[Points]]:
    """Group a tile's rings: an outer one turns clockwise on the screen, its holes follow."""
    group: list[Points] = []
    for ring in rings:
        x, y = ring[:, 0], ring[:, 1]
        outer = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) > 0
        if outer and group:
            yield group
            group = []
        group.append(ring)
    if group:
        yield group


class _Pen:
    """Draws masks larger than they are kept, so that edges are even."""

    def __init__(self, view: View) -> None:
        self.view, self.times = view, 2 if view.scale > 1 else 3

    def _mask(self) -> Any:
        from PIL import Image, ImageDraw  # noqa: PLC0415 -- where something is drawn

        image = Image.new("L", (self.view.width * self.times, self.view.height * self.times))
        return image, ImageDraw.Draw(image)

    def _done(self, image: Image.Image) -> Singles:
        return np.asarray(image.reduce(self.times), np.float32) / np.float32(255)

    def filled(self, polygons: Iterable[list[Points]]) -> Singles:
        """Return how far pixels are inside of polygons, 0 to 1."""
        image, draw = self._mask()
        for rings in polygons:
            kept = [ring * self.times for ring in rings if len(ring) > 2]
            if len(kept) == 1:
                draw.polygon(kept[0].ravel().tolist(), fill=255)
            elif kept:
                self._with_holes(image, kept)
        return self._done(image)

    @staticmethod
    def _with_holes(image: Image.Image, rings: list[Points]) -> None:
        """Fill a polygon whose holes take from itself alone, not from what lies in them."""
        from PIL import Image, ImageDraw  # noqa: PLC0415

        low = np.maximum(np.floor(rings[0].min(axis=0)), 0).astype(int)
        high = np.minimum(np.ceil(rings[0].max(axis=0)) + 1, image.size).astype(int)
        if (high <= low).any():
            return
        own = Image.new("L", (int(high[0] - low[0]), int(high[1] - low[1])))
        inside = ImageDraw.Draw(own)
        for place, ring in enumerate(rings):
            inside.polygon((ring - low).ravel().tolist(), fill=0 if place else 255)
        image.paste(255, (int(low[0]), int(low[1])), own)

    def lines(self, lines: Iterable[Points], width: float) -> Singles:
        """Return how far lines of a width, in a style's pixels, cover pixels."""
        image, draw = self._mask()
        wanted = width * self.view.scale * self.times
        drawn = max(round(wanted), 1)
        joint = "curve" if drawn > 3 else None
        for line in lines:
            if len(line) > 1:
                flat = (line * self.times).ravel().tolist()
                draw.line(flat, fill=255, width=drawn, joint=joint)
        thin: Singles = self._done(image) * np.float32(min(wanted / drawn, 1.0))
        return thin


def make_ground(
    found: Outlines, view: View, colors: Colors, fonts: Fonts, *, names: bool = True
) -> Ground:
    """Draw what lies under and over a field."""
    under = _under(found, view, colors)
    return Ground(under, _over(found, view, colors, fonts, names=names), found.whole)


def _under(found: Outlines, view: View, colors: Colors) -> Bytes8:
    pen, zoom = _Pen(view), view.zoom
    under = np.empty((view.height, view.width, 3), np.float32)
    under[:] = colors.of("land")

    def lay(ink: Rgb, cover: Singles) -> None:
        for rows in view.bands():
            under[rows] += cover[rows, :, None] * (np.array(ink, np.float32) - under[rows])

    if found.parks:
        lay(colors.of("park"), pen.filled(found.parks))
    if found.streams:
        lay(colors.of("shore"), pen.lines(found.streams, 0.9))
    if found.water:
        lay(colors.of("water"), pen.filled(found.water))
    streets = colors.inks["streets"]
    for rank in _RANKS:
        if found.streets[rank] and zoom >= _WIDTHS[rank][0][0] - 1.5:
            lay(
                rgb(streets[rank - 1]), pen.lines(found.streets[rank], at_zoom(zoom, _WIDTHS[rank]))
            )
    lay(colors.of("hatch"), _hatch(view) * (1 - pen.filled(found.area)))
    return _bytes(under)


def _over(found: Outlines, view: View, colors: Colors, fonts: Fonts, *, names: bool) -> Bytes8:
    pen, zoom = _Pen(view), view.zoom
    over = np.zeros((view.height, view.width, 4), np.float32)

    def lay_over(ink: Rgb, cover: Singles) -> None:
        for rows in view.bands():
            over[rows] *= 1 - cover[rows, :, None]
            over[rows, :, :3] += cover[rows, :, None] * (np.array(ink, np.float32) / 255)
        over[..., 3] += cover

    ink, cover = colors.over("over")
    if found.streets[1]:
        lay_over(ink, np.float32(cover) * pen.lines(found.streets[1], at_zoom(zoom, _OVER)))
    # Borders that neighbors share are drawn twice; one is enough of a gray this soft.
    rings = [ring for polygon in found.neighborhoods for ring in polygon]
    lay_over(colors.of("edge"), np.float32(0.42) * pen.lines(rings, at_zoom(zoom, _EDGE)))
    edges = [ring for polygon in found.area for ring in polygon]
    lay_over(colors.of("area"), np.float32(0.8) * pen.lines(edges, at_zoom(zoom, _AREA)))
    if names:
        _name(over, found.names, view, colors, fonts)
    np.clip(over, 0, 1, out=over)
    over *= 255
    return _bytes(over)


def _bytes(values: Singles) -> Bytes8:
    """Round in place, and return the whole numbers."""
    return np.rint(values, out=values).astype(np.uint8)


def at_zoom(zoom: float, stops: Sequence[tuple[float, float]], base: float = 1.5) -> float:
    """Return a style's number at a zoom, between its stops as MapLibre has it."""
    if zoom <= stops[0][0]:
        return stops[0][1]
    for (low, a), (high, b) in pairwise(stops):
        if zoom <= high:
            return float(a + (b - a) * (base ** (zoom - low) - 1) / (base ** (high - low) - 1))
    return stops[-1][1]


def _hatch(view: View) -> Singles:
    """Return how far the hatch's lines cover pixels."""
    period = _HATCH * view.scale
    x, y = np.arange(view.width), np.arange(view.height)
    across = (x[None, :] + y[:, None]) % period
    far = np.minimum(across, period - across) / view.scale
    cover: Singles = np.clip(1 - far / 0.9, 0, 1).astype(np.float32)
    return cover


def _name(
    over: Singles, names: list[tuple[str, float, float]], view: View, colors: Colors, fonts: Fonts
) -> None:
    """Write names with a halo where they fit; the first come first."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    size = at_zoom(view.zoom, _NAMES) * view.scale
    font, pad = fonts.get(size, 500), 5 * view.scale
    image = Image.new("RGBA", (view.width, view.height))
    draw = ImageDraw.Draw(image)
    halo, cover = colors.over("halo")
    taken: list[tuple[float, float, float, float]] = []
    for name, x, y in names:
        text = _two_lines(written(name))
        left, top, right, bottom = draw.multiline_textbbox(
            (x, y), text, font, anchor="mm", align="center", spacing=size * 0.15
        )
        box = (left - pad, top - pad, right + pad, bottom + pad)
        if box[0] < 0 or box[1] < 0 or box[2] > view.width or box[3] > view.height:
            continue
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        draw.multiline_text(
            (x, y), text, (*colors.of("label"), 255), font, anchor="mm", align="center",
            spacing=size * 0.15, stroke_width=1.4 * view.scale,
            stroke_fill=(*halo, round(255 * cover)),
        )  # fmt: skip
    written_on = np.asarray(image)
    for rows in view.bands():
        drawn = written_on[rows].astype(np.float32) / 255
        alpha = drawn[..., 3:]
        over[rows] *= 1 - alpha
        over[rows, :, :3] += drawn[..., :3] * alpha
        over[rows, :, 3:] += alpha


def _two_lines(name: str, longest: int = 12) -> str:
    """Break a long name at the space nearest to its middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= longest or not spaces:
        return name
    at = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"
