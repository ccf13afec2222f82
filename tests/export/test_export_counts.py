"""Exported counts are those of the page's history; none that is withheld follows from them."""

import csv
import datetime as dt
import gzip
import itertools
import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from crimecast.area import import_area
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.export.points import each_place
from crimecast.export.question import Question, chosen
from crimecast.grid import Floats
from crimecast.incidents.cube import HistoryCube, PlacedRows
from crimecast.incidents.query import CountIndex
from crimecast.incidents.small import MINIMUM, crowded, crowded_sql, withheld, withheld_sql
from crimecast.study import study_grid
from export.conftest import SOUTH, WEST, Fill, Make, at
from records_sample import row


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def world(count: int = 500) -> list[dict[str, str]]:
    """Return records over two years, many at few places, some without one and some outside."""
    random = np.random.default_rng(7)
    spots = [(WEST + 0.06 * a, SOUTH + 0.05 * b) for a, b in random.random((25, 2))]
    found = []
    for i in range(count):
        lon, lat = spots[min(int(random.exponential(6)), len(spots) - 1)]
        if i % 40 < 2:
            lon, lat = ((0.0, 0.0), (WEST - 0.02, SOUTH))[i % 40]
        start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            minutes=int(random.integers(0, 700 * 1440))
        )
        found.append(
            row(f"k{i}", CASE=f"c{i // 3}", LON=f"{lon:.6f}", LAT=f"{lat:.6f}",
                FROM=f"{start:%F %T}", TO="",
                REPORTED=f"{start + dt.timedelta(hours=5):%F %T}",
                TYPE=("robbery", "pocket", "drug")[i % 3])
        )  # fmt: skip
    return found


@pytest.mark.parametrize("together", [False, True])
def test_counts_are_those_of_the_page(
    city: City, home: Path, fill: Fill, make: Make, together: bool
) -> None:
    fill(world())
    names = ("robbery", "theft", "drugs")
    made = make("a.csv", names, cell=500, together=together,
                first=dt.date(2020, 2, 10), last=dt.date(2021, 8, 20))  # fmt: skip
    cube = HistoryCube(CountIndex.load(city, home))
    grid = study_grid(city, home, cell=500)
    placed = PlacedRows(cube, grid)
    rows = rows_of(Path(made.file))
    spans = {(row["first_day"], row["last_day"]) for row in rows}
    assert spans == {("2020-02-10", "2020-12-31"), ("2021-01-01", "2021-08-20")}
    seen = 0
    sums = dict.fromkeys(("unplaced", "outside"), 0.0)
    for (first, last), name in itertools.product(sorted(spans), [names] if together else names):
        kinds = name if together else (name,)
        want = cube.select(np.datetime64(first), np.datetime64(last), placed, categories=kinds)
        sums = {key: value + getattr(want, key) for key, value in sums.items()}
        mine = [r for r in rows if r["first_day"] == first and r["category"] == ",".join(kinds)]
        assert {int(r["cell"]) for r in mine} == set(np.flatnonzero(want.cells).tolist())
        for r in mine:
            count = int(want.cells[int(r["cell"])])
            assert r["suppressed"] == str(withheld(count)).lower()
            assert r["count"] == ("" if withheld(count) else str(count))
            most = bool(crowded(want.largest[int(r["cell"])], count))
            assert r["most_at_one_point"] == ("" if withheld(count) else str(most).lower())
            seen += 1
    assert seen == len(rows) == made.rows
    assert {key: made.about[key] for key in sums} == sums
    assert sums["unplaced"] > 0
    assert sums["outside"] > 0
    assert {r["suppressed"] for r in rows} == {"true", "false"}
    assert {r["most_at_one_point"] for r in rows} == {"true", "false", ""}


def test_the_rules_in_queries_are_the_rules() -> None:
    pairs = [(most, count) for count in range(40) for most in range(1, count + 1)]
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {withheld_sql('n')}, {crowded_sql('m', 'n')} "
            "FROM (SELECT unnest(?) AS m, unnest(?) AS n)",
            [[m for m, _ in pairs], [n for _, n in pairs]],
        ).fetchall()
    assert found == [(withheld(n), bool(crowded(m, n))) for m, n in pairs]
    assert {n for _, n in pairs if withheld(n)} == set(range(1, MINIMUM))


SPOTS = [(WEST + 0.01, SOUTH + 0.01), (WEST + 0.02, SOUTH + 0.03), (WEST + 0.05, SOUTH + 0.02)]
ENDINGS = ("csv", "csv.gz", "geojson", "parquet")


def told(make: Make, home: Path, asked: dict[str, object]) -> dict[str, object]:
    """Return everything that files and the command tell, but the store's version."""
    found: dict[str, object] = {}
    for ending in ENDINGS:
        made = make(f"out.{ending}", ("robbery", "theft"), home=home, force=True, **asked)
        path = Path(made.file)
        if ending == "parquet":
            with duckdb.connect() as connection:
                rows = connection.execute(
                    f"SELECT * EXCLUDE (begin_utc, end_utc) FROM '{path}'"
                ).fetchall()
                keys = dict(
                    connection.execute(
                        f"SELECT key, value FROM parquet_kv_metadata('{path}')"
                    ).fetchall()
                )
            content: object = (rows, {k: v for k, v in keys.items() if k != b"crimecast"})
            about = json.loads(keys[b"crimecast"])
        elif ending == "geojson":
            data = json.loads(path.read_text(encoding="utf-8"))
            about, content = data.pop("about"), data
        else:
            assert made.metadata_file
            about = json.loads(Path(made.metadata_file).read_text(encoding="utf-8"))["notes"][0]
            content = path.read_bytes() if ending == "csv" else gzip.decompress(path.read_bytes())
        about["records"].pop("version")
        made.about["records"].pop("version")
        size = made.size if ending == "csv" else 0  # the version's digits pack differently
        found[ending] = (content, about, made.about, made.rows, made.harmless_cells, size)
    return found


