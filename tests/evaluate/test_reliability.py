import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize
from scipy.stats import chi2

from crimecast.evaluate.reliability import (
    Tally,
    calibration,
    merged,
    poisson_interval,
    tally,
)

EDGES = np.geomspace(1e-9, 1e4, 13 * 20 + 1)


def small(expected: list[float], observed: list[float], cells: list[float]) -> Tally:
    edge = np.arange(len(expected), dtype=float)
    return Tally(edge, edge + 1, np.array(expected), np.array(observed), np.array(cells))


@given(
    intensity=arrays(np.float64, 30, elements=st.floats(0, 20)),
    edges=st.lists(st.floats(1e-3, 15), min_size=1, max_size=5, unique=True).map(sorted),
)
def test_bins_hold_what_they_say(intensity: np.ndarray, edges: list[float]) -> None:
    found = tally(intensity, np.ones(30), edges)
    for low, high, cells, expected in zip(
        found.low, found.high, found.cells, found.expected, strict=True
    ):
        own = intensity[(intensity >= low) & (intensity < high)]
        assert cells == len(own)
        assert expected == pytest.approx(own.sum())
    assert np.array_equal(found.observed, found.cells)


def test_nothing_is_lost_and_chunks_add_up() -> None:
    rng = np.random.default_rng(1)
    intensity = np.append(rng.gamma(0.3, 0.05, 999), 0.0).astype(np.float32)
    counts = rng.poisson(intensity)
    whole = tally(intensity, counts, EDGES)
    assert whole.expected.sum() == pytest.approx(intensity.sum(dtype=float))
    assert whole.observed.sum() == counts.sum()
    assert whole.cells.sum() == 1000
    first, second, third = (tally(intensity[i::3], counts[i::3], EDGES) for i in range(3))
    parts = first + second + third
    assert np.allclose(parts.expected, whole.expected)
    assert np.array_equal(parts.observed, whole.observed)
    assert np.array_equal(parts.cells, whole.cells)


def test_merging_by_hand() -> None:
    bins = small([1, 1, 0, 2, 4, 0], [0, 2, 0, 1, 5, 0], [9, 3, 0, 2, 1, 0])
    two = merged(bins, 2)
    assert two.expected.tolist() == [4, 4]
    assert two.observed.tolist() == [3, 5]
    assert two.cells.tolist() == [14, 1]
    assert two.low.tolist() == [0, 4]
    assert two.high.tolist() == [4, 5]
    assert merged(bins, 1).observed.tolist() == [8]
    assert len(merged(tally([], [], EDGES)).cells) == 0


def test_groups_are_tenths_of_what_is_expected() -> None:
    rng = np.random.default_rng(3)
    intensity = rng.gamma(0.5, 0.02, 60_000)
    tenths = merged(tally(intensity, rng.poisson(intensity), EDGES))
    assert len(tenths.expected) == 10
    assert tenths.expected == pytest.approx(np.full(10, intensity.sum() / 10), rel=0.2)
    assert (np.diff(tenths.low) > 0).all()
    low, high = poisson_interval(tenths.observed)
    assert ((low <= tenths.expected) & (tenths.expected <= high)).sum() >= 8


def test_the_interval_is_garwood_s() -> None:
    count = np.array([0, 1, 7, 400])
    low, high = poisson_interval(count, level=0.9)
    assert low[1:] == pytest.approx(chi2.ppf(0.05, 2 * count[1:]) / 2)
    assert high == pytest.approx(chi2.ppf(0.95, 2 * count + 2) / 2)
    assert low[0] == 0.0


def test_intercept_and_slope_are_found() -> None:
    rng = np.random.default_rng(6)
    said = rng.gamma(0.5, 0.2, 50_000)
    counts = rng.poisson(np.exp(0.3) * said**0.8)
    found = calibration(said, counts)
    assert found.intercept == pytest.approx(0.3, abs=4 * found.intercept_error)
    assert found.slope == pytest.approx(0.8, abs=4 * found.slope_error)
    assert found.slope_error < 0.02

    def loss(p: np.ndarray) -> float:
        log = p[0] + p[1] * np.log(said)
        return float((np.exp(log) - counts * log).sum())

    other = minimize(loss, [0.0, 1.0], method="BFGS")
    assert [found.intercept, found.slope] == pytest.approx(other.x, abs=1e-4)
    errors = [found.intercept_error, found.slope_error]
    assert errors == pytest.approx(np.sqrt(np.diag(other.hess_inv)), rel=0.05)
    assert found.level == pytest.approx(np.log(counts.sum() / said.sum()))


def test_bins_do_for_cells() -> None:
    rng = np.random.default_rng(7)
    said = rng.gamma(0.5, 0.2, 50_000)
    counts = rng.poisson(said * 1.1)
    bins = tally(said, counts, EDGES)
    used = bins.cells > 0
    binned = calibration(
        bins.expected[used] / bins.cells[used], bins.observed[used], bins.cells[used]
    )
    exact = calibration(said, counts)
    assert binned.slope == pytest.approx(exact.slope, abs=2e-3)
    assert binned.intercept == pytest.approx(exact.intercept, abs=3e-3)
    assert binned.level == pytest.approx(exact.level, abs=1e-9)


def test_what_cannot_be_fitted_is_nan() -> None:
    assert np.isnan(calibration([0.1, 0.2], [0, 0]).level)
    flat = calibration([0.1, 0.1], [1, 0])
    assert flat.level == pytest.approx(np.log(5.0))
    assert np.isnan(flat.slope)
    assert np.isnan(calibration([0.1, 0.2], [0, 3]).slope)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        tally([0.1], [1, 2], EDGES)
    with pytest.raises(ValueError, match="not finite"):
        tally([0.1, np.nan], [1, 2], EDGES)
    with pytest.raises(ValueError, match="different bins"):
        small([1], [1], [1]) + tally([], [], EDGES)
    with pytest.raises(ValueError, match="increase"):
        tally([0.1], [1], [2.0, 1.0])
    with pytest.raises(ValueError, match="increase"):
        tally([0.1], [1], [0.0, 1.0])
    with pytest.raises(ValueError, match="one or more"):
        merged(tally([], [], EDGES), 0)
    with pytest.raises(ValueError, match="negative"):
        poisson_interval([-1])
