from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest

from crimecast.calendar import DAY, Instants
from crimecast.evaluate.hindcast import HindcastRow, as_table, gain_interval, gains, hindcast
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.base import Model
from crimecast.models.uniform import Uniform
from history_sample import ORIGIN, make_grid, make_history

ORIGINS = [ORIGIN - 2 * DAY, ORIGIN - DAY]


class Cheat(Model):
    """Knows the future from outside the contract: the bench must be able to tell."""

    name: ClassVar[str] = "cheat"
    future: ClassVar[History]

    def _fit(self, history: History) -> None:
        ahead = (self.future.occurred_from >= self.origin) & np.isfinite(self.future.x)
        self._cell = self.grid.locate(self.future.x, self.future.y)
        self._ahead = ahead & (self._cell >= 0)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        out = np.full((len(hours), len(self.grid.cells)), 1e-6, np.float32)
        hour = (self.future.occurred_from - hours[0]).astype(int) // 3600
        own = self._ahead & (self.future.category == category) & (hour < len(hours))
        np.add.at(out, (hour[own], self.grid.rank[self._cell[own]]), 1.0)
        return out

    def _city_total(self, hours: Instants) -> Floats:
        return np.stack([self._intensity(c, hours).sum(axis=1) for c in range(3)]).astype(float)


@pytest.fixture(scope="module")
def rows() -> list[HindcastRow]:
    Cheat.future = make_history()
    models = {"additive": Additive, "uniform": Uniform, "cheat": Cheat}
    return list(hindcast(Cheat.future, models, ORIGINS, grid=make_grid()))


def test_there_is_a_row_for_each_model_category_and_origin(rows: list[HindcastRow]) -> None:
    assert len(rows) == 3 * 3 * 2
    assert {row.origin for row in rows} == set(ORIGINS)
    observed = {(r.category, r.origin): r.observed for r in rows}
    assert all(observed[r.category, r.origin] == r.observed for r in rows)
    assert sum(r.n for r in rows) < sum(r.observed for r in rows)  # wide windows are not scored


def test_the_default_beats_uniform_and_the_future_beats_all(rows: list[HindcastRow]) -> None:
    table = {(r["model"], r["category"]): r for r in gains(rows, "uniform")}
    assert table["uniform", "all"]["gain"] == 0
    assert float(table["additive", "all"]["gain"]) > 1.0
    assert float(table["cheat", "all"]["gain"]) > 2 * float(table["additive", "all"]["gain"])
    assert float(table["additive", "all"]["ratio"]) == pytest.approx(1.0, abs=0.35)


def test_the_interval_is_that_of_a_mean_over_days() -> None:
    rng = np.random.default_rng(5)
    days = ORIGIN + DAY * np.arange(60)
    gain = rng.normal(3.0, 2.0, 60)  # nats a day, ten incidents each
    made = [HindcastRow("a", "x", d, g, 10, 0.0, 10) for d, g in zip(days, gain, strict=True)]
    made += [HindcastRow("b", "x", d, 0.0, 10, 0.0, 10) for d in days]
    low, high = gain_interval(made, "a", "b")
    half = 1.96 * gain.std(ddof=1) / np.sqrt(60) / 10
    assert low == pytest.approx(gain.mean() / 10 - half, abs=0.006)
    assert high == pytest.approx(gain.mean() / 10 + half, abs=0.006)
    with pytest.raises(ValueError, match="no common origins"):
        gain_interval(made, "a", "c")


def test_what_cannot_be_scored_is_refused() -> None:
    known, models = make_history(), {"uniform": Uniform}
    with pytest.raises(ValueError, match="not on the hour"):
        next(hindcast(known, models, [ORIGIN + np.timedelta64(1800)], grid=make_grid()))
    late = known.origin.astype("datetime64[h]").astype("datetime64[s]")
    with pytest.raises(ValueError, match="too late to score"):
        next(hindcast(known, models, [late], grid=make_grid()))


def test_gains_are_sums_over_origins(rows: list[HindcastRow]) -> None:
    table = {(r["model"], r["category"]): r for r in gains(rows, "uniform")}
    a = [r for r in rows if (r.model, r.category) == ("additive", "burglary")]
    u = [r for r in rows if (r.model, r.category) == ("uniform", "burglary")]
    n = sum(r.n for r in a)
    expected = (sum(r.score for r in a) - sum(r.score for r in u)) / n
    assert table["additive", "burglary"]["gain"] == pytest.approx(expected)
    assert table["additive", "burglary"]["n"] == n
    assert as_table(rows)[0]["model"] == "additive"
