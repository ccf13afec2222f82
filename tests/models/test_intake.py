"""What is known of a city before any map: the share of incidents with a place."""

from dataclasses import replace

import numpy as np
import pytest

from crimecast.models.intake import PLACED_HALF_LIFE, placed_share, take_in
from crimecast.models.prior_counts import PriorCounts
from crimecast.models.registry import MODELS
from history_sample import ORIGIN, make_grid, make_history


def test_the_share_with_a_place_is_counted_by_category() -> None:
    inside = np.array([True] * 60 + [False] * 20 + [True] * 10 + [False] * 30)
    category = np.repeat([0, 1], [80, 40])
    together = 71 / 121
    expected = [(60 + 20 * together) / 100, (10 + 20 * together) / 60]
    np.testing.assert_allclose(placed_share(inside, category, 2), expected)


def test_one_without_incidents_has_that_of_all_and_none_at_all_has_one() -> None:
    found = placed_share(np.array([True, False]), np.array([0, 0]), 2)
    assert found[1] == pytest.approx(2 / 3)
    np.testing.assert_array_equal(placed_share(np.zeros(0, bool), np.zeros(0, int), 2), 1.0)


def test_incidents_count_by_their_weights() -> None:
    inside, category = np.array([True, False]), np.array([0, 0])
    found = placed_share(inside, category, 1, np.array([3.0, 1.0]))
    assert found[0] == pytest.approx((3 + 20 * 0.8) / 24)


def test_it_follows_what_the_publisher_does_lately() -> None:
    history = make_history()
    age = (ORIGIN - history.occurred_from) / np.timedelta64(1, "D")
    hidden = (age < 2 * PLACED_HALF_LIFE) & (np.arange(len(history)) % 2 == 0)
    changed = replace(history, x=np.where(hidden, np.nan, history.x))
    lately = take_in(changed, make_grid(), ORIGIN).share
    assert 0.45 < lately.min() <= lately.max() < 0.7  # three quarters of the weight, half placed
    # What the default's maps add up to follows; a plain reference goes by all its records.
    hours = ORIGIN.astype("datetime64[s]") + np.arange(24).astype("timedelta64[h]")
    for name, within in (("additive", (0.45, 0.7)), (PriorCounts.name, (0.8, 1.0))):
        model = MODELS.make(name).fit(changed, grid=make_grid(), origin=ORIGIN)
        placed = np.nansum(model.predict(hours).intensity.values)
        share = placed / model.city_total(hours).sum()
        assert within[0] < share < within[1], name
