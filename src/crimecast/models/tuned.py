"""Models with a few choices to make, such as a share spread evenly, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.models.base import Model

FLOORS: Final[Floats] = np.array(
    [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95]
)
"""Shares of an even spread among which one is chosen."""


class Tuned(Model):
    """A model that chooses among candidates, by category.

    Parameters
    ----------
    window : int
        Days before the origin whose incidents the choice is made on.
    pooled : float
        Incidents' worth of belief, per category, in what is best for all together.
    """

    def __init__(self, *, window: int = 120, pooled: float = 20.0) -> None:
        self.window = window
        self.pooled = pooled

    def _best(self, scored: Sequence[tuple[Floats, int]]) -> Ints:
        """Return each category's best candidate, from its scores and number of incidents."""
        scores, counts = zip(*scored, strict=True)
        return shared_best(np.stack(scores), np.array(counts), pooled=self.pooled)


class FloorTuned(Tuned):
    """A model that chooses the share of an even spread; parameters are those of :class:`Tuned`.

    Attributes
    ----------
    floors : tuple of float
        Each category's even share, once fitted.
    """

    floors: tuple[float, ...] = ()

    def _choose_floors(self, scored: Sequence[tuple[Floats, int]]) -> None:
        self.floors = tuple(float(FLOORS[i]) for i in self._best(scored))


def floor_scores(density: npt.NDArray[np.floating], cells: int) -> Floats:
    """Return the log score of densities mixed with an even spread, over an even spread's.

    Parameters
    ----------
    density : (incident, candidate)
        Density per cell that each candidate gives each incident.
    cells : int
        Number of cells in the study area.

    Returns
    -------
    (candidate, floor)
        Sums over incidents in nats, for the floors of ``FLOORS``.
    """
    ratio = density.astype(np.float64) * cells
    scores = [np.log((1 - floor) * ratio + floor).sum(axis=0) for floor in FLOORS]
    return np.stack(scores, axis=-1)


def shared_best(scores: Floats, counts: Ints, *, pooled: float) -> Ints:
    """Choose each category's best candidate, drawn to what is best for all together.

    Parameters
    ----------
    scores : (category, candidate)
        Summed log scores.
    counts : int (category,)
        Incidents that they were summed over.
    pooled : float
        Incidents' worth of belief, per category, in all categories' mean scores.

    Returns
    -------
    int (category,)
    """
    mean = scores.sum(axis=0) / max(int(counts.sum()), 1)
    return np.asarray((scores + pooled * mean).argmax(axis=1))
