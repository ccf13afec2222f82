"""Reading the base map's own tiles, against what tippecanoe itself reads in them."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from crimecast.errors import InputError
from crimecast.streets.build import build
from crimecast.streets.store import BaseMap
from crimecast.streets.vector import Tiles
from osm_sample import decode, make_city, whole
from tiles_sample import EVERYWHERE, areas, save

LAYERS = ("water", "park", "street", "rail")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> BaseMap:
    home = tmp_path_factory.mktemp("made")
    return build(make_city(home), [whole().save(home / "a.osm")], home)


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    sine = math.sin(math.radians(lat))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return int((lon / 360 + 0.5) * 2**zoom), int(y * 2**zoom)


def degrees(part: list[tuple[float, float]]) -> np.ndarray:
    x, y = np.array(part).T
    return np.column_stack([
        (x - 0.5) * 360, np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * y)))),
    ])  # fmt: skip


@pytest.mark.parametrize("zoom", [9, 11, 13, 15])
def test_it_reads_what_tippecanoe_reads(made: BaseMap, zoom: int) -> None:
    tiles = Tiles(made.tiles)
    assert tiles.zooms == (9, 15)
    west, south, east, north = made.manifest.bounds
    (x0, y1), (x1, y0) = tile_at(west, south, zoom), tile_at(east, north, zoom)
    found = [
        shape
        for x in range(x0, x1 + 1)
        for y in range(y0, y1 + 1)
        for shape in tiles.shapes(zoom, x, y, LAYERS)
    ]
    told = decode(made.tiles, zoom)
    want = Counter(
        (layer, tuple(sorted(f["properties"].items())))
        for layer in LAYERS
        for f in told.get(layer, [])
    )
    assert Counter((s.layer, tuple(sorted(s.tags.items()))) for s in found) == want
    for shape in found:
        for part in shape.parts:
            lon, lat = degrees(part).T
            assert west - 0.02 <= lon.min() <= lon.max() <= east + 0.02
            assert south - 0.02 <= lat.min() <= lat.max() <= north + 0.02
    if zoom == 15:
        lakes = [s for s in found if s.layer == "water" and s.area]
        corners = np.concatenate([degrees(part) for s in lakes for part in s.parts])
        assert corners[:, 0].min() == pytest.approx(-105.008, abs=2e-5)
        assert corners[:, 1].max() == pytest.approx(39.708, abs=2e-5)


def test_where_there_is_no_tile_there_is_nothing(made: BaseMap) -> None:
    assert list(Tiles(made.tiles).shapes(12, 0, 0, LAYERS)) == []
    assert list(Tiles(made.tiles).shapes(3, 1, 2, LAYERS)) == []


@pytest.mark.parametrize("kind", ["empty", "short", "other", "gone"])
def test_what_is_no_such_file_is_said(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.pmtiles"
    if kind != "gone":
        path.write_bytes({"empty": b"", "short": b"PMTiles\x03" + bytes(20)}.get(kind, bytes(300)))
    with pytest.raises(InputError):
        Tiles(path)


def test_a_damaged_one_is_said_to_be_so(made: BaseMap, tmp_path: Path) -> None:
    whole_file = made.tiles.read_bytes()
    x, y = tile_at(-105.0, 39.70, 12)
    rng = np.random.default_rng(1)
    for _ in range(60):
        broken = bytearray(whole_file)
        for at in rng.integers(127, len(broken), 40):
            broken[at] = int(rng.integers(0, 256))
        path = tmp_path / "broken.pmtiles"
        path.write_bytes(broken)
        try:
            list(Tiles(path).shapes(12, x, y, LAYERS))
        except InputError:
            continue


def test_a_tile_made_by_hand_is_read(tmp_path: Path) -> None:
    (found,) = Tiles(save(tmp_path / "a", areas("water", [EVERYWHERE]))).shapes(0, 0, 0, LAYERS)
    assert (found.layer, found.area) == ("water", True)
    assert np.allclose(found.parts, np.array([EVERYWHERE]) / 4096)


@pytest.mark.parametrize(
    ("extent", "step", "offset"), [(0, 64, 0), (4096, 10**400, 0), (4096, 64, 2**64)],
    ids=["extent", "step", "offset"],
)  # fmt: skip
def test_numbers_that_mean_nothing_are_damage(
    tmp_path: Path, extent: int, step: int, offset: int
) -> None:
    tile = areas("water", [[(0, 0), (step, 0), (step, step)]], extent=extent)
    tiles = Tiles(save(tmp_path / "a", tile, offset=offset))
    with pytest.raises(InputError, match="is damaged"):
        list(tiles.shapes(0, 0, 0, LAYERS))
