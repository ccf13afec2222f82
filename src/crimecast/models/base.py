"""The contract of a model: fitted on what was known at an origin, it gives an intensity cube."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.drift import Drift
from crimecast.grid import Floats, Grid
from crimecast.incidents.history import History

if TYPE_CHECKING:
    import xarray as xr

    from crimecast.spread import Spread


def one_blas_thread() -> AbstractContextManager[object]:
    """Hold the BLAS to one thread: its own wait in a busy loop, and their number changes sums.

    Models spread work over threads of their own, by category, so that the same records give the
    same bytes on any number of cores.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


class NotFittedError(RuntimeError):
    """A model was asked for a forecast before it was fitted."""


@dataclass(frozen=True)
class Term:
    """One additive part of an intensity: ``id`` for programs, ``label`` for people."""

    id: str
    label: str


class Model(ABC):
    """A model of expected reported incidents per category, hour and cell.

    Subclasses implement :meth:`_fit`, :meth:`_intensity` and :meth:`_city_total`. What they are
    handed is cut at the origin by this class, so that no model can see what was reported later.
    """

    name: ClassVar[str]
    version: ClassVar[str] = "1"
    remainder: ClassVar[Term] = Term("rest", "What the model adds")

    grid: Grid
    origin: np.datetime64
    categories: tuple[str, ...]

    @final
    def fit(self, history: History, *, grid: Grid, origin: np.datetime64) -> Self:
        """Fit to what had been reported at or before ``origin`` (UTC).

        Raises
        ------
        ValueError
            If ``origin`` is later than the history's own, or nothing was reported by then.
        """
        known = history.as_of(origin)
        if not len(known):
            raise ValueError(f"no record had been reported by {origin}; nothing to fit")
        self.grid, self.origin, self.categories = grid, origin, known.categories
        with one_blas_thread():
            self._fit(known)
        return self

    @final
    def advance(self, history: History, *, origin: np.datetime64) -> Self:
        """Move a fitted model to a later origin: newer records enter, what was learned is kept.

        As :meth:`fit`, it sees only what had been reported at or before ``origin`` (UTC). A model
        that knows no shorter way is fitted anew.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ValueError
            If ``origin`` is earlier than the model's, or later than the history's own.
        """
        if not hasattr(self, "origin"):
            raise NotFittedError(f"fit the model {self.name!r} first")
        if origin < self.origin:
            raise ValueError(f"the model is at {self.origin}; it cannot go back to {origin}")
        known = history.as_of(origin)
        if known.categories != self.categories:
            raise ValueError("the history's categories are not those the model was fitted on")
        self.origin = origin
        with one_blas_thread():
            self._advance(known)
        return self

    @final
    def predict(self, hours: Instants, categories: Sequence[str] | None = None) -> xr.Dataset:
        """Return the intensity cube of UTC hour starts, with its spread (``crimecast.forecast``).

        Parameters
        ----------
        hours : datetime64[s], UTC
            Starts of the hours wanted, on the hour.
        categories : sequence of str, optional
            Which categories; all where absent. Ask for few at a time where memory is short.
        """
        from crimecast.forecast import make_cube, with_spread  # noqa: PLC0415 -- xarray: 0.5 s

        self._check(hours)
        wanted = self.categories if categories is None else tuple(categories)
        with one_blas_thread():
            values = {c: self._intensity(self._index(c), hours) for c in wanted}
        cube = make_cube(values, hours, self.grid, attrs={"model": self.name})
        return with_spread(cube, self.spread())

    @final
    def city_total(self, hours: Instants) -> Floats:
        """Return the city's expected counts (category, hour), unplaced incidents included."""
        self._check(hours)
        return self._city_total(hours)

    @final
    def drift(self, history: History) -> Drift | None:
        """Return how a fitted model's maps differ from its usual ones; None where it cannot tell.

        It is worked out when it is asked for: forecasts do not depend on it.

        Parameters
        ----------
        history : History
            What the model was fitted on, or advanced to; cut at its origin as there.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        """
        if not hasattr(self, "origin"):
            raise NotFittedError(f"fit the model {self.name!r} first")
        with one_blas_thread():
            return self._drift(history.as_of(self.origin))

    def terms(self) -> tuple[Term, ...]:
        """Return the model's parts that are a map times a series of hours, without the rest."""
        return ()

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return maps (term, cell): a term's expected count is its map times :meth:`term_hours`."""
        self._index(category)
        return np.zeros((len(self.terms()), len(self.grid.cells)), np.float32)

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the series (hour,) that the category's term maps are multiplied with."""
        self._index(category)
        return np.zeros(len(hours))

    @final
    def explain(self, cell: int, category: str, hour: np.datetime64) -> dict[str, float]:
        """Split one prediction into its terms, which add up to it.

        Parameters
        ----------
        cell : int
            Flat index into the grid, of a cell in the study area.

        Returns
        -------
        dict of term id to expected reported incidents in that hour
        """
        rank = int(self.grid.rank[cell])
        if rank < 0:
            raise ValueError(f"cell {cell} lies outside the study area")
        hours = np.array([hour]).astype("datetime64[s]")
        self._check(hours)
        whole = float(self._intensity(self._index(category), hours)[0, rank])
        parts = self.term_maps(category)[:, rank] * self.term_hours(category, hours)[0]
        told = {t.id: float(v) for t, v in zip(self.terms(), parts, strict=True)}
        told[self.remainder.id] = whole - sum(told.values())
        return told

    def spread(self) -> Spread | None:
        """Return how far counts spread around the forecast; None: as Poisson counts do."""
        return None

    def _check(self, hours: Instants) -> None:
        if not hasattr(self, "origin"):
            raise NotFittedError(f"fit the model {self.name!r} first")
        if (hours.astype(np.int64) % 3600 != 0).any():
            raise ValueError("hours must be instants on the hour, UTC")

    def _index(self, category: str) -> int:
        try:
            return self.categories.index(category)
        except ValueError:
            known = ", ".join(self.categories)
            raise ValueError(f"no category {category!r}; there are: {known}") from None

    @abstractmethod
    def _fit(self, history: History) -> None:
        """Fit to a history that was cut at ``self.origin``."""

    def _advance(self, history: History) -> None:
        """Take in a history cut at a later ``self.origin``; by default by fitting anew."""
        self._fit(history)

    def _drift(self, history: History) -> Drift | None:
        """Return :meth:`drift` from a history cut at ``self.origin``; by default it is not told."""
        del history
        return None

    @abstractmethod
    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        """Return expected counts (hour, cell) over ``grid.cells`` of one category."""

    @abstractmethod
    def _city_total(self, hours: Instants) -> Floats:
        """Return expected counts (category, hour) of the whole city."""
