"""What a protocol says of city and records."""

import json

import numpy as np
import pytest

from crimecast.city import load_city
from crimecast.evaluate.report.record import about_city, about_records
from history_sample import ORIGIN, make_history


def test_records_known_at_the_origin() -> None:
    history = make_history()
    told = about_records(history, ORIGIN)
    known = history.as_of(ORIGIN)
    assert told["records"] == len(known) < len(history)
    assert told["placed_share"] == pytest.approx(np.isfinite(known.x).mean())
    assert told["first"] == f"{known.occurred_from.min()}Z"
    shares = told["reported_within"]
    # 70% wait an hour on average, 30% five days
    assert shares["1 day"] == pytest.approx(0.7 + 0.3 * (1 - np.exp(-1 / 5)), abs=0.02)
    assert shares["7 days"] == pytest.approx(1 - 0.3 * np.exp(-7 / 5), abs=0.02)
    assert shares["30 days"] > 0.99
    json.dumps(told, allow_nan=False)


def test_later_records_change_nothing() -> None:
    history = make_history()
    assert about_records(history.as_of(ORIGIN), ORIGIN) == about_records(history, ORIGIN)


def test_nothing_known_is_no_crash() -> None:
    told = about_records(make_history(), np.datetime64("1999-01-01T00:00:00", "s"))
    assert told["records"] == 0
    assert told["first"] is None
    assert told["placed_share"] is None
    assert set(told["reported_within"].values()) == {None}


def test_city_tells_source_and_what_is_out() -> None:
    told = about_city(load_city("denver"))
    assert told["source"]["license"] == "CC BY 3.0"
    assert "homicides" in told["not_shown"]
    assert "Robbery" not in told["not_forecast"]
    assert any("rug" in name for name in told["not_forecast"])
    json.dumps(told, allow_nan=False)
