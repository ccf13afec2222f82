"""Denver's and Seattle's counts, held against an independent reading of the publishers' files."""

import csv
import gzip
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from crimecast.area import import_area
from crimecast.city import load_city
from crimecast.export.make import export
from crimecast.export.question import Question
from crimecast.grid import project
from crimecast.run.ingest import ingest

pytestmark = pytest.mark.real

Row = dict[str, str]


BURGLARIES = {
    f"burglary-{kind}"
    for kind in (
        "business-by-force", "business-no-force", "residence-by-force", "residence-no-force",
        "other", "safe",
    )
}  # fmt: skip


def denver(row: Row) -> tuple[str, str, int] | None:
    if row["OFFENSE_TYPE_ID"] not in BURGLARIES:
        return None
    year = row["FIRST_OCCURRENCE_DATE"].split()[0].split("/")[2]
    return row["GEO_LON"], row["GEO_LAT"], int(year)


def seattle(row: Row) -> tuple[str, str, int] | None:
    if row["offense"] != "Burglary/Breaking & Entering":
        return None
    start, report = (row[f"{name}_datetime"] for name in ("offense_start", "report"))
    late = datetime.fromisoformat(start) - datetime.fromisoformat(report)
    if start < "2019" or late > timedelta(days=1):
        return None
    return row["longitude"], row["latitude"], int(start[:4])


CITIES = {
    "denver": (
        "crime_offenses_2019-01_2024-10.csv.gz",
        "denver_statistical_neighborhoods.geojson",
        denver,
    ),
    "seattle": ("tazs-3rd5_2012-02_2022-05.csv.gz", "spd-mcpp-areas.geojson", seattle),
}


@pytest.mark.parametrize("name", CITIES)
def test_counts_are_the_file_s(name: str, real_data: Path, tmp_path: Path) -> None:
    file, area, read = CITIES[name]
    folder = real_data / name
    city = load_city(name)
    import_area(city, folder / area, tmp_path)
    ingest(city, [folder / file], home=tmp_path)
    path = tmp_path / "a.parquet"
    made = export(city, tmp_path, path, Question(("burglary",), first=date(2019, 1, 1)))

    with gzip.open(folder / file, "rt", encoding="utf-8-sig", newline="") as lines:
        found = [item for item in map(read, csv.DictReader(lines)) if item]
    lon, lat = (np.array([float(item[i] or 0) for item in found]) for i in (0, 1))
    year = np.array([item[2] for item in found])
    x, y = project(lon, lat, city.epsg)
    near = np.abs(lon - city.center[0]) < 1
    cells = zip((x[near] // 250).tolist(), (y[near] // 250).tolist(), year[near].tolist(),
                strict=True)  # fmt: skip
    own = Counter(cells)
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT floor(x / 250), floor(y / 250), year(first_day), count, suppressed "
            f"FROM '{path}'"
        ).fetchall()
    assert len(rows) > 5_000
    for *cell, count, suppressed in rows:
        here = own.pop((cell[0], cell[1], cell[2]))
        assert (here in {1, 2}) if suppressed else (here == count)
    assert sum(own.values()) + int((~near).sum()) == (
        made.about["outside"] + made.about["unplaced"]
    )
