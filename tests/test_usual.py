"""What is usual in an hour of the week, week of the year."""

import json

import numpy as np
import pytest

from crimecast.usual import Usual
from forecast_sample import sample_usual


def test_an_hour_is_the_level_times_season_and_week() -> None:
    usual = sample_usual()
    found = usual.per_hour(27)
    assert found.shape == (3, 168)
    assert found[1, 30] == pytest.approx(0.4 / 24 * usual.season[1, 26] * usual.week[1, 30])
    # A week's hours add up to seven days of the season.
    np.testing.assert_allclose(found.sum(axis=1), 7 * usual.per_day * usual.season[:, 26])


@pytest.mark.parametrize("week", [0, 54, -1])
def test_there_are_53_weeks(week: int) -> None:
    with pytest.raises(ValueError, match="1 to 53"):
        sample_usual().per_hour(week)


def test_comes_back_from_json() -> None:
    usual = sample_usual()
    told = json.loads(json.dumps(usual.to_json()))
    again = Usual.from_json(told, usual.categories)
    assert (again.first, again.last) == (usual.first, usual.last)
    for week in (1, 53):
        np.testing.assert_allclose(again.per_hour(week), usual.per_hour(week), rtol=2e-4)
    assert again.to_json() == told


@pytest.mark.parametrize("change", ["categories", "from", "short", "negative"])
def test_what_is_none_is_refused(change: str) -> None:
    told = sample_usual().to_json()
    if change == "categories":
        told["categories"] = {"robbery": told["categories"]["robbery"]}
    elif change == "from":
        del told["from"]
    elif change == "short":
        for row in told["categories"].values():
            row["season"] = row["season"][:52]
    else:
        told["categories"]["arson"]["per_day"] = -1.0
    with pytest.raises(ValueError, match="usual"):
        Usual.from_json(told, ("robbery", "burglary", "arson"))
