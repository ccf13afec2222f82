"""How far maps lie from the usual ones, and its codes."""

import numpy as np
import pytest

from crimecast.drift import MOST, Drift, decode_drift, encode_drift


def test_codes_keep_factors_within_a_step() -> None:
    times = np.geomspace(1 / MOST, MOST, 5001)
    codes = encode_drift(times)
    assert codes.min() == 1
    assert codes.max() == 255
    assert np.abs(decode_drift(codes) / times - 1).max() < 0.0111
    np.testing.assert_array_equal(encode_drift(decode_drift(codes)), codes)
    assert encode_drift(np.ones(1))[0] == 128
    assert decode_drift(np.uint8([128]))[0] == 1.0


def test_what_lies_beyond_is_put_at_the_ends() -> None:
    found = decode_drift(encode_drift(np.array([1e-6, 1e6])))
    np.testing.assert_allclose(found, [1 / MOST, MOST], rtol=1e-12)


@pytest.mark.parametrize(
    ("times", "maps", "word"),
    [
        (np.ones(4), 3, "shape"),
        (np.array([[1.0, 0.0]]), 3, "above 0"),
        (np.array([[1.0, np.nan]]), 3, "finite"),
        (np.ones((1, 2)), 0, "past map"),
    ],
)
def test_what_is_no_drift_is_refused(times: np.ndarray, maps: int, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Drift(times, maps)
