"""What both networks share: a level that is tracked, a baseline that is corrected, an advance."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint
from crimecast.models.fields import Smoother
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.neural.events import Events, events_of
from crimecast.models.neural.offset import mixed
from crimecast.models.neural.stack import Stack, Stacks
from crimecast.models.neural.torch_lib import require_torch
from crimecast.models.span import span_days


class NeuralResidual(Mapped):
    """A network that corrects a mixture of past counts; how many to expect is the level's to say.

    Parameters
    ----------
    device : str
        ``auto`` (a GPU where there is one), ``cpu``, ``cuda`` or another of PyTorch's names.
    threads : int
        Threads of PyTorch on a CPU. Not taken from the machine, as sums depend on it. Where other
        work fills the cores, more than one wait for each other more than they help.
    seed : int
        Of the first weights and of the order of learning.

    Attributes
    ----------
    learned : list of float
        What the network gained over the baseline on the days kept back, nats per incident, look by
        look; the best is kept.
    """

    learned: list[float]
    _weights: Floats
    _events: Events

    def __init__(self, *, device: str, threads: int, seed: int) -> None:
        require_torch(self.name)
        self.device = device
        self.threads = threads
        self.seed = seed

    def _take_in(self, history: History) -> Placed:
        placed = super()._take_in(history)
        self._class_of = np.unique(history.classes, return_inverse=True)[1].astype(np.int64)
        self._events = events_of(history, placed, self.grid, self.origin)
        middle = midpoint(history.occurred_from, history.occurred_to)
        self._days = span_days(middle, self.origin)
        return placed

    def _stacks(self) -> Stacks:
        return Stacks(self.grid, Smoother(self.grid), self._events, self._class_of)

    def _tune(self, placed: Placed) -> None:
        del placed
        self._learn(self._events, self._stacks())

    def _draw(self, placed: Placed) -> None:
        stack = self._stacks().at(0.0)
        self._renew(stack, mixed(stack, self._class_of, self._weights))
        super()._draw(placed)

    @abstractmethod
    def _learn(self, events: Events, stacks: Stacks) -> None:
        """Fit the baseline's weights and the network."""

    @abstractmethod
    def _renew(self, stack: Stack, baseline: npt.NDArray[np.float32]) -> None:
        """Take in the newest fields and the baseline (category, cell); what was learned stays."""
