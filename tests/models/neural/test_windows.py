"""Windows to learn from lie where they should, and hold only what was not yet known."""

import numpy as np
import pytest

from crimecast.models.neural.events import Events
from crimecast.models.neural.windows import coming, plan_windows


def test_windows_end_at_the_origin_and_do_not_overlap() -> None:
    plan = plan_windows(1000, period=330, ahead=3, held_back=30)
    assert plan.starts[-1] == -3
    assert (np.diff(plan.starts) == 3).all()
    assert plan.starts[0] == -330
    assert (plan.later, plan.earlier) == (10, 100)


def test_short_records_leave_a_week_for_the_first_fields() -> None:
    plan = plan_windows(40.0, period=330, ahead=3, held_back=30)
    assert plan.starts[0] == -33
    assert plan.later == 2  # a quarter of eleven windows
    assert not len(plan_windows(8.0, period=330, ahead=3, held_back=30).starts)


@pytest.mark.parametrize("most", [8, 20, 109])
def test_fewer_windows_still_span_the_period(most: int) -> None:
    plan = plan_windows(1000, period=330, ahead=3, held_back=30, most=most)
    assert len(plan.starts) <= most
    assert (plan.starts[0], plan.starts[-1]) == (-330, -3)
    kept_back = plan.starts[plan.earlier :]
    assert (np.diff(kept_back) == 3).all()
    assert (np.diff(plan.starts) > 0).all()


def test_what_was_known_at_a_windows_start_is_not_in_it() -> None:
    occurred = np.array([-3.5, -2.5, -2.5, -0.5, 0.0])
    reported = np.array([-3.2, -2.9, -2.4, -0.2, 0.0])
    n = len(occurred)
    whole = np.zeros(n, np.int64)
    events = Events(whole, whole, occurred, reported, 24 * occurred, np.zeros(n), np.ones(n, bool))
    assert coming(events, -3, 3).tolist() == [False, True, True, True, False]
    # reported a little before it is said to have happened: known at the start
    early = Events(
        whole, whole, occurred, reported - 1.0, 24 * occurred, np.zeros(n), np.ones(n, bool)
    )
    assert coming(early, -3, 3).tolist() == [False, False, False, True, False]