@pytest.mark.parametrize(
    "asked", [{"by": "year"}, {"by": "whole", "together": True}, {"by": "day", "cell": 100}],
    ids=str,
)  # fmt: skip
def test_no_withheld_count_can_be_had_from_a_file(
    city: City, tmp_path: Path, fill: Fill, make: Make, asked: dict[str, object]
) -> None:
    """Worlds that differ in withheld counts alone give the same files, to the byte."""
    area = tmp_path / "area.geojson"

    def of(counts: tuple[int, ...]) -> dict[str, object]:
        home = tmp_path / "worlds" / "-".join(map(str, counts))
        import_area(city, area, home)
        kinds = ("robbery", "pocket", "robbery")
        rows = at(WEST + 0.03, SOUTH + 0.04, 5) + at(0.0, 0.0, 2, kind="pocket")
        for (lon, lat), count, kind in zip(SPOTS, counts, kinds, strict=True):
            rows += at(lon, lat, count, kind=kind)
        fill(rows, home=home)
        return told(make, home, asked)

    first = of((1, 1, 1))
    for counts in ((2, 1, 1), (1, 2, 2), (2, 2, 2)):
        assert of(counts) == first
    assert of((3, 1, 1)) != first


def test_what_police_find_themselves_must_be_named(fill: Fill, make: Make, city: City) -> None:
    fill(at(*SPOTS[0], 4) + at(*SPOTS[0], 5, kind="drug"))
    assert make("a.csv").about["counted"] == 4
    assert make("b.csv", ("drugs",)).about["counted"] == 5
    assert make("c.csv", ("all", "drugs")).about["counted"] == 9
    with pytest.raises(InputError, match="'withheld' is withheld"):
        chosen(city, ["withheld"])


def test_as_it_was_known(fill: Fill, make: Make) -> None:
    early, late = (dt.datetime(2020, month, 1, tzinfo=dt.UTC) for month in (7, 9))
    fill(at(*SPOTS[0], 4), now=early)
    fill(at(*SPOTS[0], 6) + at(*SPOTS[0], 3, day="2020-08-01"), now=late)
    assert make("now.csv").about["counted"] == 9
    then = make("then.csv", known_at=early + dt.timedelta(days=1))
    assert then.about["counted"] == 4
    assert then.about["last_day"] == "2020-06-01"
    assert then.about["known_at"] == "2020-07-02T00:00:00Z"
    with pytest.raises(InputError, match="had no records of a kept category at 2020-06-30"):
        make("before.csv", known_at=early - dt.timedelta(days=1))


def test_a_day_is_the_city_s(fill: Fill, make: Make, tmp_path: Path) -> None:
    rows = [
        row(f"{hour}{i}", FROM=f"2020-06-{hour}", TO="", REPORTED="2020-06-03 00:00:00")
        for hour in ("01 23:59:59", "02 00:00:00") for i in range(3)
    ]  # fmt: skip
    fill(rows)
    make("a.csv", by="day")
    found = rows_of(tmp_path / "a.csv")
    assert [(r["period"], r["count"]) for r in found] == [("2020-06-01", "3"), ("2020-06-02", "3")]
    assert found[0]["end_utc"] == found[1]["begin_utc"] == "2020-06-02T06:00:00Z"
    make("b.csv", first=dt.date(2020, 6, 2), last=dt.date(2020, 6, 2))
    assert [r["count"] for r in rows_of(tmp_path / "b.csv")] == ["3"]


def test_nothing_in_the_study_area_is_said(fill: Fill, make: Make, tmp_path: Path) -> None:
    fill(at(0.0, 0.0, 4) + at(WEST - 0.02, SOUTH, 3))
    with pytest.raises(InputError, match="no cells to count"):
        make("a.csv")
    assert not list(tmp_path.glob("a.csv*"))


def test_places_are_worked_out_some_at_a_time() -> None:
    def work(lon: Floats, lat: Floats) -> dict[str, Floats]:
        calls.append(len(lon))
        return {"sum": lon + lat}

    calls: list[int] = []
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE a AS SELECT (i % 10)::DOUBLE AS lon, -1.0::DOUBLE AS lat "
            "FROM range(50) r(i) UNION ALL SELECT NULL, NULL"
        )
        each_place(connection, "a", "b", work, at_once=4)
        found = connection.execute("SELECT * FROM b ORDER BY lon").fetchall()
    assert calls == [4, 4, 2]
    assert found == [(float(i), -1.0, i - 1.0) for i in range(10)]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"first": dt.date(2021, 1, 2), "last": dt.date(2021, 1, 1)}, "swap them"),
        ({"known_at": dt.datetime.fromisoformat("2021-01-01")}, "needs a time zone"),
        ({"cell": 99}, "use 100 to 1000 m"),
    ],
)
def test_questions_that_make_no_sense(asked: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        Question(("robbery",), **asked)  # type: ignore[arg-type]
