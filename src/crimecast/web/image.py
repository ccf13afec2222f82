"""Still images of a forecast's map: for pages without WebGL, links' previews, and files."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from crimecast import __version__
from crimecast.archive import IssuedForecast
from crimecast.archive.codes import decode_frame, encode_frame
from crimecast.city import City
from crimecast.languages import LANGUAGES
from crimecast.picture.colors import Theme
from crimecast.picture.field import Frame
from crimecast.picture.fonts import Fonts
from crimecast.picture.make import Drawn, Maker, Place, Scene
from crimecast.picture.view import Size
from crimecast.picture.words import Words, local, picture_words
from crimecast.streets.vector import Tiles
from crimecast.web.change import change_of
from crimecast.web.common import DEFAULTS, TOO_MANY, CityId, ForecastId, binary, site
from crimecast.web.forecasts import Hour, check_hour
from crimecast.web.memo import stamp
from crimecast.web.pictures import Pictures
from crimecast.web.problem import Problem
from crimecast.web.respond import NO_STORE, Payload, respond
from crimecast.web.sets import CategoriesPath, members, name_of
from crimecast.web.site import Served, Site
from crimecast.web.typical import typical_of

router = APIRouter(prefix="/api/cities/{city}/forecasts/{forecast}", tags=["forecasts"])

PNG: Final = "image/png"
SMALLEST, SMALLEST_CARD, LARGEST = 160, 240, 1600
MOST_PIXELS: Final = 1_600_000
AN_HOUR: Final = "public, max-age=3600"
"""A host may correct notice, license or streets, which a picture shows at the same address."""
FAINT: Final = 64
"""Below this code a category's color is too faint to be told, as on the page."""
_LOOK: Final = 5
"""Another one when pictures are drawn in another way: it is part of their ETag."""


class Form(StrEnum):
    """What a picture holds."""

    CARD = "card"
    MAP = "map"


class Show(StrEnum):
    """What its map shows, as on the page."""

    EXPECTED = "expected"
    CHANCE = "chance"
    LIKELIEST = "likeliest"
    CHANGE = "change"


class Lang(StrEnum):
    """What language a card speaks."""

    EN = "en"
    ES = "es"


class ThemeName(StrEnum):
    """Colors."""

    LIGHT = "light"
    DARK = "dark"


Width = Annotated[int, Query(ge=SMALLEST, le=LARGEST, description="Width, times `scale` pixels.")]
Height = Annotated[int, Query(ge=SMALLEST, le=LARGEST, description="Height, times `scale` pixels.")]
Scale = Annotated[int, Query(ge=1, le=2, description="Pixels for each that type counts in.")]
Week = Annotated[
    int | None,
    Query(
        ge=1, le=53,
        description="An ISO week of the year: `hour` is then one of its hours of the week, and "
        "what is shown is typical, no forecast.",
    ),
]  # fmt: skip


class Studio:
    """What draws pictures and keeps them, for one app."""

    def __init__(self, assets: FilePath) -> None:
        self.pictures = Pictures()
        self.maker = Maker(Fonts(assets))


@dataclass(frozen=True)
class Asked:
    """How a picture was asked for, beside city, forecast and categories."""

    hour: int
    week: int | None
    show: Show
    form: Form
    theme: Theme
    size: Size
    lang: str


class Order:
    """A picture that was asked for, checked: what it is of, and the key that tells it apart."""

    def __init__(
        self, found: Site, city: City, served: Served, which: list[int], asked: Asked
    ) -> None:
        self.city, self.issued, self.which, self.asked = city, served.issued, which, asked
        base = found.base_map(city)
        self.credit = None if base is None else base.manifest.attribution
        mark = stamp(city.area_path(found.home))
        ground = (city.id, mark or served.issued.id, base and base.manifest.id)
        self.place = Place(
            ground,
            lambda: json.loads(found.area(city).body),
            lambda: None if base is None else Tiles(base.tiles),
        )
        about = (
            _LOOK, __version__, served.etag, ground, name_of(served.issued, which), asked,
            city.source.model_dump_json(), city.classes,
        )  # fmt: skip
        self.key = hashlib.sha256(repr(about).encode()).hexdigest()[:20]

    def draw(self, maker: Maker) -> Drawn:
        """Return the picture as PNG."""
        asked, issued = self.asked, self.issued
        frame = frame_of(issued, self.which, asked.hour, asked.week, asked.show)
        scene = Scene(self.place, issued.manifest.grid, issued.grid.mask, frame)
        if asked.form is Form.MAP:
            return maker.map(scene, asked.size, asked.theme)
        return maker.card(scene, asked.size, asked.theme, self._words(frame))

    def _words(self, frame: Frame) -> Words:
        m, asked = self.issued.manifest, self.asked
        language = LANGUAGES[asked.lang]
        items: list[tuple[str, str | None]] = []
        if frame.which is not None:
            numbers = np.unique(frame.which[frame.codes >= FAINT])
            seen = [m.categories[number - 1] for number in numbers.tolist() if number > 0]
            items = [(c.label, c.color) for c in seen if c.color is not None]
            gray = [c.label for c in seen if c.color is None]
            items += [(gray[0] if len(gray) == 1 else language.others, None)] if gray else []
        when = (
            language.moment(local(m.first_hour, m.time_zone, asked.hour))
            if asked.week is None
            else language.week(asked.week, asked.hour)
        )
        return picture_words(
            m, self.city, self.which, when, language=language, show=asked.show,
            typical=asked.week is not None, items=items, credit=self.credit,
        )  # fmt: skip


