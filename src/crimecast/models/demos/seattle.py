"""Seattle's demo: a small network that maps a time to one point.

It was trained to answer, for a time, with the place where an incident happened. Under a squared
error the best such answer is the mean of all places at that time, and as the time changes that
mean moves along a line: the demo's map drew a line across the city. There is no density, no count
and no category in it.

For a score it is made a forecast in the kindest way: last year's mean count, all of it in the cell
of the point but one part in a thousand, which is spread evenly so that a score exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, Instants, utc_to_local
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.base import Model, Term
from crimecast.models.span import span_days

_HIDDEN = 16
_EPOCHS, _BATCH, _RATE = 5, 256, 0.01
_LARGEST = 100_000  # the newest incidents that it learns from


def clock(local: Instants) -> Floats:
    """Return the pickers' values (case, 4) of local times: month, day, hour, minute; 0 to 1."""
    seconds = local.astype("datetime64[s]").astype(np.int64)
    month = local.astype("datetime64[M]")
    day = (local.astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)
    columns = (
        (month.astype(np.int64) % 12) / 11,
        day / 30,
        (seconds // 3600 % 24) / 23,
        (seconds // 60 % 60) / 59,
    )
    return np.stack(columns, axis=1)


@dataclass(eq=False)
class Network:
    """One hidden layer of hyperbolic tangents, two outputs, trained by Adam on squared error.

    Attributes
    ----------
    weights : list of arrays
        Input to hidden, hidden's bias, hidden to output, output's bias.
    """

    weights: list[Floats]

    def __call__(self, x: Floats) -> Floats:
        """Return the outputs (case, 2)."""
        w1, b1, w2, b2 = self.weights
        out: Floats = np.tanh(x @ w1 + b1) @ w2 + b2
        return out

    def gradient(self, x: Floats, y: Floats) -> list[Floats]:
        """Return the gradient of half the mean squared error, shaped as the weights."""
        w1, b1, w2, b2 = self.weights
        hidden = np.tanh(x @ w1 + b1)
        error = (hidden @ w2 + b2 - y) / len(x)
        back = (error @ w2.T) * (1 - hidden**2)
        return [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def train(x: Floats, y: Floats, *, seed: int = 42) -> Network:
    """Train a network from ``x`` (case, input) to ``y`` (case, 2), the same for the same seed.

    Source of the optimizer: Kingma & Ba (2015), "Adam: a method for stochastic optimization".
    """
    rng = np.random.default_rng(seed)
    inputs = x.shape[1]
    net = Network(
        [
            rng.normal(size=(inputs, _HIDDEN)) / np.sqrt(inputs), np.zeros(_HIDDEN),
            rng.normal(size=(_HIDDEN, 2)) / np.sqrt(_HIDDEN), np.zeros(2),
        ]
    )  # fmt: skip
    mean = [np.zeros_like(w) for w in net.weights]
    square = [np.zeros_like(w) for w in net.weights]
    step = 0
    for _ in range(_EPOCHS):
        order = rng.permutation(len(x))
        for first in range(0, len(x), _BATCH):
            rows = order[first : first + _BATCH]
            step += 1
            for k, g in enumerate(net.gradient(x[rows], y[rows])):
                mean[k] = 0.9 * mean[k] + 0.1 * g
                square[k] = 0.999 * square[k] + 0.001 * g**2
                m, s = mean[k] / (1 - 0.9**step), square[k] / (1 - 0.999**step)
                net.weights[k] = net.weights[k] - _RATE * m / (np.sqrt(s) + 1e-8)
    return net


class TimeToPoint(Model):
    """The demo as a model: one point an hour, for every category the same.

    Parameters
    ----------
    even : float
        Part that is spread evenly over the study area.
    """

    name: ClassVar[str] = "demo_seattle"
    remainder: ClassVar[Term] = Term("point", "The network's one point")

    def __init__(self, *, even: float = 1e-3) -> None:
        self.even = even

    def _fit(self, history: History) -> None:
        n = len(self.categories)
        self._time_zone = history.time_zone
        inside = self.grid.locate(history.x, history.y) >= 0
        newest = np.flatnonzero(inside)[-_LARGEST:]
        place = np.stack([history.x[newest], history.y[newest]], axis=1)
        if len(newest):
            self._centre, self._scale = place.mean(axis=0), place.std(axis=0) + 1.0
        else:
            self._centre = np.array([self.grid.x.mean(), self.grid.y.mean()])
            self._scale = np.ones(2)
        local = utc_to_local(history.occurred_from[newest], history.time_zone)
        self._net = train(clock(local), (place - self._centre) / self._scale)
        days = min(365.0, span_days(history.occurred_from, self.origin))
        recent = (self.origin - history.occurred_from) / DAY <= days
        self._per_hour = (np.bincount(history.category[recent], minlength=n) + 0.5) / (24 * days)
        whole = np.bincount(history.category, minlength=n) + 1.0
        self._placed = (np.bincount(history.category[inside], minlength=n) + 1.0) / whole

    def points(self, hours: Instants) -> Floats:
        """Return the network's point (hour, 2) in metres (x, y) for each UTC hour start."""
        points: Floats = (
            self._net(clock(utc_to_local(hours, self._time_zone))) * self._scale + self._centre
        )
        return points

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        value = self._per_hour[category] * self._placed[category]
        cells = len(self.grid.cells)
        cell = self.grid.locate(*self.points(hours).T)
        there = np.flatnonzero(cell >= 0)
        even = np.ones(len(hours))  # a point outside the study area says nothing of it
        even[there] = self.even
        out = np.repeat((value * even / cells).astype(np.float32)[:, None], cells, axis=1)
        out[there, self.grid.rank[cell[there]]] += np.float32(value * (1 - self.even))
        return out

    def _city_total(self, hours: Instants) -> Floats:
        return np.repeat(self._per_hour[:, None], len(hours), axis=1)
