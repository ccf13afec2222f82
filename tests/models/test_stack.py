"""The stack: weights follow who was right, and see nothing later."""

import numpy as np
import pytest

from crimecast.calendar import DAY, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models import stack
from crimecast.models.base import Model
from crimecast.models.prior_counts import PriorCounts
from crimecast.models.stack import Stack
from crimecast.models.uniform import Uniform
from history_sample import ORIGIN


@pytest.fixture
def simple(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the members be quick ones of which one is right."""

    def members() -> tuple[Model, ...]:
        return PriorCounts(), Uniform()

    monkeypatch.setattr(stack, "_members", members)


@pytest.mark.usefixtures("simple")
def test_weights_go_to_who_was_right(history: History, grid: Grid) -> None:
    model = Stack().fit(history, grid=grid, origin=ORIGIN)
    assert np.allclose(model._weights.sum(axis=1), 1.0)
    assert (model._weights[:2, 0] > 0.85).all()


@pytest.mark.usefixtures("simple")
def test_it_is_the_weighted_sum_of_its_members(history: History, grid: Grid) -> None:
    model = Stack().fit(history, grid=grid, origin=ORIGIN)
    hours = hours_from(ORIGIN, 24)
    members = [m().fit(history, grid=grid, origin=ORIGIN) for m in (PriorCounts, Uniform)]
    parts = [cells_of(m.predict(hours), grid) for m in members]
    expected = sum(w[:, None, None] * part for w, part in zip(model._weights.T, parts, strict=True))
    assert np.allclose(cells_of(model.predict(hours), grid), expected, rtol=1e-5)
    later = model.advance(history, origin=ORIGIN + DAY)
    assert later.origin == ORIGIN + DAY
    assert later._members[0].origin == ORIGIN + DAY
