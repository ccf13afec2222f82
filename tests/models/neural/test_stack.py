"""The fields a network sees agree with the default's, and hold nothing of the future."""

import numpy as np
import pytest

from crimecast.calendar import DAY
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.fields import Points, Smoother, combine
from crimecast.models.mixture import em_weights
from crimecast.models.neural.events import Events, counts_by_cell
from crimecast.models.neural.offset import design_rows, mixed, mixture_weights, term_maps
from crimecast.models.neural.stack import SPECS, Stacks, log_relative, relative, seen_by
from history_sample import ORIGIN

CLASS_OF = np.array([0, 1, 1])


@pytest.fixture(scope="module")
def events(history: History, grid: Grid) -> Events:
    known = history.as_of(ORIGIN)
    cell = grid.locate(known.x, known.y)
    inside = cell >= 0
    middle = known.occurred_from + (known.occurred_to - known.occurred_from) // 2
    return Events(
        cell[inside], known.category[inside].astype(np.int64), ((middle - ORIGIN) / DAY)[inside],
        ((known.reported_at - ORIGIN) / DAY)[inside], np.zeros(inside.sum()),
        np.zeros(inside.sum()), np.ones(inside.sum(), bool),
    )  # fmt: skip


@pytest.fixture(scope="module")
def stacks(events: Events, grid: Grid) -> Stacks:
    return Stacks(grid, Smoother(grid), events, CLASS_OF)


def test_a_stack_is_the_fields_one_by_one(stacks: Stacks, events: Events, grid: Grid) -> None:
    stack = stacks.at(0.0)
    assert stack.shape == (3 + 2 + 1, len(SPECS), len(grid.cells))
    assert stack.sum(axis=2) == pytest.approx(1.0, abs=1e-4)
    points = Points(events.cell, events.occurred, events.reported)
    members = {1: events.category == 1, 4: events.category >= 1, 5: events.category >= 0}
    for source, member in members.items():
        for k, spec in enumerate(SPECS):
            alone = combine(points.select(member), [spec], np.ones(1), stacks.smoother)
            expected = alone.reshape(-1)[grid.cells]
            assert stack[source, k] == pytest.approx(expected, rel=2e-3, abs=1e-7)


def test_a_past_day_does_not_see_what_came_later(stacks: Stacks, events: Events) -> None:
    known = events.reported <= -50.0
    cut = Events(*(getattr(events, name)[known] for name in Events.__dataclass_fields__))
    before = Stacks(stacks.grid, stacks.smoother, cut, CLASS_OF)
    assert np.array_equal(before.at(-50.0), stacks.at(-50.0))
    assert not np.array_equal(stacks.at(-50.0), stacks.at(-40.0))


def test_walking_from_day_to_day_is_as_starting_anew(stacks: Stacks) -> None:
    days = [-40.0, -37.0, -30.0, -1.0, 0.0]
    for day, stack in zip(days, stacks.walk(days), strict=True):
        assert stack == pytest.approx(stacks.at(day), rel=1e-3, abs=1e-7)


def test_logs_turn_back_into_densities(stacks: Stacks) -> None:
    stack = stacks.at(0.0)
    assert relative(log_relative(stack)) == pytest.approx(
        np.maximum(stack, 2.5e-3 / stack.shape[2]), rel=1e-4
    )


def test_the_baseline_is_the_mixture_that_em_finds(stacks: Stacks, events: Events) -> None:
    """Weights fitted on the fields at the incidents; the terms a person is told add up to it."""
    stack, size = stacks.at(-60.0), stacks.grid.mask.size
    came = (events.occurred >= -60) & (events.reported > -60)
    counts = counts_by_cell(events, came, categories=3, size=size)[:, stacks.grid.cells]
    assert counts.sum() == came.sum()
    rows = design_rows(stack, counts, CLASS_OF)
    weights = mixture_weights([rows], 3)
    assert weights.sum(axis=1) == pytest.approx(1.0)
    free = em_weights(rows[1].astype(float))
    gained = np.log(rows[1] @ weights[1]).mean() - np.log(rows[1][:, -1]).mean()
    most = np.log(rows[1] @ free).mean() - np.log(rows[1][:, -1]).mean()
    assert gained > 0.5  # nats over an even spread: there are clusters to be found
    assert most - 0.02 < gained <= most + 1e-6
    density = mixed(stack, CLASS_OF, weights)
    at = np.flatnonzero(counts[1])
    assert density[1, at] == pytest.approx(
        seen_by(stack, CLASS_OF, 1)[:, at].T @ weights[1, :-1] + weights[1, -1] / stack.shape[2],
        rel=1e-3,
    )
    assert term_maps(stack, CLASS_OF, weights).sum(axis=1) == pytest.approx(density, rel=1e-3)
