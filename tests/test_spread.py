"""The spread of a sum, held against the definition summed block by block."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.calendar import hours_from, local_date
from crimecast.spread import Scale, Spread, Sums, interval, variance_of_sum

ZONE = "America/Denver"
HOURS = hours_from(np.datetime64("2024-11-02T20:00:00", "s"), 60)  # a local day of 25 hours in it
SCALES = (
    Scale(None, 24, True), Scale(None, None, True), Scale(0, 0, True), Scale(1000, 24, True),
    Scale(None, 24), Scale(None, None), Scale(1000, 24), Scale(1000, None), Scale(0, 24),
    Scale(0, None), Scale(0, 1), Scale(0, 0),
)  # fmt: skip
X, Y = (
    a.reshape(-1) for a in np.meshgrid(500_150.0 + 300 * np.arange(7), 150 + 300.0 * np.arange(5))
)


def sample(seed: int = 1) -> tuple[np.ndarray, Spread]:
    rng = np.random.default_rng(seed)
    values = rng.gamma(0.5, 0.2, (3, len(HOURS), len(X))).astype(np.float32)
    phi = rng.gamma(1.0, 0.3, (3, len(SCALES)))
    return values, Spread(("a", "b", "c"), SCALES, phi, ZONE)


def block_names(scale: Scale) -> np.ndarray:
    """Name the block of each (hour, cell), from the definition."""
    days = local_date(HOURS, ZONE)
    when = {None: lambda h: "", 24: lambda h: str(days[h]), 1: str}[scale.hours]
    side = scale.metres
    where = {
        None: lambda g: "",
        0: str,
        1000: lambda g: f"{int(X[g] // 1000)} {int(Y[g] // 1000)}",
    }[side]
    return np.array([[f"{when(h)}|{where(g)}" for g in range(len(X))] for h in range(len(HOURS))])


def by_hand(values: np.ndarray, spread: Spread, chosen: np.ndarray) -> tuple[np.ndarray, float]:
    """Return each category's variance and that of all, of the chosen (hour, cell)."""
    values = values.astype(float) * chosen
    mean = values.sum(axis=(1, 2))
    single, together = mean.copy(), float(mean.sum())
    for k, scale in enumerate(spread.scales):
        phi = spread.phi[:, k]
        if scale.is_event:
            if scale.joint:
                together += sum(mean[a] * phi[b] for a in range(3) for b in range(3) if a != b)
            else:
                single += phi * mean
                together += (phi * mean).sum()
            continue
        names = block_names(scale)
        for name in np.unique(names):
            m = (values * (names == name)).sum(axis=(1, 2))
            single += phi * m**2
            together += (np.sqrt(phi) * m).sum() ** 2 if scale.joint else (phi * m**2).sum()
    return single, together


def test_one_sum_is_as_defined() -> None:
    values, spread = sample()
    found = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y)
    single, together = by_hand(values, spread, np.ones(values.shape[1:]))
    np.testing.assert_allclose(found.mean[:, 0, 0], values.sum(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_allclose(found.variance[:, 0, 0], single, rtol=1e-5)
    assert found.all_variance[0, 0] == pytest.approx(together, rel=1e-5)


@pytest.mark.parametrize("kind", ["hour", "day", "some"])
def test_windows_and_areas_are_each_as_defined(kind: str) -> None:
    values, spread = sample(2)
    hour = np.arange(len(HOURS))
    windows = {"hour": hour, "day": hour // 24, "some": np.where(hour % 7 == 0, -1, hour // 20)}[
        kind
    ]
    areas = np.where(X < 500_400, -1, np.arange(len(X)) % 3)  # not contiguous
    found = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y, windows=windows, areas=areas)
    for w in range(0, windows.max() + 1, 7 if kind == "hour" else 1):
        for a in range(3):
            chosen = (windows == w)[:, None] & (areas == a)
            single, together = by_hand(values, spread, chosen)
            np.testing.assert_allclose(found.variance[:, w, a], single, rtol=1e-5)
            assert found.all_variance[w, a] == pytest.approx(together, rel=1e-5)
            assert found.all_mean[w, a] == pytest.approx((values * chosen).sum(), rel=1e-5)


def test_groups_of_categories_are_what_their_own_spread_says() -> None:
    values, spread = sample(4)
    groups = [(0, 2), (1,)]
    sums = Sums(spread, hours=HOURS, x=X, y=Y, groups=groups)
    for layer in values:
        sums.add(layer)
    found = sums.moments()
    for g, members in enumerate(groups):
        own = spread.select([spread.categories[c] for c in members])
        alone = variance_of_sum(values[list(members)], own, hours=HOURS, x=X, y=Y)
        np.testing.assert_allclose(found.group_mean[g], alone.all_mean, rtol=1e-12)
        np.testing.assert_allclose(found.group_variance[g], alone.all_variance, rtol=1e-12)


def test_a_generator_of_categories_is_the_same() -> None:
    values, spread = sample(3)
    whole = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y)
    stream = variance_of_sum((v for v in values), spread, hours=HOURS, x=X, y=Y)
    assert np.array_equal(whole.all_variance, stream.all_variance)


