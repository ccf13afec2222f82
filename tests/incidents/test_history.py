import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.incidents.history import History


def history(reported: list[int], origin: int) -> History:
    at = np.array(sorted(reported)).astype("datetime64[s]")
    return History(
        np.datetime64(origin, "s"), ("theft",), ("property",), np.zeros(len(at), np.int16),
        at, at, at, np.arange(len(at), dtype=float), np.zeros(len(at)), "America/Denver",
    )  # fmt: skip


@given(st.lists(st.integers(0, 1000), max_size=40), st.integers(0, 1000))
def test_a_cut_holds_what_was_reported_by_then_and_no_more(times: list[int], at: int) -> None:
    cut = history(times, 1000).as_of(np.datetime64(at, "s"))
    assert cut.reported_at.astype(int).tolist() == sorted(t for t in times if t <= at)
    assert cut.origin == np.datetime64(at, "s")


def test_a_cut_is_final() -> None:
    cut = history([1, 5, 9], 10).as_of(np.datetime64(5, "s"))
    assert cut.x.base is None or len(cut.x.base) == 2  # no view of what came later
    with pytest.raises(ValueError, match="this history ends at"):
        cut.as_of(np.datetime64(9, "s"))
    with pytest.raises(ValueError, match="read-only"):
        cut.x[0] = 1.0


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="after its origin"):
        history([1, 5, 9], 8)
    good = history([1, 5, 9], 10)
    with pytest.raises(ValueError, match="differ in length"):
        History(**{**vars(good), "x": np.zeros(2)})
    with pytest.raises(ValueError, match="ordered by reported_at"):
        History(**{**vars(good), "reported_at": good.reported_at[::-1].copy()})
    with pytest.raises(ValueError, match="one class for each"):
        History(**{**vars(good), "classes": ()})


def test_data_through() -> None:
    assert history([1, 5], 10).data_through == np.datetime64(5, "s")
    assert np.isnat(history([], 10).data_through)
