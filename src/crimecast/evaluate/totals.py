"""Totals of the city and of its neighborhoods: what was expected, how surely, what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.area import Area
from crimecast.evaluate.coverage import central_interval, pit_bounds, randomized_coverage
from crimecast.evaluate.crps import crps_count
from crimecast.evaluate.protocol import Protocol, Span
from crimecast.evaluate.tables import Rows
from crimecast.forecast import Singles
from crimecast.grid import Floats, Grid, Ints

CITY = "city"


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas made of cells.

    Attributes
    ----------
    names : tuple of str
    of_cell : int64 (cell,)
        Index of the area that holds each of ``grid.cells``, -1 where there is none.
    """

    names: tuple[str, ...]
    of_cell: Ints

    def __post_init__(self) -> None:
        if CITY in self.names:
            raise ValueError(f"an area is named {CITY!r}, which stands for the whole")
        if len(self.of_cell) and not -1 <= self.of_cell.min() <= self.of_cell.max() < len(
            self.names
        ):
            raise ValueError("a cell lies in an area that has no name")

    @classmethod
    def none(cls, grid: Grid) -> Areas:
        """Return no areas."""
        return cls((), np.full(len(grid.cells), -1))

    @classmethod
    def neighborhoods(cls, area: Area, grid: Grid) -> Areas:
        """Return the neighborhoods that hold the centre of a cell; the first of several has it."""
        import shapely  # noqa: PLC0415

        iy, ix = np.divmod(grid.cells, grid.shape[1])
        x, y = grid.x[ix], grid.y[iy]
        names: list[str] = []
        of_cell = np.full(len(grid.cells), -1)
        for item in area.neighborhoods:
            shapely.prepare(item.polygon)
            inside = shapely.contains_xy(item.polygon, x, y) & (of_cell < 0)
            if inside.any():
                if item.name not in names:
                    names.append(item.name)
                of_cell[inside] = names.index(item.name)
        return cls(tuple(names), of_cell)

    def sums(self, values: npt.NDArray[Any]) -> Floats:
        """Sum values (cell,) by area."""
        inside = self.of_cell >= 0
        weights = values[inside].astype(np.float64)
        sums = np.bincount(self.of_cell[inside], weights, minlength=len(self.names))
        return sums.astype(np.float64, copy=False)


def total_variance(expected: Floats) -> Floats:
    """Return the variance of totals with these means: that of Poisson counts."""
    return expected


class Totals:
    """Totals of one model and origin, collected by category, judged all at once.

    Parameters
    ----------
    areas : Areas
    groups : mapping of name to tuple of int
        Sums over categories that are told beside them.
    """

    def __init__(
        self,
        areas: Areas,
        protocol: Protocol,
        categories: Sequence[str],
        groups: Mapping[str, tuple[int, ...]],
    ) -> None:
        self._areas, self._categories, self._groups = areas, categories, groups
        self._spans = protocol.spans()
        shape = (len(categories),)
        self._city = {span: np.zeros((2, *shape, span.count)) for span in self._spans}
        self._local = {
            span: np.zeros((2, *shape, len(areas.names))) for span in self._spans if not span.short
        }

    def add(  # noqa: PLR0917
        self, category: int, span: Span, values: Singles, thinning: float, step: Ints, cell: Ints
    ) -> None:
        """Take in a category's values (window, cell) of a span.

        ``thinning`` is the share of its incidents that are counted there; ``step`` and ``cell`` are
        their windows and cells.
        """
        expected, observed = self._city[span]
        expected[category] = thinning * values.sum(axis=1, dtype=np.float64)
        observed[category] = np.bincount(step, minlength=span.count)
        if not span.short and self._areas.names:
            expected, observed = self._local[span]
            expected[category] = self._areas.sums(values[0])
            observed[category] = self._areas.sums(np.bincount(cell, minlength=values.shape[1]))

    def write(self, rows: Rows, scores: Rows, model: str, origin: np.datetime64) -> None:
        """Add the totals to the table ``totals``, and what they score to the table ``scores``."""
        names = np.array([*self._categories, *self._groups], object)
        city, places = np.array([CITY], object), np.array(self._areas.names, object)
        tables = [(city, span, both) for span, both in self._city.items()]
        if len(places):
            tables += [(places, span, both) for span, both in self._local.items()]
        sums = [self._with_groups(both).reshape(2, -1) for _, _, both in tables]
        expected, observed = np.concatenate(sums, axis=1)
        variance = total_variance(expected)
        judged = _Judged.of(expected, variance, observed)
        start = 0
        for area, span, both in tables:
            stop = start + len(names) * both.shape[-1]
            at = slice(start, stop)
            shape = (len(names), len(area), span.count if area is city else 1)
            lead = span.lead + span.window * np.arange(shape[2])
            axes = np.meshgrid(names, area, lead, indexing="ij")
            rows.add(
                model=model,
                category=axes[0].reshape(-1),
                area=axes[1].reshape(-1),
                origin=origin,
                lead=axes[2].reshape(-1),
                hours=span.window,
                expected=expected[at],
                variance=variance[at],
                observed=observed[at],
                **{name: values[at] for name, values in judged.columns.items()},
            )
            kind = CITY if area is city else "neighborhood"
            for score, values in judged.scores.items():
                scores.add(
                    model=model,
                    category=names,
                    origin=origin,
                    lead=span.lead,
                    resolution=f"{span.window}h x {kind}",
                    score=score,
                    value=values[at].reshape(len(names), -1).sum(axis=1, dtype=np.float64),
                    unit="incidents" if score == "crps" else "1",
                    n=shape[1] * shape[2],
                )
            start = stop

    def _with_groups(self, both: Floats) -> Floats:
        """Append sums over categories: (2, category, x) to (2, category + group, x)."""
        sums = [both[:, list(members)].sum(axis=1) for members in self._groups.values()]
        return np.concatenate([both, np.stack(sums, axis=1)], axis=1)


@dataclass(frozen=True, eq=False)
class _Judged:
    """Columns that the table ``totals`` has beside the counts, and scores that add up."""

    columns: dict[str, Floats]
    scores: dict[str, Floats]

    @classmethod
    def of(cls, expected: Floats, variance: Floats, observed: Floats) -> _Judged:
        lower50, upper50 = central_interval(expected, variance, level=0.5)
        lower90, upper90 = central_interval(expected, variance, level=0.9)
        pit_low, pit_high = pit_bounds(observed, expected, variance)
        crps = crps_count(observed, expected, variance)
        columns = {
            "lower50": lower50, "upper50": upper50, "lower90": lower90, "upper90": upper90,
            "crps": crps, "pit_low": pit_low, "pit_high": pit_high,
        }  # fmt: skip
        scores = {
            "crps": crps,
            "inside_50": ((lower50 <= observed) & (observed <= upper50)).astype(float),
            "inside_90": ((lower90 <= observed) & (observed <= upper90)).astype(float),
            "covered_50": randomized_coverage(pit_low, pit_high, level=0.5),
            "covered_90": randomized_coverage(pit_low, pit_high, level=0.9),
        }
        return cls(columns, scores)
