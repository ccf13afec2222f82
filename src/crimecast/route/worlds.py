"""Routes in the worlds that a forecast allows: what is expected along each, at any departure.

In a world every place has its factors (``crimecast.draws``). Most are the same at all hours, some
differ by day, the city's by hour: made once for the places that routes pass, they serve every hour
of departure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.blocks import DAY_LENGTH, time_blocks
from crimecast.calendar import Instants
from crimecast.draws import draw_factors
from crimecast.grid import Floats
from crimecast.route.exposure import Passing
from crimecast.scales import Scale
from crimecast.spread import Spread

_SEED: Final = 20_240_607
_Factors = npt.NDArray[np.float32]


class Worlds:
    """Exposure of some routes in each world.

    Parameters
    ----------
    routes : sequence of Passing
        Their items' hours count from departure.
    rates : float (category, hour, cell)
        Expected incidents of an hour in a cell.
    spread : Spread
        Of the same categories.
    hours : datetime64[s] (hour,), UTC
    x, y : float (cell,)
        Centres of the cells, metres.
    draws : int
        Number of worlds.
    """

    def __init__(
        self,
        routes: Sequence[Passing],
        rates: Floats,
        spread: Spread,
        *,
        hours: Instants,
        x: Floats,
        y: Floats,
        draws: int,
    ) -> None:
        self._rates, self._spread, self._hours, self._draws = rates, spread, hours, draws
        self._day = time_blocks(hours, DAY_LENGTH, spread.time_zone)
        joined = [route.together() for route in routes]
        cells = np.concatenate([route.cell for route in joined])
        self._cells = np.unique(cells)
        self._x, self._y = x[self._cells], y[self._cells]
        self._routes = len(joined)
        self._passed = [
            (route.hour, np.searchsorted(self._cells, route.cell), route.hours) for route in joined
        ]
        self._last = max((int(route.hour.max(initial=0)) for route in joined), default=0)
        self._daily: dict[int, _Factors] = {}

    def exposures(self, first: Sequence[int], draws: int | None = None) -> Floats:
        """Return each route's exposure (departure, draw, route).

        Parameters
        ----------
        first : sequence of int
            The hour in which the routes begin, for each departure.
        draws : int, optional
            Fewer worlds, the first of them.
        """
        draws = self._draws if draws is None else draws
        out = np.zeros((len(first), self._routes, draws))
        if not len(self._cells):
            return out.transpose(0, 2, 1)
        weight = np.zeros((self._last + 1, self._routes, len(self._cells)))
        for r, (hour, cell, hours) in enumerate(self._passed):
            weight[hour, r, cell] = hours
        by_day: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for d, begin in enumerate(first):
            for later in range(self._last + 1):
                by_day[self._key(begin + later)].append((d, later))
        for pairs in by_day.values():
            at = np.array([first[d] + later for d, later in pairs])
            here = self._rates[:, at][:, :, None, self._cells]  # (category, pair, 1, cell)
            items = (here * weight[[later for _, later in pairs]]).astype(np.float32)
            found = items.reshape(len(items), -1, len(self._cells)) @ self._at(int(at[0]), draws)
            found = found.reshape(len(found), len(pairs), self._routes, draws)
            summed = np.einsum("cprd,cpd->prd", found, self._city_hours(at, draws))
            for (d, _), values in zip(pairs, summed, strict=True):
                out[d] += values
        return out.transpose(0, 2, 1)

    def _key(self, hour: int) -> int:
        """Return what hours have in common whose factors of places are the same."""
        return hour if self._by_hour else int(self._day[hour])

    @cached_property
    def _by_hour(self) -> bool:
        """Whether some factor differs by place and hour, which forecasts learn none of."""
        return any(scale.hours == 1 and scale.metres is not None for scale in self._spread.scales)

    def _factors(
        self, wanted: Callable[[Scale], bool], hours: Instants, draws: int, *, city: bool = False
    ) -> _Factors:
        """Return the product of some scales' factors (category, item, draw)."""
        which = [k for k, scale in enumerate(self._spread.scales) if wanted(scale)]
        spread = Spread(
            self._spread.categories, tuple(self._spread.scales[k] for k in which),
            self._spread.phi[:, which], self._spread.time_zone,
        )  # fmt: skip
        x, y = (np.zeros(len(hours)),) * 2 if city else (self._x, self._y)
        found = draw_factors(spread, hours=hours, x=x, y=y, draws=draws, seed=_SEED)
        return found.transpose(1, 2, 0).astype(np.float32)

    @cached_property
    def _lasting(self) -> _Factors:
        at = np.repeat(self._hours[:1], len(self._cells))
        return self._factors(lambda scale: scale.hours is None, at, self._draws)

    def _at(self, hour: int, draws: int) -> _Factors:
        """Return the factors of places (category, cell, draw) at an hour."""
        key = self._key(hour)
        if key not in self._daily or self._daily[key].shape[2] < draws:
            at = np.repeat(self._hours[hour : hour + 1], len(self._cells))
            own = self._factors(
                lambda s: s.hours == DAY_LENGTH or (s.hours == 1 and s.metres is not None),
                at, draws,
            )  # fmt: skip
            self._daily[key] = own * self._lasting[:, :, :draws]
        return self._daily[key][:, :, :draws]

    def _city_hours(self, hours: npt.NDArray[np.int64], draws: int) -> _Factors:
        """Return the city's factors (category, hour, draw)."""
        return self._factors(
            lambda s: s.hours == 1 and s.metres is None, self._hours[hours], draws, city=True
        )
