"""Past windows of a few days to learn from: the stack at their start, and what then came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crimecast.grid import Bools, Ints
from crimecast.models.neural.events import Events
from crimecast.models.neural.stack import Stack, Stacks

_LEAST_PAST = 7  # days of records before a window, so that its fields are not empty


@dataclass(frozen=True)
class Plan:
    """Which windows there are.

    Attributes
    ----------
    starts : int
        First days of the windows after the origin (negative), ascending.
    ahead : int
        Days that a window covers.
    later : int
        How many of them, the last ones, are kept back to know when to stop.
    """

    starts: Ints
    ahead: int
    later: int

    @property
    def earlier(self) -> int:
        """How many windows are learned from."""
        return len(self.starts) - self.later


def plan_windows(
    days: float, *, period: int, ahead: int, held_back: int, most: int | None = None
) -> Plan:
    """Lay windows over the last days of the records, the newest ending at the origin.

    Parameters
    ----------
    days : float
        How far the records go back.
    period : int
        Days to learn from, with those held back.
    held_back : int
        Days at the end that tell when to stop; fewer where the records are short.
    most : int, optional
        No more windows than this; the rest of the period is then seen at intervals.
    """
    usable = int(min(period, days - _LEAST_PAST))
    count = max(usable // ahead, 0)
    starts = -ahead * np.arange(count, 0, -1, dtype=np.int64)
    later = min(held_back // ahead, count // 4)
    if most is not None and count > most:
        # Those held back stay daily neighbors: the newest are the best to judge by.
        later = min(later, most // 4)
        pick = np.linspace(0, count - later - 1, most - later).round().astype(np.int64)
        starts = np.concatenate([starts[np.unique(pick)], starts[count - later :]])
    return Plan(starts, ahead, later)


def window_stacks(stacks: Stacks, plan: Plan) -> Iterator[tuple[int, Stack, Bools]]:
    """Yield each window's place in the plan, its stack, and which incidents came in it."""
    for i, stack in enumerate(stacks.walk(plan.starts.tolist())):
        yield i, stack, coming(stacks.events, int(plan.starts[i]), plan.ahead)


def coming(events: Events, start: int, ahead: int) -> Bools:
    """Say which incidents happened in a window and were not known at its start."""
    inside = (events.occurred >= start) & (events.occurred < start + ahead)
    return np.asarray(inside & (events.reported > start))
