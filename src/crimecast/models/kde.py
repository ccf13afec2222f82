"""Kernel density, tuned: the reference that says what one well-chosen kernel can do.

Each category has one Gaussian bandwidth, one decay time and one share spread evenly, chosen
together by maximum likelihood on the incidents of the last months, each seen with what had been
reported at the start of its day. Source of choosing a space-time kernel by likelihood one step
ahead: Mohler (2014), "Marked point process hotspot maps", Int. J. Forecast. 30(3).
"""

from __future__ import annotations

from itertools import product
from math import inf
from typing import ClassVar, Final

import numpy as np

from crimecast.grid import Floats
from crimecast.models.fields import FieldSpec, combine, densities_at
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.threads import in_threads
from crimecast.models.tuned import FLOORS, Tuned, floor_scores

BANDWIDTHS: Final = (20.0, 30.0, 40.0, 55.0, 80.0, 120.0, 180.0, 300.0, 500.0)
DECAYS: Final = (60.0, 180.0, 365.0, 730.0, 1460.0, inf)
SPECS: Final = tuple(FieldSpec(b, d) for b, d in product(BANDWIDTHS, DECAYS))


class KernelDensity(Tuned, Mapped):
    """Kernel density with bandwidth, decay time and even floor chosen by category.

    Parameters are those of :class:`~crimecast.models.tuned.Tuned`.

    Attributes
    ----------
    chosen : tuple of (FieldSpec, float)
        Each category's kernel and even share, once fitted.
    """

    name: ClassVar[str] = "kde"
    chosen: tuple[tuple[FieldSpec, float], ...] = ()

    def _tune(self, placed: Placed) -> None:
        def scores(category: int) -> tuple[Floats, int]:
            at = placed.learned_from(category, self.window)
            density = densities_at(
                placed.points.select(placed.category == category), SPECS, self._smoother,
                start=-self.window, event_cell=placed.points.cell[at], event_day=placed.day[at],
            )  # fmt: skip
            return floor_scores(density, len(self.grid.cells)).reshape(-1), int(at.sum())

        best = self._best(in_threads(scores, range(len(self.categories))))
        self.chosen = tuple(
            (SPECS[spec], float(FLOORS[floor]))
            for spec, floor in zip(*np.divmod(best, len(FLOORS)), strict=True)
        )

    def _map(self, category: int, placed: Placed) -> Floats:
        spec, floor = self.chosen[category]
        points = placed.points.select(placed.category == category)
        density = combine(points, [spec], np.ones(1), self._smoother)
        cells = self.grid.cells
        return np.asarray((1 - floor) * density.reshape(-1)[cells] + floor / len(cells))
