import numpy as np
import pytest

from crimecast.errors import InputError
from crimecast.evaluate.protocol import EDGES, THRESHOLDS, Protocol, Span, blocks, class_groups
from crimecast.run.origins import origins_between


def test_a_day_is_24_hours_ranked_together_and_one_window() -> None:
    assert Protocol().spans() == [Span(1, 0, 24), Span(24, 0, 1)]


def test_windows_follow_one_another_as_far_as_the_horizon_goes() -> None:
    spans = Protocol(horizon=60, windows=(24, 1, 6, 168)).spans()
    assert [(s.window, s.lead, s.count) for s in spans] == [
        (1, 0, 24), (1, 24, 24), (1, 48, 12),
        (6, 0, 4), (6, 24, 4), (6, 48, 2),
        (24, 0, 1), (24, 24, 1),
    ]  # fmt: skip
    assert spans[5].stop == 60
    assert spans[-1].resolution(250) == "24h x 250m"
    assert [s.short for s in (spans[0], spans[-1])] == [True, False]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"horizon": 0}, "use 1 to 336 h"),
        ({"horizon": 337}, "use 1 to 336 h"),
        ({"windows": (5,)}, "divisor of 24 h"),
        ({"windows": (36,)}, "divisor of 24 h"),
        ({"windows": (0,)}, "divisor of 24 h"),
        ({"windows": (1, 1)}, "named twice"),
        ({"windows": (24,), "horizon": 23}, "no window fits"),
        ({"windows": ()}, "no window fits"),
        ({"refit_hours": -1}, "negative"),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Protocol(**options)  # type: ignore[arg-type]


def test_a_week_of_local_midnights_is_one_block_where_clocks_change() -> None:
    for first, last in (("2024-03-04", "2024-03-25"), ("2024-10-28", "2024-11-18")):
        found = blocks(origins_between(first, last, 24, "America/Denver"), 168)
        assert [len(block) for block in found] == [7, 7, 7]


def test_without_reuse_every_origin_is_fitted() -> None:
    origins = origins_between("2024-03-04", "2024-03-07", 6, "UTC")
    assert [len(block) for block in blocks(origins, 0)] == [1] * 12
    assert [len(block) for block in blocks(origins, 24)] == [4, 4, 4]


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ([], "no origin"),
        (["2024-01-01T00:30:00"], "not on the hour"),
        (["2024-01-02T00:00:00", "2024-01-01T00:00:00"], "ascend"),
        (["2024-01-01T00:00:00", "2024-01-01T00:00:00"], "ascend"),
    ],
)
def test_origins_must_be_hours_in_order(origins: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        blocks(np.array(origins, "datetime64[s]"), 168)


def test_edges_are_even_between_powers_of_two_and_exact_in_single_precision() -> None:
    assert np.array_equal(EDGES, EDGES.astype(np.float32))
    assert (np.diff(EDGES) > 0).all()
    assert np.array_equal(np.log2(THRESHOLDS), np.arange(-40, 5))


def test_groups_are_classes_and_all() -> None:
    assert class_groups(["person", "property", "person"]) == {
        "class:person": (0, 2), "class:property": (1,), "all": (0, 1, 2),
    }  # fmt: skip
