"""Pictures without a server: the palette at exact codes, the view, and the words."""

import io
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crimecast.archive.manifest import GridInfo
from crimecast.grid import Grid
from crimecast.languages import ENGLISH
from crimecast.picture.card import Card
from crimecast.picture.colors import colors
from crimecast.picture.field import Frame, painted
from crimecast.picture.fonts import Fonts, wrapped, written
from crimecast.picture.ground import Outlines, make_ground
from crimecast.picture.make import MARGIN, Maker, Place, Scene
from crimecast.picture.view import Size, View
from crimecast.picture.words import Words
from forecast_sample import sample_grid

FONTS = Fonts(None)


def info(grid: Grid) -> GridInfo:
    lon, lat = grid.lattice_lonlat(5, 5)
    lattice = {"nx": 5, "ny": 5, "lon": lon.ravel().tolist(), "lat": lat.ravel().tolist()}
    return GridInfo.model_validate({**grid.to_json(), "lattice": lattice})


def scene(codes: int, kind: str = "counts", key: object = "a", **more: Any) -> Scene:
    grid = sample_grid()
    frame = Frame(np.full(len(grid.cells), codes, np.uint8), kind, **more)
    nothing: dict[str, Any] = {"features": []}
    return Scene(Place(key, lambda: nothing, lambda: None), info(grid), grid.mask, frame)


