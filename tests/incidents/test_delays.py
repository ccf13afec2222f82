"""Delays by age and by quarter: worked by hand, and as a forecast's own estimate has them."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from crimecast.city import City, parse_city
from crimecast.incidents.described import Described, describe
from crimecast.incidents.query import load_history
from crimecast.lateness import completeness
from crimecast.models.aoristic import midpoint
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, TOML, row, write_csv

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)
STYLE = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def city() -> City:
    return parse_city(TOML)


def made(
    kind: str, first: dt.datetime, hours: list[float], *, every_h: float = 12.0, window_h: float = 0
) -> list[dict[str, str]]:
    """Return records at even steps, each reported so many hours after the end of its window."""
    found = []
    for k, late in enumerate(hours):
        start = first + dt.timedelta(hours=every_h * k)
        end = start + dt.timedelta(hours=window_h)
        reported = end + dt.timedelta(hours=late)
        found.append(
            row(f"{kind}-{k}", CASE=f"{kind}-{k}", TYPE=kind, FROM=start.strftime(STYLE),
                TO=end.strftime(STYLE), REPORTED=reported.strftime(STYLE))
        )  # fmt: skip
    return found


def told(city: City, home: Path, rows: list[dict[str, str]]) -> Described:
    path = write_csv(home.parent / "rows.csv", rows)
    ingest(city, [path], home=home, now=NOW, settings=SETTINGS)
    return describe(city, home, settings=SETTINGS)


def test_shares_by_age_are_those_of_the_rows(city: City, home: Path) -> None:
    hours = [0.0, 6.0, 7.0, 30.0] * 75  # a quarter each; 300 records in 100 days
    rows = made("robbery", dt.datetime(2024, 3, 12), hours, every_h=8)  # noqa: DTZ001 -- local
    rows += made("pocket", dt.datetime(2024, 8, 15), [1.0] * 90)  # noqa: DTZ001
    late = told(city, home, rows).lateness
    assert late is not None
    every, robbery = late.kinds
    assert (every.id, robbery.id) == ("all", "robbery")
    assert (late.from_days, late.to_days) == (90, 455)  # what is younger is not in it
    assert every.rows == robbery.rows == 300
    assert [robbery.within[age] for age in ("0", "6 h", "12 h", "1 d", "2 d")] == [
        0.25, 0.5, 0.75, 0.75, 1.0,
    ]  # fmt: skip
    assert robbery.known[90] == 1.0


def test_a_window_counts_from_its_middle(city: City, home: Path) -> None:
    rows = made("robbery", dt.datetime(2024, 1, 5), [1.0] * 250, window_h=8)  # noqa: DTZ001
    rows += made("pocket", dt.datetime(2024, 9, 15), [1.0] * 90)  # noqa: DTZ001
    found = told(city, home, rows)
    assert found.lateness is not None
    assert found.lateness.kinds[0].within["6 h"] == 1.0  # four hours of the window, and one
    assert found.kinds[0].delay_h[0] == 9.0  # from its start


def test_the_shares_are_those_of_the_forecasts_estimate(city: City, home: Path) -> None:
    rng = np.random.default_rng(5)
    first = dt.datetime(2023, 6, 1)  # noqa: DTZ001
    rows = made("robbery", first, rng.exponential(20.0, 900).tolist(), every_h=11, window_h=3)
    rows += made("pocket", first, rng.exponential(200.0, 700).tolist(), every_h=14)
    found = told(city, home, rows).lateness
    assert found is not None
    history = load_history(city, home, categories=("robbery", "theft"))
    last = history.occurred_from.max() + np.timedelta64(1, "D")
    origin = min(history.origin, last)
    old = history.occurred_from <= origin - np.timedelta64(90, "D")
    known = completeness(
        history.category[old], midpoint(history.occurred_from, history.occurred_to)[old],
        history.reported_at[old], origin, categories=2,
    )  # fmt: skip
    for k, kind in enumerate(found.kinds[1:]):
        assert kind.known == pytest.approx(known.share[k], abs=1e-4)
    assert found.kinds[2].known[0] < 0.3 < found.kinds[1].known[0]


def test_a_quarter_counts_once_its_reports_have_come(city: City, home: Path) -> None:
    year = made("robbery", dt.datetime(2023, 7, 1, 9), [2.0] * 365, every_h=24)  # noqa: DTZ001
    slow = made("pocket", dt.datetime(2023, 7, 1, 9), [24.0, 100 * 24.0] * 90, every_h=24)  # noqa: DTZ001
    found = told(city, home, year + slow)
    robbery = [q for q in found.quarters if q.id == "robbery"]
    # They end on 29 June 2024, so that the second quarter of it is too young, the first is not.
    assert [q.first for q in robbery] == ["2023-07-01", "2023-10-01"]
    assert {(q.median_h, q.most_h) for q in robbery} == {(2.0, 2.0)}
    theft = next(q for q in found.quarters if q.id == "theft")
    assert (theft.rows, theft.median_h) == (46, 24.0)  # later than 90 days is followed for none
    every = found.quarters[0]
    assert (every.id, every.rows) == ("all", 92 + 46)


def test_one_report_long_after_all_others_is_no_end(city: City, home: Path) -> None:
    rows = made("robbery", dt.datetime(2024, 1, 1, 9), [2.0] * 500)  # noqa: DTZ001
    rows[-1]["REPORTED"] = "2024-11-20 09:00:00"
    found = told(city, home, rows)
    assert found.reported_through == "2024-11-20T16:00:00Z"
    assert [q.first for q in found.quarters if q.id == "all"] == ["2024-01-01"]


def test_a_publisher_who_tells_no_report_has_no_delays(city: City, home: Path) -> None:
    text = TOML.replace('reported_at = "REPORTED"\n', "")
    rows = made("robbery", dt.datetime(2024, 1, 1), [2.0] * 300)  # noqa: DTZ001
    found = told(parse_city(text), home, rows)
    assert found.lateness is None
    assert found.quarters == ()
    assert found.kinds[0].delay_h == ()
    assert found.kinds[0].early_h is None
