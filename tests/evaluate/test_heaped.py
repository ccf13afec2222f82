import numpy as np
import pytest

from crimecast.evaluate.heaped import is_heaped


def test_by_hand_in_winter_and_summer() -> None:
    instants = np.array(
        [
            "2024-01-15T07:00:00",  # midnight, UTC-7
            "2024-01-15T07:01:00",
            "2024-01-15T07:02:00",
            "2024-01-15T19:00:00",  # noon
            "2024-01-15T19:01:00",
            "2024-01-15T07:00:01",
            "2024-07-15T06:00:00",  # midnight, UTC-6
            "2024-07-15T18:00:00",
            "2024-07-15T07:00:00",
            "NaT",
        ],
        "datetime64[s]",
    )
    want = [True, True, False, True, False, False, True, True, False, False]
    assert is_heaped(instants, "America/Denver").tolist() == want


def test_on_the_days_the_clocks_change() -> None:
    at = np.array(["2024-03-10T07:00", "2024-03-10T18:00", "2024-03-10T19:00"], "datetime64[s]")
    assert is_heaped(at, "America/Denver").tolist() == [True, True, False]
    at = np.array(["2024-11-03T06:00", "2024-11-03T18:00", "2024-11-03T19:00"], "datetime64[s]")
    assert is_heaped(at, "America/Denver").tolist() == [True, False, True]


def test_before_1970_and_without_incidents() -> None:
    assert is_heaped(np.array(["1969-12-31T00:00"], "datetime64[s]"), "UTC").tolist() == [True]
    assert is_heaped(np.array([], "datetime64[s]"), "America/Denver").shape == (0,)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ValueError, match="Mars/Olympus"):
        is_heaped(np.array(["2024-01-01"], "datetime64[s]"), "Mars/Olympus")
