import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from crimecast.archive import codes

tops = st.floats(1e-9, 50)
domains = tops.map(codes.choose_domain)
intensities = st.one_of(st.just(0.0), st.floats(1e-20, 100))


def array(values: list[float]) -> np.ndarray:
    return np.array(values, np.float32)


@given(domains, st.lists(st.floats(0, 1), min_size=1))
def test_frame_codes_are_within_half_a_step(
    domain: tuple[float, float], shares: list[float]
) -> None:
    lo, hi = domain
    values = lo * (hi / lo) ** np.array(shares)
    again = codes.decode_frame(codes.encode_frame(values, lo, hi), lo, hi)
    half = np.log(hi / lo) / 254 / 2
    assert (np.abs(np.log(again / np.maximum(values, lo))) <= half * (1 + 1e-9)).all()


@given(domains, st.lists(intensities, min_size=2))
def test_frame_codes_are_monotone(domain: tuple[float, float], values: list[float]) -> None:
    ordered = np.sort(values)
    found = codes.encode_frame(ordered, *domain).astype(int)
    assert (np.diff(found) >= 0).all()
    assert ((found == 0) == (ordered < domain[0])).all()
    assert (found[ordered >= domain[1]] == 255).all()


@given(st.lists(st.floats(codes.SERIES_LO, codes.SERIES_HI), min_size=1))
def test_series_codes_are_within_half_a_step(values: list[float]) -> None:
    again = codes.decode_series(codes.encode_series(values))
    half = np.log(codes.SERIES_HI / codes.SERIES_LO) / 65534 / 2
    assert (np.abs(np.log(again / values)) <= half * (1 + 1e-6)).all()
    assert half < 3e-4


@given(st.lists(intensities, min_size=2))
def test_series_codes_are_monotone_and_keep_zero(values: list[float]) -> None:
    ordered = np.sort(values)
    found = codes.encode_series(ordered)
    assert (np.diff(found.astype(int)) >= 0).all()
    assert ((codes.decode_series(found) == 0) == (ordered == 0)).all()


@settings(max_examples=20)  # a table has half a million codes
@given(domains, st.lists(intensities, min_size=1))
def test_tables_give_the_codes_of_rounded_values(
    domain: tuple[float, float], values: list[float]
) -> None:
    rounded = codes.round_bits(array(values))
    index = codes.table_index(rounded)
    np.testing.assert_array_equal(
        codes.frame_table(*domain)[index], codes.encode_frame(rounded, *domain)
    )
    np.testing.assert_array_equal(codes.series_table()[index], codes.encode_series(rounded))


@given(hnp.arrays(np.float32, 20, elements=st.floats(0, 100, width=32)))
def test_rounding_is_close_and_final(values: np.ndarray) -> None:
    rounded = codes.round_bits(values.copy())
    normal = values >= np.finfo(np.float32).tiny
    assert (np.abs(rounded - values)[normal] <= values[normal] * 2.0**-13).all()
    np.testing.assert_array_equal(codes.round_bits(rounded.copy()), rounded)
    assert not (rounded.view(np.uint32) & 0x7FF).any()


def test_rounding_keeps_nan() -> None:
    assert np.isnan(codes.round_bits(array([np.nan]))).all()


@given(
    hnp.arrays(np.float32, st.integers(1, 3000), elements=st.floats(0, 10, width=32)),
    st.sampled_from([0.5, 0.9, 0.99, 0.9999]),
)
def test_upper_quantile_is_the_sorted_one(values: np.ndarray, share: float) -> None:
    place = max(int(np.ceil(share * values.size)), 1) - 1
    assert codes.upper_quantile(values.reshape(1, -1), share) == np.sort(values)[place]


def test_upper_quantile_of_many() -> None:
    values = np.random.default_rng(1).lognormal(-9, 3, (48, 20_000)).astype(np.float32)
    place = int(np.ceil(0.9999 * values.size)) - 1
    assert codes.upper_quantile(values) == np.sort(values, axis=None)[place]
    assert codes.upper_quantile(np.zeros((4, 500_000), np.float32)) == 0


@given(tops)
def test_a_nice_number_is_the_next_1_2_or_5(value: float) -> None:
    nice = codes.nice_above(value)
    assert nice >= value
    assert f"{nice:.10e}"[0] in "125"
    assert nice <= value * 2.5 * (1 + 1e-9)
    assert codes.nice_above(nice) == nice


@given(tops)
def test_domains_hold_four_decades(top: float) -> None:
    lo, hi = codes.choose_domain(top)
    assert hi >= top
    assert lo == pytest.approx(hi / 1e4, rel=1e-12)


def test_a_domain_that_still_fits_is_kept() -> None:
    assert codes.choose_domain(3e-3) == (5e-7, 5e-3)
    assert codes.choose_domain(3e-3, (1e-6, 1e-2)) == (1e-6, 1e-2)
    assert codes.choose_domain(3e-3, (5e-6, 5e-2)) == (5e-6, 5e-2)
    assert codes.choose_domain(3e-3, (1e-5, 1e-1)) == (5e-7, 5e-3)  # far too wide
    assert codes.choose_domain(3e-3, (2e-7, 2e-3)) == (5e-7, 5e-3)  # too narrow


def test_nothing_expected_has_a_domain_too() -> None:
    assert codes.choose_domain(0.0) == (1e-12, 1e-8)
