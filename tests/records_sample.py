"""A small city and its records, made by tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from crimecast.city import City, parse_city
from crimecast.incidents.schema import CONTENT
from crimecast.incidents.store import open_store
from crimecast.settings import Settings

TOML = """
id = "testville"
name = "Testville"
time_zone = "America/Denver"
country = "US"
center = [-105.0, 39.7]
downtown = [-105.0, 39.7]
[area]
name_field = "NAME"
[source]
publisher = "Nobody"
title = "Records"
license = "none"
[places]
exactness = "as made"
sentinels = [[0, 0], [-1, -1]]
[columns]
offence_id = "ID"
incident_id = "CASE"
occurred_from = "FROM"
occurred_to = "TO"
reported_at = "REPORTED"
lon = "LON"
lat = "LAT"
offence = "TYPE"
group = "GROUP"
[times]
formats = ["%Y-%m-%d %H:%M:%S"]
first = 2010-01-01
[[exclude]]
column = "KIND"
values = ["accident"]
why = "no crime"
[categories.robbery]
label = "Robbery"
class = "person"
nibrs = ["120"]
color = "#D55E00"
offences = ["robbery"]
[categories.theft]
label = "Theft"
class = "property"
groups = ["larceny"]
[categories.theft.offences]
"pocket" = "23A"
"other" = "23H"
[categories.drugs]
label = "Drugs"
class = "police-initiated"
nibrs = ["35A"]
offences = ["drug"]
[categories.withheld]
label = "Withheld"
class = "withheld"
offences = ["rape"]
"""
FIELDS = ("ID", "CASE", "FROM", "TO", "REPORTED", "LON", "LAT", "TYPE", "GROUP", "KIND")
SETTINGS = Settings(threads=1, memory="256MB")


def sample_city() -> City:
    """Return the city."""
    return parse_city(TOML)


def row(key: str = "1", **changes: str) -> dict[str, str]:
    """Return a good row; fields may be changed by name."""
    good = {
        "ID": key,
        "CASE": f"c{key}",
        "FROM": "2020-06-01 10:00:00",
        "TO": "2020-06-01 12:00:00",
        "REPORTED": "2020-06-01 13:00:00",
        "LON": "-105.01",
        "LAT": "39.71",
        "TYPE": "robbery",
        "GROUP": "violence",
        "KIND": "crime",
    }
    return good | changes


def write_csv(
    path: Path, rows: Iterable[Mapping[str, str]], fields: Iterable[str] = FIELDS
) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(fields), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def stored(home: Path, columns: Iterable[str] = CONTENT) -> list[tuple[object, ...]]:
    """Return the newest versions in the city's store, ordered by key."""
    store = open_store("testville", home)
    query = store.current_sql(store.manifest(), ", ".join(columns))
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM ({query}) ORDER BY ALL").fetchall()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
