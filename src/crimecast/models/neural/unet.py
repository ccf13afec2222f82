"""A U-Net on stacked fields that corrects a mixture of them.

Every few days of the last year give a window: the fields as they stood at its start, and what came
in it. The network learns by how much each cell's expected count departs from the mixture's, with
the Poisson likelihood of the windows' counts by cell, given their totals (the level says how many
to expect, the hour-of-week profile when). Source of the architecture: Ronneberger, Fischer & Brox
(2015), "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.grid import Floats, Ints
from crimecast.models.base import Term
from crimecast.models.components import TERMS
from crimecast.models.mapped import Placed
from crimecast.models.neural.events import Events, counts_by_cell
from crimecast.models.neural.offset import Rows, design_rows, mixed, mixture_weights, term_maps
from crimecast.models.neural.residual import Learning, NeuralResidual
from crimecast.models.neural.stack import SPECS, Stack, Stacks, log_relative, relative
from crimecast.models.neural.torch_lib import pick_device, steady
from crimecast.models.neural.windows import Plan, window_stacks

if TYPE_CHECKING:
    import torch

    from crimecast.models.neural.nets import FieldUNet

_Half = npt.NDArray[np.float16]
_LEAST_WINDOWS = 8
_HIDDEN = 32  # numbers in the head's layers
_DRAWN = 1024  # cells drawn at a step, to stand for all
_JUDGED = 4096  # cells drawn to judge by what was kept back
_EVEN = 1e-3  # share spread evenly


@dataclass(frozen=True, eq=False)
class _Lessons:
    """Windows: scaled logs (source, field, cell), baseline and counts (category, cell)."""

    plan: Plan
    logs: list[_Half]
    base: list[npt.NDArray[np.float32]]
    counts: list[npt.NDArray[np.float32]]


class UNet(NeuralResidual):
    """U-Net on stacked fields, a residual over a mixture of them.

    Parameters
    ----------
    width : int
        Numbers a cell has in the finest layer.
    memory : float
        Gigabytes for the windows' fields; where they do not suffice, fewer windows are seen.
    **learning
        See :class:`~crimecast.models.neural.residual.NeuralResidual`.

    Raises
    ------
    InputError
        If PyTorch is not installed, or the device is not there.
    """

    name: ClassVar[str] = "unet"
    remainder: ClassVar[Term] = Term("learned", "What the network adds")
    default_steps: ClassVar[int] = 600
    default_rate: ClassVar[float] = 4e-3
    default_dropout: ClassVar[float] = 0.1

    def __init__(
        self, *, width: int = 16, memory: float = 1.0, **learning: Unpack[Learning]
    ) -> None:
        super().__init__(**learning)
        self.width = width
        self.memory = memory

    def _learn(self, events: Events, stacks: Stacks) -> None:
        lessons = self._lessons(events, stacks)
        with steady(threads=self.threads, seed=self.seed):
            self._net = self._make(stacks)
            self.learned = self._train(lessons)

    def _lessons(self, events: Events, stacks: Stacks) -> _Lessons:
        each = 2 * stacks.sources * len(SPECS) * len(self.grid.cells)
        plan = self._plan(most=max(_LEAST_WINDOWS, int(self.memory * 1e9 / each)))
        n, size = len(self.categories), self.grid.mask.size
        logs: list[_Half] = []
        counts: list[npt.NDArray[np.float32]] = []
        rows: list[Rows] = []
        for i, stack, came in window_stacks(stacks, plan):
            whole = counts_by_cell(events, came, categories=n, size=size)
            counts.append(whole[:, self.grid.cells])
            logs.append(log_relative(stack).astype(np.float16))
            if i < plan.earlier and plan.starts[i] >= self._mixed_from:
                rows.append(design_rows(stack, counts[-1], self._class_of))
        self._weights = mixture_weights(rows, n)
        base = [mixed(relative(x.astype(np.float32)), self._class_of, self._weights) for x in logs]
        return _Lessons(plan, logs, [np.log(b * b.shape[1]) for b in base], counts)

    def _make(self, stacks: Stacks) -> FieldUNet:
        import torch  # noqa: PLC0415

        from crimecast.models.neural.nets import FieldUNet, make_blocks  # noqa: PLC0415

        n = len(self.categories)
        members = np.stack(
            [np.arange(n), n + stacks.class_of, np.full(n, stacks.sources - 1)], axis=1
        )
        net = FieldUNet(
            sources=stacks.sources, fields=len(SPECS), members=torch.from_numpy(members),
            blocks=make_blocks(self.grid.shape, self.grid.cells, self.grid.cell),
            width=self.width, hidden=_HIDDEN, dropout=self.dropout,
        )  # fmt: skip
        return net.to(pick_device(self.device))

    def _train(self, lessons: _Lessons) -> list[float]:
        """Learn; return what was gained on the later block, nats per incident, look by look."""
        import torch  # noqa: PLC0415

        from crimecast.models.neural.learn import Budget, learn  # noqa: PLC0415

        plan, net = lessons.plan, self._net
        if not (self.steps and plan.earlier and plan.later):
            return [0.0]
        device = net.block.device
        order = np.random.default_rng(self.seed)
        turns = -(-self.steps // plan.earlier)
        batches = np.concatenate([order.permutation(plan.earlier) for _ in range(turns)])

        def gain(asked: torch.nn.Module, i: int, at: _Sample) -> tuple[torch.Tensor, float]:
            """Sum a window's log-likelihood over the baseline's; return it with what came."""
            counts, base = lessons.counts[i], lessons.base[i]
            logs = torch.from_numpy(lessons.logs[i]).to(device).float()
            cells = torch.from_numpy(at.cells).to(device)
            residual = asked(logs, torch.from_numpy(base).to(device), cells)
            came = torch.from_numpy(counts[:, at.cells[: at.hits]]).to(device)
            weights = torch.from_numpy(at.weights * counts.sum(axis=1)[:, None]).to(device)
            # Poisson: log intensity where it happened, less what all cells were expected to hold.
            missed = (weights * torch.expm1(residual[:, at.hits :])).sum()
            return (came * residual[:, : at.hits]).sum() - missed, float(counts.sum())

        def loss(step: int) -> torch.Tensor:
            i = int(batches[step])
            gained, came = gain(net, i, _sample(lessons.counts[i], lessons.base[i], _DRAWN, order))
            return -gained / max(came, 1.0)

        fixed = np.random.default_rng(self.seed)
        later = {
            i: _sample(lessons.counts[i], lessons.base[i], _JUDGED, fixed)
            for i in range(plan.earlier, len(plan.starts))
        }

        def score(asked: torch.nn.Module) -> float:
            with torch.no_grad():
                seen = [gain(asked, i, at) for i, at in later.items()]
            return sum(float(g) for g, _ in seen) / max(sum(came for _, came in seen), 1.0)

        budget = Budget(steps=self.steps, check=50, patience=4, rate=self.rate)
        return learn(net, loss, score, budget)

    def _renew(self, stack: Stack, baseline: npt.NDArray[np.float32]) -> None:
        import torch  # noqa: PLC0415

        device = self._net.block.device
        with steady(threads=self.threads, seed=self.seed), torch.no_grad():
            base = torch.from_numpy(np.log(baseline * baseline.shape[1])).to(device)
            residual = (
                self._net(torch.from_numpy(log_relative(stack)).to(device), base).cpu().numpy()
            )
        density = baseline * np.exp(
            residual - residual.max(axis=1, keepdims=True), dtype=np.float64
        )
        density /= density.sum(axis=1, keepdims=True)
        # No cell is impossible, whatever the network holds.
        density = (1 - _EVEN) * density + _EVEN / density.shape[1]
        self._density = density
        terms = term_maps(stack, self._class_of, self._weights)
        # What the network takes away, it takes from every term alike; what it adds is told apart.
        kept = np.minimum(1.0 - 1e-6, density / terms.sum(axis=1))
        self._terms = (terms * kept[:, None]).astype(np.float32)

    def terms(self) -> tuple[Term, ...]:
        """Return the terms that are a map times a series of hours."""
        return TERMS

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return maps (term, cell) of one category."""
        maps: npt.NDArray[np.float32] = self._terms[self._index(category)]
        return maps

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the city's expected placed counts of one category by hour."""
        return self._placed_total(self._index(category), hours)

    def _map(self, category: int, placed: Placed) -> Floats:
        del placed
        density: Floats = self._density[category]
        return density


@dataclass(frozen=True, eq=False)
class _Sample:
    """Cells of a window that stand for all: ``hits`` with incidents, then some drawn.

    ``weights`` (category, drawn) is the baseline's density in a drawn cell over how likely it was
    to be drawn.
    """

    cells: Ints
    hits: int
    weights: npt.NDArray[np.float32]


def _sample(
    counts: npt.NDArray[np.float32],
    base: npt.NDArray[np.float32],
    count: int,
    rng: np.random.Generator,
) -> _Sample:
    """Draw cells, more where more is expected, beside those where something happened."""
    density = np.exp(base.astype(np.float64))
    chance = 0.5 + 0.5 * density.mean(axis=0)
    chance /= chance.sum()
    drawn = rng.choice(len(chance), count, p=chance)
    weights = density[:, drawn] / (density.shape[1] * count * chance[drawn])
    hit = np.flatnonzero(counts.any(axis=0))
    return _Sample(np.concatenate([hit, drawn]), len(hit), weights.astype(np.float32))
