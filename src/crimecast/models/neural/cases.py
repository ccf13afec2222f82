"""Incidents and the empty cells that stand against them, for a network from place and time.

A Poisson process's log-likelihood is the sum of its log intensity over what came, less all that was
expected. Given how many came in a window, and when, what was expected at an incident's hour is a
sum over all cells, for which a few drawn ones stand, weighted by how unlikely they were drawn.
Source: Waagepetersen (2008), "Estimating functions for inhomogeneous spatial point processes with
incomplete covariate data", Biometrika 95(2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, hour_of_week, local_date
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.models.aoristic import day_types
from crimecast.models.neural.events import Events
from crimecast.models.neural.offset import Rows, mixture_weights
from crimecast.models.neural.stack import SPECS, Stack, Stacks, log_relative, seen_by
from crimecast.models.neural.windows import Plan, window_stacks

_PROPOSAL = 2  # the field (own, 250 m, no decay) that half of the empty cells are drawn by


@dataclass(frozen=True, eq=False)
class Cases:
    """Incidents and their empty cells.

    Attributes
    ----------
    category : int (case,)
    cell : int (case, 1 + drawn)
        Ranks among the study area's cells: the incident's own, then those drawn.
    fields : float16 (case, 1 + drawn, 3 x field)
        Scaled logs of the fields there, as they stood at the window's start.
    base : float32 (case, 1 + drawn)
        Log of the baseline's density over an even spread.
    chance : float32 (case, 1 + drawn)
        How likely a cell was drawn, over an even chance.
    first, length : float (case,)
        Start (hours after the whole hour that holds the origin) and length (hours) of the
        incident's window.
    later : bool (case,)
        Whether it is kept back to know when to stop.
    """

    category: Ints
    cell: Ints
    fields: npt.NDArray[np.float16]
    base: npt.NDArray[np.float32]
    chance: npt.NDArray[np.float32]
    first: Floats
    length: Floats
    later: Bools

    def __len__(self) -> int:
        return len(self.category)

    def hour(self, share: Floats) -> Ints:
        """Return the hours (case,) after the origin's at a share of each incident's window."""
        return np.floor(self.first + share * self.length).astype(np.int64)


def gather_cases(
    events: Events, stacks: Stacks, plan: Plan, *, drawn: int, mixed_from: int, seed: int
) -> tuple[Cases, Floats]:
    """Return the cases of all windows, and the baseline's weights fitted on the earlier ones.

    Parameters
    ----------
    drawn : int
        Empty cells for each incident.
    mixed_from : int
        First day (negative) of the windows on which the baseline is fitted.
    """
    rng = np.random.default_rng(seed)
    n = len(stacks.class_of)
    parts: list[Cases] = []
    densities: list[npt.NDArray[np.float32]] = []
    rows: list[Rows] = []
    for i, stack, came in window_stacks(stacks, plan):
        at = np.flatnonzero(came & events.usable)
        rank = stacks.grid.rank[events.cell[at]]
        category = events.category[at]
        part, density = _of_window(stack, stacks.class_of, category, rank, drawn, rng)
        parts.append(
            replace(
                part,
                first=events.first[at],
                length=events.length[at],
                later=np.full(len(at), i >= plan.earlier),
            )
        )
        densities.append(density)
        if i < plan.earlier and plan.starts[i] >= mixed_from:
            even = np.full((len(at), 1), 1.0 / len(stacks.grid.cells), np.float32)
            own = np.hstack([density[:, 0], even])
            rows.append([own[category == c] for c in range(n)])
    weights = mixture_weights(rows, n)
    cells = np.float32(len(stacks.grid.cells))
    based = []
    for part, density in zip(parts, densities, strict=True):
        own = weights[part.category].astype(np.float32)
        mixture = np.matmul(density, own[:, :-1, None])[..., 0] * cells + own[:, -1:]
        based.append(replace(part, base=np.log(mixture)))
    return _joined(based, drawn), weights


def _of_window(  # noqa: PLR0917
    stack: Stack, class_of: Ints, category: Ints, rank: Ints, drawn: int, rng: np.random.Generator
) -> tuple[Cases, npt.NDArray[np.float32]]:
    """Return a window's cases, without base and hours, and the fields' densities there."""
    cells, fields = stack.shape[2], 3 * len(SPECS)
    cell = np.empty((len(category), 1 + drawn), np.int64)
    cell[:, 0] = rank
    chance = np.empty(cell.shape, np.float32)
    density = np.empty((*cell.shape, fields), np.float32)
    logs = np.empty((*cell.shape, fields), np.float16)
    for c in np.unique(category):
        mine = category == c
        likely = 0.5 * stack[c, _PROPOSAL].astype(np.float64) + 0.5 / cells
        likely /= likely.sum()
        cell[mine, 1:] = rng.choice(cells, (int(mine.sum()), drawn), p=likely)
        chance[mine] = likely[cell[mine]] * cells
        seen = seen_by(stack, class_of, int(c))
        density[mine] = np.moveaxis(seen[:, cell[mine]], 0, -1)
        logs[mine] = np.moveaxis(log_relative(seen)[:, cell[mine]], 0, -1)
    nothing = np.zeros(len(category))
    none = np.zeros(len(category), bool)
    return Cases(category, cell, logs, chance, chance, nothing, nothing, none), density


def _joined(parts: list[Cases], drawn: int) -> Cases:
    """Return all windows' cases as one."""
    size = 3 * len(SPECS)
    none = Cases(
        np.zeros(0, np.int64), np.zeros((0, 1 + drawn), np.int64),
        np.zeros((0, 1 + drawn, size), np.float16), np.zeros((0, 1 + drawn), np.float32),
        np.zeros((0, 1 + drawn), np.float32), np.zeros(0), np.zeros(0), np.zeros(0, bool),
    )  # fmt: skip
    names = Cases.__dataclass_fields__
    return Cases(
        **{name: np.concatenate([getattr(p, name) for p in [none, *parts]]) for name in names}
    )


def waves(grid: Grid, *, seed: int, scales: tuple[float, ...], each: int) -> Floats:
    """Return fixed Fourier features (cell, 2 x each x scale) of the cells' coordinates.

    Source: Tancik et al. (2020), "Fourier features let networks learn high frequency functions in
    low dimensional domains", NeurIPS 33.

    Parameters
    ----------
    scales : tuple of float
        Length scales in metres, each with its own random frequencies.
    """
    rng = np.random.default_rng(seed)
    row, column = np.divmod(grid.cells, grid.shape[1])
    place = np.stack([column, row], axis=1) * float(grid.cell)
    turned = [place @ rng.normal(size=(2, each)) / scale for scale in scales]
    phase = np.concatenate(turned, axis=1)
    features: Floats = np.concatenate([np.sin(phase), np.cos(phase)], axis=1)
    return features


def time_features(hours: Instants, time_zone: str) -> Floats:
    """Describe local hours (hour, feature): waves of the day, the week and the year.

    The day's waves have a set of their own at the weekend (Friday 6 pm to Sunday 6 pm).
    """
    week = hour_of_week(hours, time_zone)
    day = _harmonics(week / 24, 4)
    weekend = day_types(week)[:, None]
    year = local_date(hours, time_zone).astype(float) / 365.25
    return np.concatenate(
        [day, day * weekend, weekend, _harmonics(week / 168, 3), _harmonics(year, 2)], axis=1
    )


def _harmonics(turns: Floats, count: int) -> Floats:
    phase = 2 * np.pi * turns[:, None] * np.arange(1, count + 1)
    waves_: Floats = np.concatenate([np.sin(phase), np.cos(phase)], axis=1)
    return waves_
