"""Denver's and Seattle's records, whole, held against an independent reading of the same files."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from crimecast.area import import_area
from crimecast.city import load_city
from crimecast.city_taxonomy import taxonomy
from crimecast.incidents.query import CountIndex, load_history, offence_counts, records_summary
from crimecast.incidents.report import Report
from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest
from crimecast.study import study_grid

pytestmark = pytest.mark.real

DENVER = "denver/crime_offenses_2019-01_2024-10.csv.gz"
SEATTLE = "seattle/tazs-3rd5_2012-02_2022-05.csv.gz"


def lines(path: Path) -> Iterator[dict[str, str]]:
    """Read a gzipped CSV with the standard library."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def denver(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Return a home with Denver's area and records, and the report."""
    home = tmp_path_factory.mktemp("denver")
    city = load_city("denver")
    import_area(city, real_data / "denver/denver_statistical_neighborhoods.geojson", home)
    return home, ingest(city, [real_data / DENVER], home=home)


@pytest.fixture(scope="module")
def seattle(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Return a home with Seattle's records, and the report."""
    home = tmp_path_factory.mktemp("seattle")
    return home, ingest(load_city("seattle"), [real_data / SEATTLE], home=home)


def test_denver_goes_through_whole(denver: tuple[Path, Report]) -> None:
    _, report = denver
    assert report.rows_read == 394_736
    assert report.adds_up
    assert report.rows_refused == {"withheld": 12_305}
    assert report.rows_new == 382_431
    assert report.unmapped == {}
    assert report.placed == {"point": 382_136, "missing": 255, "sentinel": 39, "far": 1}
    assert (report.first, report.last) == ("2019-01-02", "2024-10-27")


def test_seattle_goes_through_whole(seattle: tuple[Path, Report]) -> None:
    _, report = seattle
    assert report.rows_read == 707_338
    assert report.adds_up
    assert report.rows_refused == {"withheld": 11_669, "occurred_after_report": 48}
    assert report.unmapped == {}
    assert report.placed["missing"] == 0
    assert (report.first, report.last) == ("2012-02-12", "2022-05-06")


@pytest.mark.parametrize("name", ["denver", "seattle"])
def test_every_kept_row_has_a_code_and_a_category(
    name: str, request: pytest.FixtureRequest
) -> None:
    home, report = request.getfixturevalue(name)
    table = taxonomy(load_city(name), offence_counts(load_city(name), home))
    assert table.records == report.rows_new
    assert (table.unmapped_rows, table.uncoded_rows) == (0, 0)
    assert not [line.words for line in table.lines if line.source == "records"]


def test_denver_reads_as_the_standard_library_reads_it(
    denver: tuple[Path, Report], real_data: Path
) -> None:
    home, _ = denver
    city = load_city("denver")
    store = open_store("denver", home)
    with duckdb.connect() as connection:
        columns = "offence_id, category, lon, lat, epoch(reported_at)"
        query = store.current_sql(store.manifest(), columns)
        kept = {row[0]: row[1:] for row in connection.execute(query).fetchall()}
    zone, form = ZoneInfo("America/Denver"), "%m/%d/%Y %I:%M:%S %p"
    counts: Counter[str] = Counter()
    for number, row in enumerate(lines(real_data / DENVER)):
        category, _ = city.classify(row["OFFENSE_TYPE_ID"], row["OFFENSE_CATEGORY_ID"])
        counts[category] += 1
        if category == "withheld":
            assert row["OFFENSE_ID"] not in kept
            continue
        found = kept[row["OFFENSE_ID"]]
        assert found[0] == category
        if number % 50 == 0:
            reported = datetime.strptime(row["REPORTED_DATE"], form).replace(tzinfo=zone)
            assert found[3] == reported.timestamp()
            if found[1] is not None:
                assert (found[1], found[2]) == (float(row["GEO_LON"]), float(row["GEO_LAT"]))
    assert len(kept) == sum(n for name, n in counts.items() if name != "withheld")


def test_the_same_file_again_changes_nothing(denver: tuple[Path, Report], real_data: Path) -> None:
    home, first = denver
    report = ingest(load_city("denver"), [real_data / DENVER], home=home)
    assert (report.rows_new, report.rows_changed, report.rows_unchanged) == (0, 0, 382_431)
    assert report.version == first.version


def test_a_history_of_denver(denver: tuple[Path, Report]) -> None:
    home, _ = denver
    city = load_city("denver")
    history = load_history(city, home)
    assert len(history) == 313_350
    per_year = np.bincount(history.category, minlength=len(history.categories)) / 5.82
    assert per_year.min() > 70  # purse-snatching and pocket-picking are rare
    index = CountIndex.load(city, home)
    assert index.days is not None
    found = index.counts(*index.days, study_grid(city, home, cell=250))
    assert found.total == found.by_day.sum() == 306_185  # incidents, by count(DISTINCT)
    assert found.cells.sum() + found.unplaced + found.outside == 306_185
    assert found.by_hour_of_week.sum() == pytest.approx(306_185)
    summary = records_summary(city, home)
    assert summary is not None
    assert summary["rows"] == 382_431


def test_a_page_of_the_portals_interface_is_the_same_records(
    seattle: tuple[Path, Report], real_data: Path
) -> None:
    """It was recorded at another time than the export, so some records differ."""
    home, _ = seattle
    path = real_data / "seattle/soda_pages/01-01-14to01-21-14.json"
    rows = json.loads(path.read_bytes())
    report = ingest(load_city("seattle"), [path], home=home)
    assert report.rows_read == len(rows) == 3821
    assert report.rows_refused == {"withheld": 67}
    assert report.adds_up
    assert report.rows_unchanged > 3000


def test_a_file_of_the_other_city_is_named(denver: tuple[Path, Report], real_data: Path) -> None:
    home, first = denver
    with pytest.raises(ValueError, match="crimecast ingest seattle"):
        ingest(load_city("denver"), [real_data / SEATTLE], home=home)
    assert open_store("denver", home).manifest().version == first.version
