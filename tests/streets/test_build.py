"""From an extract to a base map, and what happens when that goes wrong."""

import bz2
import errno
import gzip
import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from crimecast import files
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.streets import store, tiles
from crimecast.streets.build import build
from crimecast.streets.manifest import Manifest
from crimecast.streets.store import BaseMap, current_id, open_current, open_map, streets_folder
from osm_sample import EAST, NORTH, SOUTH, WEST, Sample, decode, make_city, ring, whole


@pytest.fixture
def city(home: Path) -> City:
    return make_city(home)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> BaseMap:
    home = tmp_path_factory.mktemp("made")
    return build(make_city(home), [whole().save(home / "a.osm")], home)


def test_the_manifest_tells_what_it_is_and_where_it_is_from(made: BaseMap) -> None:
    told = made.manifest
    assert (told.format, told.city, told.zooms) == ("crimecast-streets/1", "testville", (9, 15))
    assert (told.data_date, told.date_from) == ("2024-05-06", "file")
    assert told.id.startswith("20240506-")
    assert told.attribution == "© OpenStreetMap contributors"
    assert told.attribution_url == "https://www.openstreetmap.org/copyright"
    assert told.license == "ODbL-1.0"
    assert [source.name for source in told.sources] == ["a.osm"]
    assert told.counts == {
        "major": 1, "medium": 1, "minor": 2, "path": 1, "rail": 1, "water": 1, "park": 1, "name": 3,
    }  # fmt: skip
    assert told.broken == 0
    for name, file in told.files.items():
        assert files.sha256(made.folder / name) == file.sha256


def test_the_tiles_hold_streets_by_rank_water_parks_rails_and_names(made: BaseMap) -> None:
    found = decode(made.tiles, 15)
    streets = {f["properties"].get("name"): f["properties"] for f in found["street"]}
    assert streets["Main Street"] == {"rank": 1, "kind": "primary", "name": "Main Street"}
    assert streets["Café Avenue"]["rank"] == 2
    assert streets['"O\'Hara" Place']["rank"] == 3
    assert streets["<script>alert(1)</script>"]["kind"] == "residential"
    assert streets[None] == {"rank": 4, "kind": "footway", "bridge": 1}
    assert {f["properties"]["kind"] for f in found["rail"]} == {"tram"}
    assert {f["properties"]["kind"] for f in found["park"]} == {"park"}
    names = {(f["properties"]["kind"], f["properties"]["name"]) for f in found["name"]}
    assert names == {
        ("neighborhood", "Old Town"), ("water", "Smith Lake"), ("park", "Green Square"),
    }  # fmt: skip
    assert set(decode(made.tiles, 9)) <= {"street", "water", "park"}
    assert [f["properties"]["rank"] for f in decode(made.tiles, 10)["street"]] == [1]


def test_a_lake_keeps_its_island(made: BaseMap) -> None:
    shapes = [shapely.from_geojson(json.dumps(f["geometry"]))
              for f in decode(made.tiles, 15)["water"]]  # fmt: skip
    lake = shapely.union_all(shapes)
    assert shapely.contains_xy(lake, -105.0070, 39.7045)
    assert not shapely.contains_xy(lake, -105.0050, 39.7045)
    want = 0.006 * 0.007 - 0.002 * 0.003
    assert lake.area == pytest.approx(want, rel=0.01)


def test_names_have_a_place_on_the_thing(made: BaseMap) -> None:
    found = {entry["name"]: entry for entry in made.names()}
    assert set(found) == {
        "Main Street", "Café Avenue", '"O\'Hara" Place', "<script>alert(1)</script>", "Smith Lake",
        "Green Square", "Old Town",
    }  # fmt: skip
    main = found["Main Street"]
    assert (main["kind"], main["near"], main["also"]) == ("street", "Old Town", ["US 6"])
    assert (main["lon"], main["lat"]) == (pytest.approx(-105.0, abs=1e-4), pytest.approx(39.70))
    assert main["bbox"] == [WEST, 39.70, EAST, 39.70]
    assert found["Smith Lake"]["also"] == ["Lac Élan", "Loon Lake"]
    assert found["Smith Lake"]["kind"] == "water"