def test_counts_without_a_place_share_the_citys_factors_only() -> None:
    values, spread = sample(4)
    extra = np.full(values.shape[:2], 0.3)
    found = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y, unplaced=extra)
    city = [k for k, s in enumerate(SCALES) if s.metres is None or s.is_event]
    local = [k for k in range(len(SCALES)) if k not in city]
    outline = np.zeros_like(spread.phi), np.zeros_like(spread.phi)
    outline[0][:, city], outline[1][:, local] = spread.phi[:, city], spread.phi[:, local]
    filled = np.concatenate([values, extra[:, :, None]], axis=2)
    far = np.append(X, 1e6), np.append(Y, 1e6)
    a = variance_of_sum(
        filled, Spread(spread.categories, SCALES, outline[0], ZONE), hours=HOURS, x=far[0], y=far[1]
    )
    b = variance_of_sum(
        values, Spread(spread.categories, SCALES, outline[1], ZONE), hours=HOURS, x=X, y=Y
    )
    np.testing.assert_allclose(found.mean, a.mean, rtol=1e-6)
    np.testing.assert_allclose(found.variance, a.variance + b.variance - b.mean, rtol=1e-6)
    np.testing.assert_allclose(
        found.all_variance, a.all_variance + b.all_variance - b.all_mean, rtol=1e-6
    )


def test_without_scales_counts_are_poisson() -> None:
    values, _ = sample()
    found = variance_of_sum(values, Spread.poisson("abc"), hours=HOURS, x=X, y=Y)
    assert np.array_equal(found.variance, found.mean)
    assert np.array_equal(found.all_variance, found.all_mean)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_more_is_never_surer_and_factors_are_relative(seed: int, times: float) -> None:
    """Variance grows with every phi; what is over the mean grows with the mean's square."""
    values, spread = sample(seed)
    at = {"hours": HOURS, "x": X, "y": Y}
    base = variance_of_sum(values, spread, **at)
    wider = Spread(spread.categories, SCALES, spread.phi * 1.5, ZONE)
    assert (variance_of_sum(values, wider, **at).variance > base.variance).all()
    assert (base.variance >= base.mean).all()
    events = [k for k, s in enumerate(SCALES) if s.is_event]
    phi = spread.phi.copy()
    phi[:, events] = 0
    plain = Spread(spread.categories, SCALES, phi, ZONE)
    one = variance_of_sum(values, plain, **at)
    other = variance_of_sum(values.astype(float) * times, plain, **at)
    np.testing.assert_allclose(
        other.variance - other.mean, (one.variance - one.mean) * times**2, rtol=1e-4
    )


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_json_gives_the_spread_back_to_the_bit(seed: int) -> None:
    _, spread = sample(seed)
    again = Spread.from_json(json.loads(json.dumps(spread.to_json())))
    assert (again.categories, again.scales, again.time_zone) == (
        spread.categories, spread.scales, spread.time_zone,
    )  # fmt: skip
    assert np.array_equal(again.phi, spread.phi)


def test_a_selection_keeps_the_order_asked_for() -> None:
    values, spread = sample(5)
    some = variance_of_sum(values[[2, 0]], spread.select(["c", "a"]), hours=HOURS, x=X, y=Y)
    whole = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y)
    np.testing.assert_allclose(some.variance, whole.variance[[2, 0]])
    with pytest.raises(ValueError, match="no spread is known of \\['d'\\]"):
        spread.select(["d"])


def test_an_area_or_a_window_may_be_empty() -> None:
    values, spread = sample()
    areas = np.zeros(len(X), int)
    areas[0] = 2  # none has number 1
    windows = np.full(len(HOURS), -1)
    found = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y, areas=areas)
    assert (found.variance[:, 0, 1] == 0).all()
    assert (found.variance[:, 0, 2] > 0).all()
    found = variance_of_sum(values, spread, hours=HOURS, x=X, y=Y, windows=windows)
    assert (found.all_variance == 0).all()
    low, high = interval(found.mean, found.variance)
    assert (low == 0).all()
    assert (high == 0).all()


def test_ids_say_the_scale() -> None:
    assert [s.id for s in SCALES] == [
        "joint-city-day", "joint-city-whole", "joint-event", "joint-1000m-day", "city-day",
        "city-whole", "1000m-day", "1000m-whole", "cell-day", "cell-whole", "cell-hour", "event",
    ]  # fmt: skip


def test_what_is_refused() -> None:
    values, spread = sample()
    at = {"hours": HOURS, "x": X, "y": Y}
    for wrong, why in (
        (lambda: Scale(-1, 24), "a scale of -1 m"),
        (lambda: Scale(None, 12), "a scale of 12 h"),
        (lambda: Scale(None, 0), "an event has 0 metres"),
        (lambda: Spread(("a", "a"), (), np.zeros((2, 0)), ZONE), "none twice"),
        (lambda: Spread((), (), np.zeros((0, 0)), ZONE), "needs categories"),
        (lambda: Spread(("a",), (SCALES[0],) * 2, np.zeros((1, 2)), ZONE), "there twice"),
        (lambda: Spread(("a",), SCALES[:1], np.zeros((2, 1)), ZONE), r"phi has shape \(2, 1\)"),
        (lambda: Spread(("a",), SCALES[:1], np.array([[-1.0]]), ZONE), "finite and >= 0"),
        (lambda: Spread(("a",), SCALES[:1], np.array([[np.nan]]), ZONE), "finite and >= 0"),
        (lambda: Spread(("a",), (), np.zeros((1, 0)), "Mars/Olympus"), "no IANA time zone"),
        (lambda: Spread.from_json({"scales": 3}), "this is no spread"),
        (lambda: variance_of_sum(values[:2], spread, **at), "values of 2 categories came"),
        (lambda: variance_of_sum(values[:, :5], spread, **at), "values have shape"),
        (lambda: variance_of_sum(values, spread, windows=[0], **at), r"windows \(hour,\)"),
        (lambda: variance_of_sum(values, spread, areas=[0], **at), r"areas \(cell,\)"),
        (lambda: variance_of_sum(values, spread, unplaced=[0.0], **at), "unplaced counts"),
        (lambda: interval([1.0], [1.0], 1.0), "level"),
    ):
        with pytest.raises(ValueError, match=why):
            wrong()