def frame_of(
    issued: IssuedForecast, which: list[int], hour: int, week: int | None, show: str
) -> Frame:
    """Return the codes that the page would draw for some categories in an hour.

    Raises
    ------
    Problem
        404 where the forecast does not tell, or has no such hour.
    """
    m = issued.manifest
    if week is None:
        check_hour(issued, hour)
    if show == Show.CHANGE:
        if week is not None:
            raise Problem(404, "no-change", "A typical hour is the usual itself; ask for another.")
        return Frame(_codes(change_of(issued).frame(which, hour)), "change")
    codes = _together(issued, which, hour, week)
    if show != Show.LIKELIEST:
        return Frame(codes)
    if not issued.tells_mix:
        raise Problem(
            404, "no-mix", "This forecast was issued before forecasts told; issue a new one."
        )
    palette = tuple(category.color for category in m.categories)
    if week is None and len(which) == len(m.categories):
        return Frame(codes, "likeliest", _codes(issued.mix_codes(hour))[: len(codes)], palette)
    values = np.array([_values(issued, place, hour, week) for place in which])
    numbers = np.where(values.max(axis=0) > 0, np.array(which)[values.argmax(axis=0)] + 1, 0)
    return Frame(codes, "likeliest", numbers.astype(np.uint8), palette)


def _together(issued: IssuedForecast, which: list[int], hour: int, week: int | None) -> Any:
    """Return codes of some categories' sum, on the scale of all where they are several."""
    if week is not None:
        return _codes(typical_of(issued).frame(which, week, hour))
    if len(which) == 1:
        return _one(issued, which[0], hour, None)
    m = issued.manifest
    if len(which) == len(m.categories):
        return _one(issued, len(which), hour, None)
    values = [_values(issued, place, hour, None) for place in which]
    whole = np.einsum("c,cn->n", m.weights(which), values)
    return encode_frame(whole, *m.all.domain)


def _values(issued: IssuedForecast, place: int, hour: int, week: int | None) -> Any:
    domain = issued.manifest.categories[place].domain
    return decode_frame(_one(issued, place, hour, week), *domain)


def _one(issued: IssuedForecast, place: int, hour: int, week: int | None) -> Any:
    if week is not None:
        return _codes(typical_of(issued).frame([place], week, hour))
    return _codes(gzip.decompress(issued.frame(place, hour)))


def _codes(data: bytes) -> Any:
    return np.frombuffer(data, np.uint8)


@router.get(
    "/image/{categories}/{hour}.png",
    response_class=Response,
    responses={**DEFAULTS, **TOO_MANY, **binary("A picture of the map.", PNG)},
)
async def image(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    categories: CategoriesPath,
    hour: Hour,
    width: Width = 600,
    height: Height = 315,
    scale: Scale = 2,
    theme: ThemeName = ThemeName.LIGHT,
    show: Show = Show.EXPECTED,
    form: Form = Form.CARD,
    week: Week = None,
    lang: Lang = Lang.EN,
) -> Response:
    """Give a picture of the map: alone, or with all that must be said of it."""
    studio: Studio = request.app.state.studio
    if width * height * scale**2 > MOST_PIXELS:
        raise Problem(422, "invalid", f"A picture may have {MOST_PIXELS:,} pixels; ask for less.")
    if form is Form.CARD and min(width, height) < SMALLEST_CARD:
        raise Problem(
            422, "invalid", f"A card's sides have {SMALLEST_CARD} at least; ask for more."
        )
    if week is not None and hour > 167:
        raise Problem(422, "invalid", "hour: a week has hours 0 to 167.")

    def prepare() -> Order:
        found = site(request)
        served = found.forecast(city, forecast)
        which = members(served.issued, categories)
        if week is None:
            check_hour(served.issued, hour)
        colors: Theme = "dark" if theme is ThemeName.DARK else "light"
        asked = Asked(hour, week, show, form, colors, Size(width, height, scale), lang.value)
        return Order(found, found.city(city), served, which, asked)

    order = await run_in_threadpool(prepare)
    known = request.headers.get("if-none-match")
    if known is not None:
        held = respond(request, Payload(b"", PNG, etag=order.key), AN_HOUR)
        if held.status_code == 304:
            return held
    drawn = await studio.pictures.get(order.key, lambda: order.draw(studio.maker))
    if not drawn.whole:  # what it lacks may be there in a moment
        return respond(request, Payload(drawn.png, PNG), NO_STORE)
    return respond(request, Payload(drawn.png, PNG, etag=order.key), AN_HOUR)