@pytest.mark.parametrize(
    ("name", "pack"),
    [("b.osm.gz", gzip.compress), ("b.osm.bz2", bz2.compress), ("B.OSM", bytes)],
)
def test_every_packing_gives_the_same_map(
    made: BaseMap, city: City, home: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    path = home / name
    path.write_bytes(pack(whole().text().encode()))
    assert build(city, [path], home).manifest.id == made.manifest.id


def test_pbf_is_read_too(made: BaseMap, city: City, home: Path) -> None:
    import osmium

    with osmium.SimpleWriter(home / "b.osm.pbf") as writer:
        for thing in osmium.FileProcessor(str(whole().save(home / "b.osm"))):
            writer.add(thing)
    found = build(city, [home / "b.osm.pbf"], home).manifest
    assert found.counts == made.manifest.counts
    assert (found.data_date, found.date_from) == (None, None)  # neither date nor edits in it


def test_what_two_extracts_hold_is_taken_once(made: BaseMap, city: City, home: Path) -> None:
    paths = [whole().save(home / "a.osm"), whole().save(home / "b.osm")]
    assert build(city, paths, home).manifest.counts == made.manifest.counts


def test_what_lies_beyond_two_kilometres_is_cut_off(city: City, home: Path) -> None:
    sample = Sample()
    sample.way([(-106.0, 39.70), (-104.0, 39.70)], highway="primary", name="Long Road")
    sample.way([(-104.5, 39.70), (-104.4, 39.70)], highway="primary", name="Far Road")
    made = build(city, [sample.save(home / "a.osm")], home)
    (entry,) = made.names()
    assert entry["bbox"][0] == pytest.approx(WEST - 2000 / 85_700, abs=2e-3)
    assert entry["bbox"][2] == pytest.approx(EAST + 2000 / 85_700, abs=2e-3)


def test_the_sea_is_on_the_right_of_its_coast(city: City, home: Path) -> None:
    sample = whole()
    sample.way([(-104.997, 39.60), (-104.997, 39.80)], natural="coastline")  # going north
    made = build(city, [sample.save(home / "a.osm")], home)
    water = decode(made.tiles, 12)["water"]
    parts = [f["geometry"] for f in water if f["properties"]["kind"] == "sea"]
    sea = shapely.union_all([shapely.from_geojson(json.dumps(part)) for part in parts])
    assert shapely.contains_xy(sea, -104.992, 39.695)
    assert not shapely.contains_xy(sea, -105.008, 39.695)


def test_a_part_of_a_lake_is_left_out_and_counted(city: City, home: Path) -> None:
    sample = whole()
    half = sample.way([(-105.0, 39.705), (-104.999, 39.705), (-104.999, 39.706)])
    sample.relation([(half, "outer"), (999, "outer")], type="multipolygon", natural="water")
    made = build(city, [sample.save(home / "a.osm")], home)
    assert made.manifest.broken == 1
    assert made.manifest.counts["water"] == 1


def test_the_newest_edit_dates_an_extract_that_does_not(city: City, home: Path) -> None:
    text = whole().text().replace(' timestamp="2024-05-06T07:08:09Z"', "")
    text = text.replace('<way id="1" version="1"', '<way id="1" version="1" '
                        'timestamp="2023-02-01T00:00:00Z"')  # fmt: skip
    (home / "a.osm").write_text(text)
    told = build(city, [home / "a.osm"], home).manifest
    assert (told.data_date, told.date_from) == ("2023-02-01", "newest edit")


# -- what is refused, and that nothing is left of it --------------------------------------------


def spoiled(home: Path, name: str, content: bytes) -> Path:
    path = home / name
    path.write_bytes(content)
    return path


TEXT = whole().text().encode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.osm.gz", gzip.compress(TEXT, mtime=0)[:-200], "cut off or damaged"),
        ("a.osm.bz2", bz2.compress(TEXT)[:-200], "cut off or damaged"),
        ("a.osm", TEXT[:-300], "cut off or damaged"),
        ("a.osm.pbf", b"hello" * 100, "cut off or damaged"),
        ("a.osm", b"", "cannot be read as OpenStreetMap data"),
        ("a.osm", b"<html><body/></html>", "cannot be read as OpenStreetMap data"),
        ("a.osm.gz", gzip.compress(b"a,b\n1,2\n", mtime=0), "cannot be read as OpenStreetMap data"),
        ("a.osm", b'<osm version="0.6"><node id="x" lat="1" lon="2"/></osm>', "cannot be read"),
        ("a.osm", b'<osm version="0.6"><node id="1" lat="a" lon="2"/></osm>', "cannot be read"),
        ("a.csv", b"a,b\n", "no OpenStreetMap extract by its name"),
        ("a.osm", b'<osm version="0.6"></osm>', "no street, path, rail or river in it"),
        (
            "a.osm",
            (
                b'<osm version="0.6"><way id="1"><nd ref="1"/><nd ref="2"/>'
                b'<tag k="highway" v="path"/></way></osm>'
            ),
            "its streets have no places",
        ),
    ],
)
def test_bad_files_are_told_and_leave_the_map_as_it_was(
    city: City, home: Path, name: str, content: bytes, words: str
) -> None:
    before = build(city, [whole().save(home / "good.osm")], home)
    listed = sorted(before.folder.parent.rglob("*"))
    path = spoiled(home, name, content)
    with pytest.raises(InputError, match=words) as told:
        build(city, [path], home)
    assert name in str(told.value)
    assert sorted(before.folder.parent.rglob("*")) == listed
    assert current_id(before.folder.parent) == before.manifest.id


