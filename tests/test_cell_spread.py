"""One cell's windows spread as the sums over any area and hours do."""

import numpy as np
import pytest

from crimecast.calendar import hours_from
from crimecast.cell_spread import day_starts, moments_of_cell
from crimecast.scales import Scale, Spread
from crimecast.spread import variance_of_sum

ZONE = "America/Denver"
SCALES = tuple(
    Scale(metres, hours, joint)
    for metres, hours in ((None, None), (1000, 24), (0, 1), (None, 1), (0, 0), (500, None))
    for joint in (False, True)
)
#: Of 168 hours: one with a day of 23 hours in it, one with a day of 25.
FIRST = [np.datetime64(f"2024-{day}T05:00:00", "s") for day in ("03-07", "10-31", "07-01")]


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("scales", [(), SCALES, *[(scale,) for scale in SCALES]])
def test_windows_of_a_cell_are_sums_of_its_hours(
    first: np.datetime64, scales: tuple[Scale, ...]
) -> None:
    chance = np.random.default_rng(7)
    values = chance.gamma(0.3, 0.1, (5, 168))
    ids = tuple("abcde")
    spread = Spread(ids, scales, chance.gamma(0.5, 1.0, (5, len(scales))), ZONE)
    hours = hours_from(first, 168)
    ends = [1, 24, 30, 168]
    mean, variance = moments_of_cell(values, spread, day_starts(first, 168, ZONE), ends)
    for k, end in enumerate(ends):
        wanted = variance_of_sum(
            values[:, :end, None], spread, hours=hours[:end], x=np.array([120.0]),
            y=np.array([860.0]),
        )  # fmt: skip
        assert mean[k] == pytest.approx(wanted.all_mean.item())
        assert variance[k] == pytest.approx(wanted.all_variance.item())