def opened(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", [1, 40, 128, 200, 255])
@pytest.mark.parametrize("size", [Size(240, 240, 1), Size(500, 420, 2), Size(1600, 900, 1)])
def test_a_count_has_its_color_in_all_of_its_cells(theme: str, code: int, size: Size) -> None:
    own = colors(theme)  # type: ignore[arg-type]
    texel = own.counts[code].astype(float)
    want = texel[:3] + (1 - texel[3] / 255) * np.array(own.of("land"))
    drawn = scene(code)
    seen = opened(Maker(FONTS).map(drawn, size, theme).png).astype(float)  # type: ignore[arg-type]
    view = View.fit(drawn.grid, size.width, size.height, margin=MARGIN, scale=size.scale)
    column, row = view.cells(drawn.grid)
    inside = (column >= 0) & (column < drawn.mask.shape[1]) & (row >= 0)
    inside &= row < drawn.mask.shape[0]
    inside[inside] = drawn.mask[row[inside].astype(int), column[inside].astype(int)]
    assert inside.mean() > 0.2
    # The hatch of what no study area tells lies below: its gray shows through pale colors.
    assert np.abs(np.median(seen[inside], axis=0) - want).max() <= 1
    land, hatch = np.array(own.of("land")), np.array(own.of("hatch"))
    outside = seen[~inside].reshape(-1, 3)
    assert (outside >= np.minimum(land, hatch) - 1).all()
    assert (outside <= np.maximum(land, hatch) + 1).all()


def test_the_likeliest_have_their_own_colors_and_others_gray() -> None:
    grid = sample_grid()
    which = np.ones(len(grid.cells), np.uint8)
    for color, want in (("#D55E00", (0xD5, 0x5E, 0)), (None, colors("light").other)):
        drawn = scene(255, "likeliest", which=which, palette=(color,))
        view = View.fit(drawn.grid, 400, 400, margin=MARGIN, scale=1)
        laid = painted(drawn.frame, drawn.grid, drawn.mask, view, colors("light"))
        cover = laid[..., 3].max()
        assert laid[200, 250, :3] * 255 / cover == pytest.approx(want, abs=1)


def test_what_is_too_little_to_tell_is_clear() -> None:
    drawn = scene(0, "change")
    view = View.fit(drawn.grid, 300, 300, margin=MARGIN, scale=1)
    assert painted(drawn.frame, drawn.grid, drawn.mask, view, colors("dark")).max() == 0


@given(
    st.integers(240, 1600), st.integers(240, 1600), st.integers(1, 2),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_pixels_and_degrees_are_inverse_and_all_is_in_the_picture(
    width: int, height: int, scale: int, fx: float, fy: float
) -> None:
    grid = info(sample_grid())
    view = View.fit(grid, width, height, margin=MARGIN, scale=scale)
    px, py = view.pixels(grid.lattice.lon, grid.lattice.lat)
    room = MARGIN * scale - 1e-6
    assert room <= px.min() <= px.max() <= view.width - room
    assert room <= py.min() <= py.max() <= view.height - room
    at = view.pixels(*view.degrees(fx * view.width, fy * view.height))
    assert np.allclose(at, (fx * view.width, fy * view.height), atol=1e-4)


def test_grounds_are_kept_within_a_bound_and_made_again_for_another_key() -> None:
    maker = Maker(FONTS, ground_bytes=3_000_000)
    asked: list[object] = []

    def place(key: object) -> Place:
        return Place(key, lambda: asked.append(key) or {"features": []}, lambda: None)  # type: ignore[func-returns-value]

    for key in ("a", "a", "b", "c", "d", "e", "f", "a"):
        drawn = scene(3)
        one = Scene(place(key), drawn.grid, drawn.mask, drawn.frame)
        maker.map(one, Size(300, 300, 1), "light")
        assert maker.held <= 3_000_000
    assert asked == ["a", "b", "c", "d", "e", "f", "a"]


def test_of_several_who_need_a_ground_one_makes_it() -> None:
    maker, asked = Maker(FONTS), []
    drawn = scene(3)

    def area() -> dict[str, Any]:
        asked.append(1)
        time.sleep(0.5)  # whoever else is to make it would do so meanwhile
        return {"features": []}

    one = Scene(Place("a", area, lambda: None), drawn.grid, drawn.mask, drawn.frame)
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(lambda _: maker.map(one, Size(200, 200, 1), "light"), range(4)))
    assert len(set(seen)) == 1
    assert asked == [1]


def test_a_ground_that_fails_is_tried_again() -> None:
    maker, drawn = Maker(FONTS), scene(3)

    def broken() -> dict[str, Any]:
        raise RuntimeError("no area")

    one = Scene(Place("a", broken, lambda: None), drawn.grid, drawn.mask, drawn.frame)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no area"):
            maker.map(one, Size(200, 200, 1), "light")
    assert maker.map(scene(3), Size(200, 200, 1), "light")


def square(middle: float, half: float) -> np.ndarray:
    low, high = middle - half, middle + half
    return np.array([[low, low], [high, low], [high, high], [low, high]])


@pytest.mark.parametrize("first", ["inner", "outer"])
def test_a_hole_takes_nothing_from_what_lies_in_it(first: str) -> None:
    view = View(100, 100, 0.0, 0.0, 100.0, 1)
    inner, outer = [square(50, 5)], [square(50, 40), square(50, 20)]
    both = [inner, outer] if first == "inner" else [outer, inner]
    pond = Outlines(water=both, area=[[square(50, 50)]])
    land, water = colors("light").of("land"), colors("light").of("water")
    lakes = make_ground(pond, view, colors("light"), FONTS).under
    assert [tuple(lakes[at, at]) for at in (50, 35, 15, 5)] == [water, land, water, land]
    enclave = make_ground(Outlines(area=both), view, colors("light"), FONTS).under
    # No hatch where there are data: in the ring, and in the enclave within its hole.
    for rows in (slice(46, 54), slice(12, 28)):
        assert (enclave[rows, rows] == land).all()
    assert (enclave[32:44, 32:44] != land).any()


def words(**changes: Any) -> Words:
    given = {
        "city": "Denver", "title": "Expected reported incidents", "category": "Robbery",
        "when": "Sun 27 Oct 2024, 9 pm MDT", "legend": "Reports expected in a 100 m cell",
        "ticks": ((0.0, "1 in 100,000"), (0.5, "1 in 1,000"), (1.0, "1 in 10 hours")),
        "note": "Hatched: no data", "ribbon": "counts", "items": (),
        "notices": ("Simulated city: no real people or places.",),
        "facts": (
            "Source: somebody, CC BY 3.0. " + "Long words of the publisher's. " * 8,
            ENGLISH.counts_what, ENGLISH.use,
        ),
    }  # fmt: skip
    return Words(**{**given, **changes})


@pytest.mark.parametrize("size", [Size(600, 315, 2), Size(240, 240, 1), Size(240, 1000, 1)])
@pytest.mark.parametrize("name", ["Denver", "Llanfairpwllgwyngyllgogerychwyrndrobwll", "W" * 90])
def test_words_fit_and_leave_the_map_room(size: Size, name: str) -> None:
    card = Card(words(city=name), size, colors("light"), FONTS)
    assert 0 <= card.map.left < card.map.left + card.map.width <= size.width * size.scale
    assert 0 <= card.map.top < card.map.top + card.map.height <= size.height * size.scale
    assert card.map.width * card.map.height > 0.2 * size.width * size.height * size.scale**2
    for line in [*card.head, *card.foot]:
        font = FONTS.get(line.size, line.weight)
        assert font.getlength(line.text) <= card.room + 1


def test_letters_that_the_font_lacks_are_written_plainly() -> None:
    assert written("São  Paulo\n“x”") == "São Paulo “x”"
    assert written("Łódź, Đà Nẵng") == "Lódz, Dà Nang"
    assert written("東京") == "??"
    assert written("<b>\x00\u202e</b>") == "<b></b>"
    font = FONTS.get(20)
    assert wrapped("one two three", font, font.getlength("one two")) == ["one two", "three"]
    assert wrapped("one two three", font, font.getlength("one two"), 1)[0].endswith("…")


def test_a_large_picture_takes_little_memory() -> None:
    size = Size(1600, 1000, 1)
    tracemalloc.start()
    try:
        Maker(FONTS).map(scene(90), size, "light")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * size.width * size.height  # 44 bytes a pixel; 122 where not in bands