def test_an_extract_of_elsewhere_is_refused_with_both_boxes(city: City, home: Path) -> None:
    sample = Sample()
    sample.way([(2.30, 48.85), (2.40, 48.86)], highway="primary")
    with pytest.raises(InputError, match="another city") as told:
        build(city, [sample.save(home / "paris.osm")], home)
    assert "2.3000, 48.8500 to 2.4000, 48.8600" in str(told.value)
    assert f"{WEST:.4f}, {SOUTH:.4f} to {EAST:.4f}, {NORTH:.4f}" in str(told.value)


def test_a_missing_file_and_a_missing_area_are_told(city: City, home: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        build(city, [home / "none.osm"], home)
    city.area_path(home).unlink()
    with pytest.raises(InputError, match="crimecast city area testville"):
        build(city, [whole().save(home / "a.osm")], home)


@pytest.mark.parametrize("script", ["echo No space left on device >&2; exit 109", "exit 0"])
def test_what_tippecanoe_says_is_told(
    city: City, home: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    program = home / "tippecanoe"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(tiles, "program", lambda: program)
    said = "No space left" if "echo" in script else "it said nothing"
    with pytest.raises(InputError, match=f"tippecanoe failed with exit code .*{said}"):
        build(city, [whole().save(home / "a.osm")], home)
    assert open_current(city, home) is None
    assert [p.name for p in streets_folder(city.id, home).iterdir()] == [".lock"]


def test_a_full_disk_leaves_the_map_as_it_was(
    city: City, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(city, [whole().save(home / "a.osm")], home)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    other = whole()
    other.way([(-105.0, 39.695), (-104.999, 39.695)], highway="residential")
    monkeypatch.setattr(files, "flush_tree", full)
    with pytest.raises(OSError, match="No space left"):
        build(city, [other.save(home / "b.osm")], home)
    monkeypatch.undo()
    assert open_current(city, home) is not None
    assert {p.name for p in before.folder.parent.iterdir()} == {
        ".lock", "current.json", before.manifest.id,
    }  # fmt: skip


# -- publishing ---------------------------------------------------------------------------------


def test_a_new_map_takes_the_place_of_the_former(city: City, home: Path) -> None:
    one = build(city, [whole().save(home / "a.osm")], home)
    other = whole()
    other.way([(-105.0, 39.695), (-104.999, 39.695)], highway="residential")
    two = build(city, [other.save(home / "a.osm")], home)
    assert two.manifest.id != one.manifest.id
    assert not one.folder.exists()
    found = open_current(city, home)
    assert found is not None
    assert found.manifest == two.manifest


def test_the_same_map_stays_and_a_damaged_one_is_mended(city: City, home: Path) -> None:
    path = whole().save(home / "a.osm")
    one = build(city, [path], home)
    node = one.tiles.stat().st_ino
    assert build(city, [path], home).tiles.stat().st_ino == node
    one.tiles.write_bytes(b"PMTiles")
    with pytest.raises(InputError, match="is damaged"):
        open_current(city, home)
    again = build(city, [path], home)
    assert again.manifest.files == one.manifest.files
    assert open_current(city, home) is not None
    assert len([p for p in again.folder.parent.iterdir() if p.is_dir()]) == 1


def test_two_do_not_build_at_once(city: City, home: Path) -> None:
    path = whole().save(home / "a.osm")
    with (
        store.staging(streets_folder(city.id, home)),
        pytest.raises(InputError, match="another process"),
    ):
        build(city, [path], home)


@pytest.mark.parametrize("name", ["..", "../../etc", "", "20240506-1234567", "20240506-1234567g\n"])
def test_only_ids_are_opened(made: BaseMap, name: str) -> None:
    with pytest.raises(KeyError):
        open_map(made.folder.parent, name)


def test_damaged_pointers_and_manifests_are_told(city: City, home: Path) -> None:
    made = build(city, [whole().save(home / "a.osm")], home)
    (made.folder / "manifest.json").write_text('{"format": "other"}')
    with pytest.raises(InputError, match="is damaged"):
        open_current(city, home)
    shutil.rmtree(made.folder)
    with pytest.raises(InputError, match="is gone"):
        open_current(city, home)
    for text in ("{", '{"id": "../x"}', "[]"):
        (made.folder.parent / "current.json").write_text(text)
        with pytest.raises(InputError):
            open_current(city, home)


def test_the_manifest_is_read_as_it_was_written(made: BaseMap) -> None:
    told = json.loads((made.folder / "manifest.json").read_text())
    assert Manifest.model_validate(told) == made.manifest


@pytest.mark.real
def test_the_university_district_against_its_own_tags(home: Path, real_data: Path) -> None:
    """Every way with a street's tag is a feature, but those cut off by the extract's border."""
    import re

    from crimecast.area import import_area
    from crimecast.city import load_city
    from crimecast.streets.kinds import STREETS

    path = real_data / "seattle" / "university-district.osm.gz"
    city = load_city("seattle", home)
    import_area(city, real_data / "seattle" / "spd-mcpp-areas.geojson", home)
    told = build(city, [path], home).manifest
    ways = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for way in re.findall(r"<way .*?</way>", file.read(), re.DOTALL):
            street = re.search(r'k="highway" v="([^"]+)"', way)
            ways += bool(street and street[1] in STREETS and 'k="area" v="yes"' not in way)
    kept = sum(told.counts[name] for name in ("major", "medium", "minor", "path"))
    assert 0 <= ways - kept <= told.broken
    assert ways - kept < 0.01 * ways
    assert told.data_date == "2020-02-24"
    assert told.files["tiles.pmtiles"].size < 1_000_000


def test_an_area_may_be_both(city: City, home: Path) -> None:
    sample = whole()
    sample.way(ring(-104.998, 39.692, -104.996, 39.694), natural="water", leisure="park")
    counts = build(city, [sample.save(home / "a.osm")], home).manifest.counts
    assert (counts["water"], counts["park"]) == (2, 2)
