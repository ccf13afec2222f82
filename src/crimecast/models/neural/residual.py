"""What both networks share: a level that is tracked, a baseline that is corrected, an advance."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, TypedDict

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.neural.events import Events, events_of
from crimecast.models.neural.offset import mixed
from crimecast.models.neural.stack import Stack, Stacks
from crimecast.models.neural.torch_lib import require_torch
from crimecast.models.neural.windows import Plan, plan_windows
from crimecast.models.span import span_days

_MIXED = 120  # days before those held back on which the baseline is fitted


class Learning(TypedDict, total=False):
    """How a network learns: parameters of :class:`NeuralResidual`."""

    steps: int | None
    period: int
    ahead: int
    held_back: int
    rate: float | None
    dropout: float | None
    device: str
    threads: int
    seed: int


class NeuralResidual(Mapped):
    """A network that corrects a mixture of past counts; how many to expect is the level's to say.

    Parameters
    ----------
    steps : int, optional
        Most steps of learning; ``default_steps`` where absent.
    period : int
        Days to learn from, the newest included.
    ahead : int
        Days that a window of learning covers, after which past counts are renewed.
    held_back : int
        Newest days, which are not learned from but say when to stop.
    rate : float, optional
        Largest step size; ``default_rate`` where absent.
    dropout : float, optional
        Share of what is known of a place left out at each step; ``default_dropout`` where absent.
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

    default_steps: ClassVar[int]
    default_rate: ClassVar[float]
    default_dropout: ClassVar[float]

    learned: list[float]
    _weights: Floats
    _events: Events

    def __init__(
        self,
        *,
        steps: int | None = None,
        period: int = 330,
        ahead: int = 3,
        held_back: int = 30,
        rate: float | None = None,
        dropout: float | None = None,
        device: str = "auto",
        threads: int = 1,
        seed: int = 1,
    ) -> None:
        require_torch(self.name)
        self.steps = self.default_steps if steps is None else steps
        self.period = period
        self.ahead = ahead
        self.held_back = held_back
        self.rate = self.default_rate if rate is None else rate
        self.dropout = self.default_dropout if dropout is None else dropout
        self.device = device
        self.threads = threads
        self.seed = seed

    def _take_in(self, history: History) -> Placed:
        placed = super()._take_in(history)
        self._events = events_of(history, placed, self.grid, self.origin)
        middle = midpoint(history.occurred_from, history.occurred_to)
        self._days = span_days(middle, self.origin)
        return placed

    def _plan(self, most: int | None = None) -> Plan:
        """Lay the windows to learn from, ``most`` of them."""
        return plan_windows(
            self._days, period=self.period, ahead=self.ahead, held_back=self.held_back, most=most
        )

    @property
    def _mixed_from(self) -> int:
        """First day (negative) of the windows on which the baseline is fitted."""
        return -(self.held_back + _MIXED)

    def _stacks(self) -> Stacks:
        return Stacks(self.grid, self._smoother, self._events, self._class_of)

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
