"""Totals of the city and of its neighborhoods: what was expected, how surely, what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crimecast.area import Area
from crimecast.calendar import Instants
from crimecast.evaluate.coverage import central_interval, pit_bounds, randomized_coverage
from crimecast.evaluate.crps import crps_count
from crimecast.evaluate.protocol import Span
from crimecast.evaluate.tables import Rows
from crimecast.forecast import Singles
from crimecast.grid import Floats, Grid, Ints
from crimecast.spread import Spread, Sums

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


class Totals:
    """Totals of one model and origin, collected by category, judged all at once.

    Parameters
    ----------
    areas : Areas
    grid : Grid
    spans : sequence of Span
        What is scored together.
    hours : datetime64[s], UTC
        Hours of the forecast.
    categories, groups
        Ids; sums over categories by name, as their indices.
    spread : Spread or None
        How far the model's counts spread; None: as Poisson counts do.
    """

    def __init__(  # noqa: PLR0917
        self,
        areas: Areas,
        grid: Grid,
        spans: Sequence[Span],
        hours: Instants,
        categories: Sequence[str],
        groups: Mapping[str, tuple[int, ...]],
        spread: Spread | None,
    ) -> None:
        if CITY in areas.names:
            raise ValueError(f"an area is named {CITY!r}, which stands for the whole")
        self._names = np.array([*categories, *groups], object)
        self._groups = list(groups.values())
        known = spread.select(categories) if spread is not None else Spread.poisson(categories)
        iy, ix = np.divmod(grid.cells, grid.shape[1])
        city = Areas((CITY,), np.zeros(len(grid.cells), np.int64))
        self._tables: dict[Span, list[_Table]] = {}
        for span in spans:
            own = hours[span.lead : span.stop]
            windows = np.arange(len(own)) // span.window
            whole = [city] if span.short or not areas.names else [city, areas]
            self._tables[span] = [
                _Table(
                    place,
                    Sums(
                        known, hours=own, x=grid.x[ix], y=grid.y[iy], windows=windows,
                        areas=place.of_cell, groups=self._groups,
                    ),
                    np.zeros((len(categories), span.count, len(place.names))),
                )
                for place in whole
            ]  # fmt: skip

    def add(self, category: int, span: Span, values: Singles, step: Ints, cell: Ints) -> None:
        """Take in the next category's expected counts, for one span.

        Parameters
        ----------
        values : float32 (hour, cell)
            Of the span's hours; of the incidents that are counted, where not all are.
        step, cell : int64 (incident,)
            The span's window, and the cell, of each incident counted.
        """
        for table in self._tables[span]:
            table.sums.add(values)
            area = table.areas.of_cell[cell]
            np.add.at(table.observed[category], (step[area >= 0], area[area >= 0]), 1)

    def write(self, rows: Rows, scores: Rows, model: str, origin: np.datetime64) -> None:
        """Add the totals to the table ``totals``, and what they score to the table ``scores``."""
        tables = [(span, table) for span, both in self._tables.items() for table in both]
        found = [self._moments(table) for _, table in tables]
        expected, variance, observed = (
            np.concatenate([moment[i].reshape(-1) for moment in found]) for i in range(3)
        )
        judged = _Judged.of(expected, variance, observed)
        start = 0
        for (span, table), moment in zip(tables, found, strict=True):
            shape = moment[0].shape
            at = slice(start, start + moment[0].size)
            start = at.stop
            lead = span.lead + span.window * np.arange(span.count)
            axes = np.meshgrid(
                self._names, lead, np.array(table.areas.names, object), indexing="ij"
            )
            rows.add(
                model=model,
                category=axes[0].reshape(-1),
                area=axes[2].reshape(-1),
                origin=origin,
                lead=axes[1].reshape(-1),
                hours=span.window,
                expected=expected[at],
                variance=variance[at],
                observed=observed[at],
                **{name: values[at] for name, values in judged.columns.items()},
            )
            kind = CITY if table.areas.names == (CITY,) else "neighborhood"
            for score, values in judged.scores.items():
                scores.add(
                    model=model,
                    category=self._names,
                    origin=origin,
                    lead=span.lead,
                    resolution=f"{span.window}h x {kind}",
                    score=score,
                    value=values[at].reshape(shape[0], -1).sum(axis=1),
                    unit="incidents" if score == "crps" else "1",
                    n=shape[1] * shape[2],
                )

    def _moments(self, table: _Table) -> tuple[Floats, Floats, Floats]:
        """Return mean, variance and what came: each (category and group, window, area)."""
        moments = table.sums.moments()
        came = [table.observed[list(members)].sum(axis=0) for members in self._groups]
        return (
            np.concatenate([moments.mean, moments.group_mean]),
            np.concatenate([moments.variance, moments.group_variance]),
            np.concatenate([table.observed, np.stack(came)]),
        )


@dataclass(frozen=True, eq=False)
class _Table:
    """Totals of areas in the windows of a span; ``observed`` is (category, window, area)."""

    areas: Areas
    sums: Sums
    observed: Floats


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
