import json
from pathlib import Path

import pytest

from crimecast.area import import_area
from crimecast.errors import InputError
from crimecast.run.ingest import ingest
from crimecast.study import study_grid
from records_sample import SETTINGS, row, sample_city, write_csv

CITY = sample_city()


def test_without_anything_it_says_what_to_do(home: Path) -> None:
    with pytest.raises(InputError, match="crimecast ingest testville FILE"):
        study_grid(CITY, home)


def test_from_records_a_lone_slip_makes_no_area(home: Path, tmp_path: Path) -> None:
    rows = [row(str(i)) for i in range(5)] + [row("slip", LON="-105.5")]
    ingest(CITY, [write_csv(tmp_path / "a.csv", rows)], home=home, settings=SETTINGS)
    grid = study_grid(CITY, home, cell=100)
    assert grid.locate_lonlat([-105.01, -105.5], [39.71, 39.71]).tolist()[1] == -1
    assert grid.locate_lonlat([-105.01], [39.71])[0] >= 0
    assert 25 <= len(grid.cells) <= 60  # within 300 m of one cell of 100 m


def test_few_records_still_make_an_area(home: Path, tmp_path: Path) -> None:
    rows = [row("1"), row("2", LON="-105.02"), row("3", LON="-105.03"), row("4", LON="-105.04")]
    ingest(CITY, [write_csv(tmp_path / "a.csv", rows)], home=home, settings=SETTINGS)
    assert (study_grid(CITY, home).locate_lonlat([-105.01, -105.04], [39.71] * 2) >= 0).all()


def test_the_polygon_wins(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    ring = [[-105.02, 39.7], [-105.0, 39.7], [-105.0, 39.72], [-105.02, 39.72], [-105.02, 39.7]]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    import_area(CITY, path, home)
    grid = study_grid(CITY, home, cell=250)
    assert grid.cell == 250
    assert (grid.locate_lonlat([-105.01, -105.03], [39.71] * 2) >= 0).tolist() == [True, False]
