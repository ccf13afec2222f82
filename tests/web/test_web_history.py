from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.area import load_area
from crimecast.city import load_city
from crimecast.grid import grid_from_area
from crimecast.web import schemas
from web_sample import FIVE, OLD, TWO, Client

PATH = "/api/cities/testville/history"
YEARS = "from=2023-01-01&to=2024-12-31"


def history(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200, answer.text
    schemas.History.model_validate(answer.json())
    found: dict[str, Any] = answer.json()
    return found


def cell_of(home: Path, place: tuple[str, str], cell: int = 250) -> int:
    city = load_city("testville", home)
    grid = grid_from_area(load_area(city, home).polygon, epsg=city.epsg, cell=cell)
    return int(grid.locate_lonlat(float(place[0]), float(place[1])))


def test_the_last_four_weeks_of_records_by_default(client: Client) -> None:
    found = history(client)
    assert (found["from"], found["to"]) == ("2024-09-30", "2024-10-27")
    assert len(found["days"]) == len(found["by_day"]) == 28
    assert found["category"] == "all"
    assert found["grid"]["cell"] == 250


def test_counts_by_cell_and_small_ones_are_not_told(client: Client, shared_home: Path) -> None:
    found = history(client, YEARS)
    five, two, old = (cell_of(shared_home, place) for place in (FIVE, TWO, OLD))
    assert dict(zip(found["cells"], found["counts"], strict=True)) == {five: 6, old: 4}
    assert found["suppressed"] == [two]
    assert (found["suppressed_cells"], found["minimum"]) == (1, 3)
    # five, two, four old, one unplaced, one outside, one theft; the drug record is not in "all"
    assert (found["total"], found["unplaced"], found["outside"]) == (14, 1, 1)
    assert found["domain"] == [3, 10]


@pytest.mark.parametrize("cell", [100, 250, 500])
def test_cells_of_three_sizes(client: Client, shared_home: Path, cell: int) -> None:
    found = history(client, f"{YEARS}&cell={cell}&category=robbery")
    grid = found["grid"]
    assert grid["cell"] == cell
    assert len(grid["lattice"]["lon"]) == grid["lattice"]["nx"] * grid["lattice"]["ny"]
    assert cell_of(shared_home, FIVE, cell) in found["cells"]
    assert min(found["counts"]) >= 3
    told = sum(found["counts"]) + found["unplaced"] + found["outside"]
    assert told + 2 == found["total"] == 13


def test_a_category_that_is_not_forecast_can_be_asked_for(client: Client) -> None:
    found = history(client, f"{YEARS}&category=drugs")
    assert (found["total"], found["cells"]) == (1, [])


def test_days_and_hours_are_local_and_add_up(client: Client) -> None:
    found = history(client, "from=2024-10-10&to=2024-10-14&category=robbery")
    assert found["by_day"] == [1, 1, 1, 1, 1]
    assert found["days"][0] == "2024-10-10"
    week = np.array(found["by_hour_of_week"])
    assert week.shape == (168,)
    assert week.sum() == pytest.approx(5, abs=0.01)
    thursday = 3 * 24  # 2024-10-10: from 10 to 12 local time
    np.testing.assert_allclose(week[thursday + 9 : thursday + 13], [0, 0.5, 0.5, 0])


def test_one_end_alone(client: Client) -> None:
    found = history(client, "from=2024-10-20")
    assert (found["from"], found["to"]) == ("2024-10-20", "2024-10-27")
    found = history(client, "to=2024-10-20")
    assert (found["from"], found["to"]) == ("2024-09-23", "2024-10-20")


def test_a_period_without_records_is_empty(client: Client) -> None:
    found = history(client, "from=1999-01-01&to=1999-01-02")
    assert (found["total"], found["cells"], found["by_day"]) == (0, [], [0, 0])


@pytest.mark.parametrize(
    "query",
    [
        "from=2024-10-28&to=2024-10-01", "from=2024-13-01", "from=yesterday", "to=2024-02-30",
        "cell=50", "cell=1", "cell=big", "category=burglary", "category=<script>", "category=../x",
        "from=1800-01-01&to=2024-01-01", "from=", "cell=", "from=2030-01-01",
        "category=robbery,burglary", "category=robbery,", "weekdays=0", "weekdays=mon", "weekdays=",
        "hours=6", "hours=6-25", "hours=<script>",
    ],
)  # fmt: skip
def test_bad_questions_are_told(client: Client, query: str) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "<script>" not in answer.json()["detail"]


def test_a_city_without_records_is_told(client: Client) -> None:
    answer = client.get("/api/cities/emptyville/history")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("no-records")


def test_new_records_are_taken_up(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    import shutil

    from crimecast.run.ingest import ingest
    from records_sample import SETTINGS, row, write_csv

    home = shutil.copytree(shared_home, tmp_path / "home")
    client = client_of(home)
    before = client.get(f"{PATH}?{YEARS}")
    new = row("new", FROM="2024-10-26 01:00:00", TO="2024-10-26 01:30:00",
              REPORTED="2024-10-26 02:00:00", LON=FIVE[0], LAT=FIVE[1])  # fmt: skip
    city = load_city("testville", home)
    ingest(city, [write_csv(tmp_path / "n.csv", [new])], home=home, settings=SETTINGS)
    after = client.get(f"{PATH}?{YEARS}", if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert after.json()["total"] == before.json()["total"] + 1
    assert after.json()["version"] != before.json()["version"]


def test_categories_together_are_summed_and_named_in_order(client: Client) -> None:
    found = history(client, f"{YEARS}&category=theft,robbery")
    both = [history(client, f"{YEARS}&category={name}")["total"] for name in ("robbery", "theft")]
    assert found["category"] == "all"  # these are all that are forecast
    assert found["total"] == sum(both) == 14
    mixed = history(client, f"{YEARS}&category=drugs,theft")
    assert (mixed["category"], mixed["total"]) == ("theft,drugs", 2)
    assert history(client, f"{YEARS}&category=drugs,all")["category"] == "all"


def test_hours_and_weekdays_filter_all_but_the_matrix(client: Client, shared_home: Path) -> None:
    period = "from=2024-10-10&to=2024-10-14&category=robbery"
    whole = history(client, period)
    assert (whole["weekdays"], whole["hours"]) == (list(range(1, 8)), list(range(24)))
    # each from 10 to 12; Thursday the 10th to Monday the 14th
    late = history(client, f"{period}&hours=11-24")
    assert late["by_day"] == [0.5] * 5
    assert late["total"] == 2  # 2.5, to the even number
    assert late["by_hour_of_week"] == whole["by_hour_of_week"]
    some = history(client, f"{period}&weekdays=5-1&hours=9-13")
    assert some["by_day"] == [0, 1, 1, 1, 1]
    assert (some["weekdays"], some["hours"]) == ([1, 5, 6, 7], [9, 10, 11, 12])
    five = cell_of(shared_home, FIVE)
    assert dict(zip(some["cells"], some["counts"], strict=True)) == {five: 4}
    few = history(client, f"{period}&weekdays=5,6")
    assert (few["cells"], few["suppressed"]) == ([], [five])
    assert history(client, f"{period}&hours=13-9")["total"] == 0


def test_categories_and_weeks_are_told_beside_what_is_chosen(client: Client) -> None:
    found = history(client, f"{YEARS}&category=robbery")
    assert found["by_category"] == {"robbery": 13, "theft": 1, "drugs": 1}
    weeks = found["weeks"]
    assert weeks["first"] == "2023-10-23"
    assert sum(weeks["counts"]) == 13
    short = history(client, "from=2024-10-10&to=2024-10-14&category=robbery&hours=11-24")
    assert short["by_category"]["robbery"] == 2.5
    assert sum(short["weeks"]["counts"]) == 6.5
    assert len(short["weeks"]["counts"]) == len(weeks["counts"])


def test_cells_with_one_crowded_point_are_named(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    import shutil

    from crimecast.run.ingest import ingest
    from records_sample import SETTINGS, row, write_csv

    home = shutil.copytree(shared_home, tmp_path / "home")
    new = [
        row(f"n{i}", FROM=f"2024-10-{1 + i:02d} 01:00:00", TO=f"2024-10-{1 + i:02d} 01:30:00",
            REPORTED=f"2024-10-{1 + i:02d} 02:00:00", LON=OLD[0], LAT=OLD[1])
        for i in range(12)
    ]  # fmt: skip
    city = load_city("testville", home)
    ingest(city, [write_csv(tmp_path / "n.csv", new)], home=home, settings=SETTINGS)
    client = client_of(home)
    found = history(client, "from=2024-10-01&to=2024-10-28")
    assert found["crowded"] == [cell_of(home, OLD)]
    assert history(client, "from=2024-10-01&to=2024-10-08")["crowded"] == []  # too few to say so
    assert place(client, OLD, "from=2024-10-01&to=2024-10-28")["crowded"]
    assert not place(client, FIVE, "from=2024-10-01&to=2024-10-28")["crowded"]


def place(client: Client, at: tuple[str, str], query: str = "") -> dict[str, Any]:
    answer = client.get(f"{PATH}/place?lon={at[0]}&lat={at[1]}&{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-cache"
    schemas.HistoryPlace.model_validate(answer.json())
    found: dict[str, Any] = answer.json()
    return found


def test_a_place_and_its_neighborhood(client: Client, shared_home: Path) -> None:
    found = place(client, FIVE, YEARS)
    assert found["cell"]["index"] == cell_of(shared_home, FIVE)
    assert found["cell"]["neighborhood"] == "West"
    assert found["period"]["here"] == {"count": 6, "suppressed": False}
    assert found["period"]["around"] == {"count": 6, "suppressed": False}
    assert [(year["from"], year["to"]) for year in found["years"]] == [
        ("2023-10-28", "2023-12-31"), ("2024-01-01", "2024-10-27"),
    ]  # fmt: skip
    assert [year["here"]["count"] for year in found["years"]] == [0, 6]
    assert found["square_km"] > 10
    two = place(client, TWO, YEARS)
    assert two["period"]["here"] == {"count": None, "suppressed": True}
    assert two["period"]["around"] == {"count": 6, "suppressed": False}  # two here, four old ones
    half = place(client, FIVE, f"{YEARS}&hours=11-24&category=robbery")
    assert half["period"]["here"] == {"count": None, "suppressed": True}  # 2.5, told as 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("lon=0&lat=0", 404), ("lon=200&lat=0", 422), ("lat=39.74", 422),
        (f"lon={FIVE[0]}&lat={FIVE[1]}&hours=9", 422), (f"lon={FIVE[0]}&lat={FIVE[1]}&cell=7", 422),
    ],
)  # fmt: skip
def test_bad_questions_about_places_are_told(client: Client, query: str, status: int) -> None:
    answer = client.get(f"{PATH}/place?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_years_are_not_told_where_a_small_count_follows(client: Client) -> None:
    # Five robberies on the 10th to the 14th, a theft on the 27th.
    found = place(client, FIVE, "from=2024-10-01&to=2024-10-26&against=2024-10-27/2024-10-27")
    assert found["period"]["here"] == {"count": 5, "suppressed": False}
    assert (found["compared"]["from"], found["compared"]["to"]) == ("2024-10-27", "2024-10-27")
    assert found["compared"]["here"] == {"count": None, "suppressed": True}
    assert [year["here"] for year in found["years"]] == [
        {"count": 0, "suppressed": False}, {"count": None, "suppressed": False},
    ]  # fmt: skip
    assert found["years"][1]["around"] == {"count": None, "suppressed": False}
    alone = place(client, FIVE, "from=2024-10-01&to=2024-10-26")
    assert alone["compared"] is None
    assert alone["years"][1]["here"]["count"] is None
    assert place(client, FIVE, "from=2024-10-27&to=2024-10-27")["years"][1]["here"]["count"] == 6


@pytest.mark.parametrize(
    "against",
    ["2024-10-01", "2024-10-01/x", "2024-09-02/2024-09-01", "2024-09-01/2024-10-01", "a/b/c"],
)
def test_bad_periods_to_compare_with_are_told(client: Client, against: str) -> None:
    query = f"lon={FIVE[0]}&lat={FIVE[1]}&from=2024-10-01&to=2024-10-26&against={against}"
    answer = client.get(f"{PATH}/place?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("day", ["0", "1730000000", "2024-10", "2024-10-01T00:00:00", "20241001"])
def test_a_day_is_written_out(client: Client, day: str) -> None:
    answer = client.get(f"/api/cities/testville/history?to={day}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "to"
