import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.area import area_of, import_area, load_area
from crimecast.errors import InputError
from records_sample import sample_city

CITY = sample_city()


def square(x: float, y: float, size: float = 0.02) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def polygon(ring: list[list[float]], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature", "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def put(path: Path, *features: dict[str, Any], **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}))
    return path


WEST = polygon(square(-105.02, 39.70), NAME="West ", other="x")
EAST = polygon(square(-105.00, 39.70), NAME="East")


def test_neighborhoods_make_the_area(home: Path, tmp_path: Path) -> None:
    done = import_area(CITY, put(tmp_path / "a.geojson", WEST, EAST), home)
    assert (done.polygons, done.named, done.repaired, done.ignored) == (2, 2, 0, 0)
    assert done.name_field == "NAME"
    assert done.square_km == pytest.approx(1.713 * 2.220 * 2, rel=0.01)
    area = load_area(CITY, home)
    assert [n.name for n in area.neighborhoods] == ["West", "East"]
    inside = area.inside(np.array([-105.01, -104.99, -105.03, np.nan]), np.full(4, 39.71))
    assert inside.tolist() == [True, True, False, False]
    x, y = (float(v[0]) for v in _metres([-104.99], [39.71]))
    assert area.neighborhood_at(x, y) == "East"
    assert area.neighborhood_at(0, 0) is None
    assert area.names_at(np.array([x, 0.0]), np.array([y, 0.0])) == ["East", None]


def _metres(lon: list[float], lat: list[float]) -> tuple[Any, Any]:
    from crimecast.grid import project

    return project(lon, lat, CITY.epsg)


def test_what_is_stored_is_the_form_of_the_interface(home: Path, tmp_path: Path) -> None:
    street = {
        "type": "Feature", "properties": {"kind": "street", "name": "Elm", "rank": 1},
        "geometry": {"type": "LineString", "coordinates": [[-105.02, 39.7], [-105.0, 39.72]]},
    }  # fmt: skip
    import_area(CITY, put(tmp_path / "a.geojson", WEST, street), home)
    stored = json.loads(CITY.area_path(home).read_text())
    kinds = [f["properties"]["kind"] for f in stored["features"]]
    assert kinds == ["area", "neighborhood", "street"]
    lon, lat = stored["features"][1]["properties"]["label"]
    assert -105.02 < lon < -105.00
    assert 39.70 < lat < 39.72
    # What was stored can be taken in again, with the same outcome.
    again = tmp_path / "again.geojson"
    again.write_bytes(CITY.area_path(home).read_bytes())
    import_area(CITY, again, home, name_field="name")
    assert json.loads(CITY.area_path(home).read_text()) == stored


def test_a_crossed_polygon_is_repaired_and_others_are_left_out(home: Path, tmp_path: Path) -> None:
    bow = square(-105.02, 39.70)
    bow[1], bow[2] = bow[2], bow[1]
    point = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [0, 0]},
    }
    nothing = {"type": "Feature", "properties": None, "geometry": None}
    done = import_area(CITY, put(tmp_path / "a.geojson", polygon(bow), point, nothing), home)
    assert (done.polygons, done.repaired, done.ignored, done.named) == (1, 1, 2, 0)
    assert load_area(CITY, home).polygon.is_valid


def test_the_name_field_can_be_said(home: Path, tmp_path: Path) -> None:
    path = put(tmp_path / "a.geojson", WEST)
    assert import_area(CITY, path, home, name_field="other").named == 1
    assert load_area(CITY, home).neighborhoods[0].name == "x"
    with pytest.raises(
        InputError, match="no feature has the property 'none'; there are NAME, other"
    ):
        import_area(CITY, path, home, name_field="none")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "is no GeoJSON"),
        (b"[]", "no GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no polygon"),
        (json.dumps(polygon(square(500_000, 4_400_000, 1000))).encode(), "no degrees"),
        (json.dumps(polygon(square(39.70, -105.0))).encode(), "no degrees|swapped"),
        (json.dumps(polygon(square(-122.3, 47.6))).encode(), "is it another city's"),
        (b'{"type": "Feature", "geometry": {"type": "Polygon"}}', "feature 1 is no geometry"),
        (
            json.dumps(
                {"type": "FeatureCollection", "features": [WEST],
                 "crs": {"type": "name", "properties": {"name": "EPSG:2232"}}}
            ).encode(),
            "is in EPSG:2232",
        ),
    ],
)  # fmt: skip
def test_bad_files_are_named_and_change_nothing(
    home: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    import_area(CITY, put(tmp_path / "good.geojson", WEST), home)
    before = CITY.area_path(home).read_bytes()
    path = tmp_path / "bad.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as error:
        import_area(CITY, path, home)
    assert str(path) in str(error.value)
    assert CITY.area_path(home).read_bytes() == before


def test_no_area(home: Path, tmp_path: Path) -> None:
    assert area_of(CITY, home) is None
    with pytest.raises(InputError, match="crimecast city area testville"):
        load_area(CITY, home)
    with pytest.raises(InputError, match="there is no file"):
        import_area(CITY, tmp_path / "none", home)


def test_a_new_area_is_seen(home: Path, tmp_path: Path) -> None:
    import_area(CITY, put(tmp_path / "a.geojson", WEST), home)
    first = load_area(CITY, home)
    assert load_area(CITY, home) is first
    import_area(CITY, put(tmp_path / "b.geojson", WEST, EAST), home)
    assert load_area(CITY, home).polygon.area == pytest.approx(2 * first.polygon.area, rel=1e-3)
