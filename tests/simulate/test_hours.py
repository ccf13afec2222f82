from __future__ import annotations

import numpy as np

from crimecast.simulate import hours as clock
from crimecast.simulate.categories import CATEGORIES, INDEX


def utc_hours(first: str, count: int) -> np.ndarray:
    return np.arange(count) + int(np.datetime64(first, "h").astype(np.int64))


def test_curves_have_mean_one_and_differ_by_place() -> None:
    curves = clock.place_curves()
    assert curves.shape == (len(CATEGORIES), len(clock.TYPES), 168)
    np.testing.assert_allclose(curves.mean(axis=-1), 1)
    assert (curves >= 0).all()
    assault = curves[INDEX["simple-assault"]]
    saturday_late, monday_noon = 5 * 24 + 24, 12  # Sunday 00:00 belongs to Saturday's night
    night, office = clock.TYPES.index("night"), clock.TYPES.index("office")
    assert assault[night, saturday_late] > 20 * assault[night, monday_noon]
    assert assault[office, monday_noon] > 5 * assault[office, saturday_late]


def test_hours_of_the_week_follow_local_clocks() -> None:
    spring = clock.week_hours(utc_hours("2024-03-10T08", 3)) % 24  # Denver: 01:00 then 03:00
    assert spring.tolist() == [1, 3, 4]
    autumn = clock.week_hours(utc_hours("2024-11-03T07", 3)) % 24  # 01:00 twice
    assert autumn.tolist() == [1, 1, 2]


def test_holidays_move_with_the_rules() -> None:
    theft = INDEX["other-theft"]
    for thanksgiving in ("2023-11-23", "2024-11-28", "2025-11-27"):
        noon = np.datetime64(f"{thanksgiving}T19", "h").astype(int)
        day, week_before = clock.season(np.array([noon, noon - 168]))[theft]
        assert day < 0.5 * week_before
    midnight = np.datetime64("2025-01-01T08", "h").astype(int)  # 01:00 in Denver
    after, other = clock.season(np.array([midnight, midnight + 24]))[INDEX["simple-assault"]]
    assert after > 2 * other


def test_season_and_trend() -> None:
    summer, winter = (
        clock.season(utc_hours("2024-07-15T12", 1)),
        clock.season(utc_hours("2024-01-17T12", 1)),
    )
    row = INDEX["aggravated-assault"]
    assert summer[row, 0] > 1.25 * winter[row, 0]
    far = clock.season(np.array([utc_hours("2060-07-15T12", 1)[0]]))
    assert far.min() > 0.5  # a trend does not run away
    assert far.max() < 2


def test_schools_close_in_summer() -> None:
    assert clock.school_out(utc_hours("2024-07-10T18", 1)).all()
    assert not clock.school_out(utc_hours("2024-10-10T18", 1)).any()
