"""A fully connected network from place and time to the log of an intensity.

What the Seattle demo's network (a time in, one point out) was after: how many reported incidents
of a category to expect in a place at an hour. A place enters as fixed Fourier features of its
coordinates at several scales and as the logs of past counts there; an hour as waves of the day, the
week and the year; a category as an embedding. Trained by the likelihood of a Poisson process on
incidents and a weighted sample of empty cells, stopped by a later block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOUR, Instants, hours_from
from crimecast.grid import Floats
from crimecast.models.base import Term
from crimecast.models.mapped import Placed
from crimecast.models.neural.cases import Cases, gather_cases, time_features, waves
from crimecast.models.neural.events import Events
from crimecast.models.neural.residual import Learning, NeuralResidual
from crimecast.models.neural.stack import SPECS, Stack, Stacks, log_relative, seen_by
from crimecast.models.neural.torch_lib import pick_device, steady

if TYPE_CHECKING:
    import torch

    from crimecast.models.neural.nets import PlaceTime

_SCALES = (400.0, 1000.0, 2500.0, 6000.0)  # m
_EACH = 12  # Fourier frequencies of a scale
_EVEN = 1e-3  # share spread evenly
_BATCH = 512  # incidents of a step


class PlaceTimeNet(NeuralResidual):
    """A fully connected network from place and time.

    Parameters
    ----------
    past_counts : bool
        Whether the network starts from a mixture of past counts and sees their logs. Without, it
        knows a place by its coordinates alone.
    drawn : int
        Empty cells against each incident.
    hidden : (int, int)
        Widths of its layers.
    **learning
        See :class:`~crimecast.models.neural.residual.NeuralResidual`.

    Raises
    ------
    InputError
        If PyTorch is not installed, or the device is not there.
    """

    name: ClassVar[str] = "place_time_net"
    remainder: ClassVar[Term] = Term("learned", "What the network makes of the place and the hour")
    default_steps: ClassVar[int] = 1000
    default_rate: ClassVar[float] = 3e-3
    default_dropout: ClassVar[float] = 0.0

    def __init__(
        self,
        *,
        past_counts: bool = True,
        drawn: int = 8,
        hidden: tuple[int, int] = (48, 24),
        **learning: Unpack[Learning],
    ) -> None:
        super().__init__(**learning)
        self.past_counts = past_counts
        self.drawn = drawn
        self.hidden = hidden

    def _learn(self, events: Events, stacks: Stacks) -> None:
        cases, self._weights = gather_cases(
            events, stacks, self._plan(), drawn=self.drawn, mixed_from=self._mixed_from,
            seed=self.seed,
        )  # fmt: skip
        features = waves(self.grid, seed=self.seed, scales=_SCALES, each=_EACH)
        self._waves = features.astype(np.float32)
        with steady(threads=self.threads, seed=self.seed):
            self._net = self._make()
            self.learned = self._train(cases, self._level.time_zone)

    def _make(self) -> PlaceTime:
        from crimecast.models.neural.nets import PlaceTime  # noqa: PLC0415

        place = self._waves.shape[1] + (3 * len(SPECS) + 1 if self.past_counts else 0)
        time = time_features(np.array([self.origin]).astype("datetime64[s]"), "UTC").shape[1]
        net = PlaceTime(
            place=place, time=time, categories=len(self.categories), hidden=self.hidden,
            dropout=self.dropout,
        )  # fmt: skip
        return net.to(pick_device(self.device))

    def _train(self, cases: Cases, time_zone: str) -> list[float]:
        """Learn; return what was gained on the later block, nats per incident, look by look."""
        import torch  # noqa: PLC0415

        from crimecast.models.neural.learn import Budget, learn  # noqa: PLC0415

        net, order = self._net, np.random.default_rng(self.seed)
        earlier, later = np.flatnonzero(~cases.later), np.flatnonzero(cases.later)
        if not (self.steps and len(earlier) and len(later)):
            return [0.0]
        device = net.leave.weight.device
        oldest = int(np.floor(cases.first.min()))
        latest = int(np.ceil((cases.first + cases.length).max())) + 1
        hours = hours_from(self.origin, 1) + HOUR * np.arange(oldest, latest)
        times = time_features(hours, time_zone)
        table = torch.from_numpy(times.astype(np.float32)).to(device)

        def likelihood(asked: PlaceTime, at: npt.NDArray[np.int64], share: float) -> torch.Tensor:
            """Log-likelihood over the baseline's, a mean over incidents."""
            spread = order.random(len(cases)) if share < 0 else np.full(len(cases), share)
            hour = torch.from_numpy(cases.hour(spread)[at] - oldest).to(device)
            category = torch.from_numpy(cases.category[at]).to(device)[:, None]
            place = torch.from_numpy(self._known_of(cases, at)).to(device)
            residual = asked(place, table[hour][:, None], category)
            base = cases.base[at] if self.past_counts else np.zeros_like(cases.base[at])
            weight = torch.from_numpy(np.exp(base) / cases.chance[at])[:, 1:].to(device)
            missed = (weight * torch.expm1(residual[:, 1:])).mean(dim=1)
            mean: torch.Tensor = (residual[:, 0] - missed).mean()
            return mean

        turns = -(-self.steps * _BATCH // len(earlier))
        stream = np.concatenate([order.permutation(earlier) for _ in range(turns)])

        def loss(step: int) -> torch.Tensor:
            return -likelihood(net, stream[step * _BATCH : (step + 1) * _BATCH], -1.0)

        def score(asked: torch.nn.Module) -> float:
            with torch.no_grad():
                return float(likelihood(asked, later, 0.5))  # type: ignore[arg-type]

        budget = Budget(steps=self.steps, check=100, patience=4, rate=self.rate)
        return learn(net, loss, score, budget)

    def _known_of(self, cases: Cases, at: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return what is known of the cases' places (case, cell, feature)."""
        coordinates = self._waves[cases.cell[at]]
        if not self.past_counts:
            return coordinates
        base = cases.base[at][..., None] / np.float32(3.0)
        return np.concatenate(
            [cases.fields[at].astype(np.float32), base, coordinates], axis=-1, dtype=np.float32
        )

    def _renew(self, stack: Stack, baseline: npt.NDArray[np.float32]) -> None:
        self._logs = log_relative(stack)
        self._baseline = (
            baseline if self.past_counts else np.full_like(baseline, 1.0 / baseline.shape[1])
        )

    def _known_everywhere(self, category: int) -> npt.NDArray[np.float32]:
        """Return what is known of every cell (cell, feature) for a category."""
        if not self.past_counts:
            return self._waves
        base = np.log(self._baseline[category] * len(self._waves))[:, None] / np.float32(3.0)
        seen = seen_by(self._logs, self._class_of, category).T
        return np.concatenate([seen, base, self._waves], axis=1, dtype=np.float32)

    def _map(self, category: int, placed: Placed) -> Floats:
        del placed
        density: Floats = self._baseline[category].astype(np.float64)
        return density

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        import torch  # noqa: PLC0415

        series = self._placed_total(category, hours)
        times = time_features(hours, self._level.time_zone).astype(np.float32)
        device = self._net.leave.weight.device
        baseline = self._baseline[category].astype(np.float64)
        out = np.empty((len(hours), len(baseline)), np.float32)
        with steady(threads=self.threads, seed=self.seed), torch.no_grad():
            place = torch.from_numpy(self._known_everywhere(category)).to(device)
            at_place = self._net.at_place(place, torch.tensor(category, device=device))
            at_time = self._net.time(torch.from_numpy(times).to(device))
            for i in range(len(hours)):
                residual = self._net.joined(at_place, at_time[i]).cpu().numpy()
                density = baseline * np.exp(residual - residual.max(), dtype=np.float64)
                density *= (1 - _EVEN) / density.sum()
                out[i] = series[i] * (density + _EVEN / len(density))
        return out
