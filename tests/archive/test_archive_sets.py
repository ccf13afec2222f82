"""City totals of any set of categories."""

from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import IssuedForecast
from crimecast.archive.sets import city_hours
from crimecast.calendar import hours_from
from crimecast.spread import interval, variance_of_sum
from forecast_sample import FIRST, HOURS, LEADS, sample_spread


@pytest.mark.parametrize("which", [[0], [0, 1], [1, 2], [0, 1, 2]])
def test_a_sets_range_is_that_of_its_cells_and_what_has_no_place(
    issued: IssuedForecast, which: list[int]
) -> None:
    ids = [issued.manifest.categories[c].id for c in which]
    weights = issued.manifest.weights(which)
    assert weights == ([1.0] if len(which) == 1 else [LEADS[c] for c in which])
    layers = np.array([w * issued.layer(c) for w, c in zip(weights, which, strict=True)])
    placed = layers.sum(axis=2)
    city = placed / 0.95  # as the sample's totals are made
    x, y = issued.grid.centres
    wanted = variance_of_sum(
        layers, sample_spread().select(ids), hours=hours_from(FIRST, HOURS), x=x, y=y,
        windows=np.arange(HOURS), unplaced=city - placed,
    )  # fmt: skip
    lower, upper = interval(city.sum(axis=0), wanted.all_variance[:, 0], 0.9)
    found = city_hours(issued, which)
    np.testing.assert_allclose(found.expected, city.sum(axis=0), rtol=2e-3)
    assert found.lower is not None
    assert found.upper is not None
    np.testing.assert_allclose(found.lower, lower, atol=1)
    np.testing.assert_allclose(found.upper, upper, atol=1)
    assert (found.upper > found.lower).any()


def test_what_shares_factors_is_less_sure_together(issued: IssuedForecast) -> None:
    """Ranges of a set are no sum of its members' ranges."""
    whole = city_hours(issued, [0, 1, 2])
    parts = [city_hours(issued, [c]) for c in range(3)]
    assert whole.upper is not None
    widths = [p.upper - p.lower for p in parts if p.upper is not None and p.lower is not None]
    assert whole.lower is not None
    assert (whole.upper - whole.lower).sum() < np.sum(widths)
    assert (whole.upper - whole.lower).sum() > max(
        lead * w.sum() for lead, w in zip(LEADS, widths, strict=True)
    )


@pytest.mark.parametrize("which", [[], [0, 0], [3], [-1]])
def test_sets_of_what_is_not_there_are_refused(issued: IssuedForecast, which: list[int]) -> None:
    with pytest.raises(ValueError, match="categories 0 to 2"):
        city_hours(issued, which)


def test_layers_are_the_cells_series(issued: IssuedForecast, tmp_path: Path) -> None:
    layer = issued.layer(1)
    assert layer.shape == (HOURS, issued.manifest.grid.cells)
    np.testing.assert_array_equal(layer[:, 5], issued.series(1, 5))
    np.testing.assert_allclose(
        issued.series([0, 2], 5),
        LEADS[0] * issued.series(0, 5) + LEADS[2] * issued.series(2, 5),
        rtol=1e-12,
    )
    terms = sum(values for _, values in issued.terms([0, 2], 5))
    np.testing.assert_allclose(terms, issued.series([0, 2], 5), rtol=1e-3, atol=1e-18)
