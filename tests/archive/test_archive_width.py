"""How wide the range of a cell's hour is: it follows from what is expected there alone.

It is why the map has no value-suppressing colors (docs/frontend.md).
"""

import numpy as np
import pytest

from crimecast.archive import IssuedForecast
from crimecast.archive.manifest import moment
from crimecast.calendar import hours_from
from crimecast.cell_spread import day_starts, moments_of_cell
from forecast_sample import HOURS, NOW


@pytest.mark.parametrize("category", ["robbery", "burglary", "arson"])
def test_the_spread_of_an_hour_follows_from_its_value(
    issued: IssuedForecast, category: str
) -> None:
    m = issued.manifest
    place = m.index(category)
    assert place is not None
    own = issued.spread.select([category])
    hours = hours_from(moment(m.first_hour), HOURS)[NOW : NOW + 1]
    means, variances = [], []
    for rank in range(m.grid.cells):
        values = issued.series(place, rank)[None, NOW : NOW + 1]
        if values.sum() > 0:
            mean, variance = moments_of_cell(values, own, day_starts(hours[0], 1, m.time_zone), [1])
            means.append(np.sum(mean))
            variances.append(np.sum(variance))
    mean, variance = np.array(means), np.array(variances)
    assert len(mean) > 100
    # variance = a * mean**2 + b * mean, with one a and one b for all cells.
    design = np.stack([mean, np.ones_like(mean)], axis=1)
    (a, b), *_ = np.linalg.lstsq(design, variance / mean, rcond=None)
    np.testing.assert_allclose(variance / mean, design @ [a, b], rtol=1e-6)
    assert a > 0
    assert b >= 1
