"""Each format holds the same rows, says what it is, and is what its standard asks for."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import shapely

from crimecast import files
from crimecast.errors import InputError
from crimecast.export import formats
from crimecast.export.about import NOT, USE
from crimecast.export.table import Kind
from crimecast.grid import unproject
from export.conftest import SOUTH, WEST, Fill, Make, at
from records_sample import row


@pytest.fixture(autouse=True)
def _records(fill: Fill) -> None:
    fill(
        at(WEST + 0.01, SOUTH + 0.01, 12)
        + at(WEST + 0.05, SOUTH + 0.03, 2, kind="pocket")
        + at(WEST + 0.05, SOUTH + 0.03, 4, day="2021-03-02")
        + at(0.0, 0.0, 1)
        + [row("=1+1", CASE="+c", TYPE="robbery", LON=f"{WEST + 0.01}", LAT=f"{SOUTH + 0.01}")]
    )


def parquet(path: Path, select: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {select} FROM read_parquet('{path}')").fetchall()


def keys_of(path: Path) -> dict[str, Any]:
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')"
        ).fetchall()
    return {key: json.loads(value) for key, value in found}


def check_geo(geo: dict[str, Any], geometries: list[bytes | None], kind: str) -> None:
    """Hold metadata to the GeoParquet specification, version 1.1.0."""
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] in geo["columns"]
    column = geo["columns"][geo["primary_column"]]
    assert column.keys() <= {
        "encoding", "geometry_types", "crs", "orientation", "edges", "bbox", "epoch", "covering",
    }  # fmt: skip
    assert column["encoding"] == "WKB"
    found = shapely.from_wkb([wkb for wkb in geometries if wkb is not None])
    assert {shape.geom_type for shape in found} == set(column["geometry_types"]) == {kind}
    assert column["bbox"] == pytest.approx(shapely.total_bounds(found).tolist(), abs=0)
    assert column["crs"]["type"] == "GeographicCRS"
    assert column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}
    assert column["crs"]["$schema"].startswith("https://proj.org/schemas/v0.")
    assert column["edges"] == "planar"
    if "orientation" in column:
        assert column["orientation"] == "counterclockwise"
        assert all(shape.exterior.is_ccw and shape.is_valid for shape in found)


def test_geoparquet_of_counts(make: Make) -> None:
    made = make("a.parquet")
    path = Path(made.file)
    keys = keys_of(path)
    geometries = [wkb for (wkb,) in parquet(path, "geometry")]
    check_geo(keys["geo"], geometries, "Polygon")
    assert keys["crimecast"] == made.about
    assert made.metadata_file is None
    cells = parquet(
        path, "x, y, lon, lat, count, suppressed, period, neighborhood, begin_utc::TEXT"
    )
    for (x, y, lon, lat, *_), wkb in zip(cells, geometries, strict=True):
        shape = shapely.from_wkb(wkb)
        assert shapely.contains_xy(shape, lon, lat)
        corner = unproject([x - 125], [y - 125], 32613)
        assert shape.exterior.coords[0] == pytest.approx([*corner[0], *corner[1]], abs=1e-7)
    assert sorted(cell[4:8] for cell in cells if cell[4]) == [
        (4, False, "2021", "East"), (13, False, "2020", "=West")
    ]  # fmt: skip
    assert [cell[4:6] for cell in cells if cell[4] is None] == [(None, True)]
    with duckdb.connect() as connection:
        kinds = connection.execute(
            f"SELECT name, type, converted_type FROM parquet_schema('{path}')"
        ).fetchall()
    types = {name: (type_, converted) for name, type_, converted in kinds}
    assert types["geometry"][0] == "BYTE_ARRAY"
    assert types["begin_utc"] == ("INT64", "TIMESTAMP_MICROS")
    assert types["first_day"] == ("INT32", "DATE")


def test_geoparquet_of_records(make: Make) -> None:
    made = make("r.parquet", records=True)
    path = Path(made.file)
    keys = keys_of(path)
    check_geo(keys["geo"], [wkb for (wkb,) in parquet(path, "geometry")], "Point")
    assert keys["crimecast"]["for"].startswith("Single records, for the analysis of whoever holds")
    rows = parquet(path, "lon, lat, place, geometry, epoch(occurred_from), occurred_from_local")
    assert len(rows) == made.rows == 20
    for lon, lat, place, wkb, start, local in rows:
        assert (wkb is None) == (place != "point") == (lon is None)
        if wkb is not None:
            assert shapely.get_coordinates(shapely.from_wkb(wkb)).tolist() == [[lon, lat]]
        assert start % 86400 in {16 * 3600, 17 * 3600}  # 10:00 in Denver
        assert local.hour == 10


def test_records_without_any_point_are_geoparquet_too(make: Make, fill: Fill) -> None:
    fill(at(0.0, 0.0, 3, kind="drug"))
    made = make("r.parquet", ("drugs",), records=True)
    column = keys_of(Path(made.file))["geo"]["columns"]["geometry"]
    assert column["geometry_types"] == []
    assert "bbox" not in column


def test_csv_of_counts_has_its_metadata_beside_it(make: Make) -> None:
    made = make("a.csv")
    assert made.metadata_file == f"{made.file}-metadata.json"
    content = Path(made.file).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == made.rows + 1
    rows = list(csv.DictReader(content.decode().splitlines()))
    meta = json.loads(Path(made.metadata_file).read_text(encoding="utf-8"))
    assert meta["@context"] == "http://www.w3.org/ns/csvw"
    assert meta["url"] == "a.csv"
    assert [c["name"] for c in meta["tableSchema"]["columns"]] == list(rows[0])
    kinds = {c["name"]: c["datatype"] for c in meta["tableSchema"]["columns"]}
    assert set(kinds.values()) <= set(Kind)
    assert all(float(r["lon"]) < 0 for r in rows)
    assert {r["neighborhood"] for r in rows} == {"'=West", "East"}
    assert made.harmless_cells == meta["notes"][0]["harmless_cells"] == 1
    assert meta["notes"][0]["not"] == NOT
    assert meta["notes"][0]["use"] == USE
    zipped = make("a.csv.gz")
    assert gzip.decompress(Path(zipped.file).read_bytes()) == content


def test_csv_of_records(make: Make) -> None:
    made = make("r.csv", records=True)
    with Path(made.file).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    odd = next(r for r in rows if r["offence_id"].endswith("=1+1"))
    assert (odd["offence_id"], odd["incident_id"], odd["lon"]) == ("'=1+1", "'+c", f"{WEST + 0.01}")
    assert (odd["occurred_from"], odd["occurred_from_local"], odd["occurred_to"]) == (
        "2020-06-01T16:00:00Z", "2020-06-01T10:00:00", "2020-06-01T18:00:00Z",
    )  # fmt: skip
    assert made.harmless_cells == 2
    assert not any("address" in name for name in rows[0])


def test_geojson(make: Make) -> None:
    made = make("a.geojson")
    data = json.loads(Path(made.file).read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection"
    assert data["about"] == made.about
    assert len(data["features"]) == made.rows == 3
    rows = parquet(Path(make("a.parquet").file), "cell, count, begin_utc::TEXT, geometry")
    for feature, (cell, count, begin, wkb) in zip(data["features"], rows, strict=True):
        properties = feature["properties"]
        assert (properties["cell"], properties["count"]) == (cell, count)
        assert properties["begin_utc"].endswith("Z")
        assert properties["begin_utc"][:10] == begin[:10]
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.equals_exact(shapely.from_wkb(wkb))
        assert shape.exterior.is_ccw
        west, south, east, north = data["bbox"]
        assert shapely.box(west, south, east, north).covers(shape)
    with pytest.raises(InputError, match="not of records"):
        make("r.geojson", records=True)


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_the_same_question_gives_the_same_bytes(make: Make, ending: str) -> None:
    first = Path(make(f"a{ending}").file).read_bytes()
    assert Path(make(f"a{ending}", force=True).file).read_bytes() == first


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("odd")])
def test_what_fails_leaves_nothing_behind(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    old = Path(make("a.csv").file).read_bytes()
    before = sorted(path.name for path in tmp_path.iterdir())

    def write(_connection: object, _table: object, _about: object, path: Path, _name: str) -> None:
        path.write_bytes(b"half")
        raise error

    monkeypatch.setitem(formats.FORMATS, ".csv", write)
    expected = InputError if isinstance(error, OSError) else RuntimeError
    with pytest.raises(expected, match=r"is full|odd"):
        make("a.csv", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "a.csv").read_bytes() == old
    assert not list(tmp_path.glob(f"{files.TEMPORARY}*"))
