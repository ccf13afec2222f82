"""The default: an additive kernel intensity, fitted by maximum likelihood.

The intensity of a category is its city-wide level at the hour times a mixture of densities over
cells and hours of the week: past incidents of its own, its class and all categories, smoothed over
several bandwidths, faded over several decay times, and the same counted by nearness in hour. The
weights are fitted by EM on the incidents of the last months, each seen with the fields as they
stood at the start of its day. Sources: Flaxman, Chirico, Pereira & Loeffler (2019), "Scalable
high-resolution forecasting of sparse spatiotemporal events with kernel methods", Ann. Appl. Stat.
13(4); Mohler (2014), "Marked point process hotspot maps", Int. J. Forecast. 30(3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crimecast.calendar import HOUR, HOURS_PER_WEEK, Instants, hour_of_week
from crimecast.drift import Drift
from crimecast.grid import Floats, Grid, Ints
from crimecast.incidents.history import History
from crimecast.models.base import Model, Term
from crimecast.models.components import (
    AROUND,
    FIELDS,
    HOURS,
    NEAR_IN_HOUR,
    SOURCES,
    TERMS,
    Source,
    term_of,
)
from crimecast.models.drift import past_days
from crimecast.models.fields import Points, Smoother, combine, densities_at
from crimecast.models.hours import NearInHour, coarsened, slot_shares
from crimecast.models.intake import PROFILE_HALF_LIFE, Intake, follow, take_in
from crimecast.models.level import Level
from crimecast.models.mixture import pooled_weights
from crimecast.models.recent import City, learned_spread
from crimecast.models.spread_fit import city_day_spread
from crimecast.models.threads import in_threads
from crimecast.spread import Spread

_SKETCH_CELL = 250  # m; counts spread is learned on cells no larger
_BLOCKS = 8  # of the window: fields near in hour change slowly and are renewed at their starts


@dataclass(frozen=True, eq=False)
class PlacedEvents:
    """Placed incidents as of the origin by report time, and which the weights learn from."""

    points: Points
    category: npt.NDArray[np.int16]
    week: sparse.csr_matrix
    learn: npt.NDArray[np.bool_]
    day: Ints

    def known_at(self, day: float) -> PlacedEvents:
        """Return what had been reported by a day, in time relative to it; nothing to learn from."""
        keep = self.points.reported <= day
        return PlacedEvents(
            self.points.known_at(day), self.category[keep], self.week[keep],
            np.zeros(int(keep.sum()), bool), self.day[keep] - int(day),
        )  # fmt: skip


class Additive(Model):
    """Additive kernel intensity.

    Parameters
    ----------
    window : int
        Days before the origin whose incidents the weights are fitted on.
    profile_half_life : float
        Days after which an incident counts half in the hour-of-week profile.
    pooled : float
        Incidents' worth of belief, per category, in the weights fitted on all categories.
    floor : float
        Least share of an even spread over the study area.
    """

    name: ClassVar[str] = "additive"
    version: ClassVar[str] = "2"
    remainder: ClassVar[Term] = HOURS

    def __init__(
        self,
        *,
        window: int = 120,
        profile_half_life: float = PROFILE_HALF_LIFE,
        pooled: float = 40.0,
        floor: float = 0.003,
    ) -> None:
        self.window = window
        self.profile_half_life = profile_half_life
        self.pooled = pooled
        self.floor = floor
        self._near_in_hour: Mapping[Source, tuple[float, ...]] = NEAR_IN_HOUR

    def _fit(self, history: History) -> None:
        events, smoother = self._take_in(history)
        self._weights = self._fit_weights(self._designs(events, smoother))
        self._make_maps(events, smoother)
        self._learn_more(events)
        self._refine(events)
        self._spread = self._learn_spread(history, events)

    def _advance(self, history: History) -> None:
        """Renew fields, hours and level; what is learned changes slowly and is kept."""
        events, smoother = self._take_in(history)
        self._make_maps(events, smoother)
        self._refine(events)

    def _learn_more(self, events: PlacedEvents) -> None:
        """Learn what refines the maps, once a fit; the mixture alone learns nothing more."""

    def _refine(self, events: PlacedEvents) -> None:
        """Refine the maps that were just made, by what was learned."""

    def _take_in(self, history: History) -> tuple[PlacedEvents, Smoother]:
        """Fit hours and level; return placed incidents for the fields."""
        found = self._intake(history)
        self._class_of, self._profile, self._known = found.class_of, found.profile, found.known
        self._level, self._placed = found.level, found.share
        smoother = Smoother(self.grid)
        self._hours = NearInHour(self.grid, smoother)
        return self._events(found, history), smoother

    def _intake(self, history: History) -> Intake:
        return take_in(history, self.grid, self.origin, profile_half_life=self.profile_half_life)

    def _events(self, found: Intake, history: History) -> PlacedEvents:
        inside, day = found.inside, found.day
        learn = (day >= -self.window) & (day < 0) & found.week.usable[inside]
        return PlacedEvents(
            found.points, history.category[inside], found.week.weights[inside], learn, day
        )

    def _member(
        self, source: Source, category: int, of: npt.NDArray[np.int16]
    ) -> npt.NDArray[np.bool_]:
        """Say which incidents feed a source of a category."""
        if source == "all":
            return np.ones(len(of), bool)
        if source == "own":
            return np.asarray(of == category)
        return np.asarray(self._class_of[of] == self._class_of[category])

    def _designs(self, events: PlacedEvents, smoother: Smoother) -> list[Floats]:
        """Evaluate every component at every incident learned from, one matrix a category."""
        even = 1.0 / len(self.grid.cells)
        targets = [events.learn & (events.category == c) for c in range(len(self.categories))]
        # Each incident's aoristic weights times its category's share of those hours.
        hours = [
            (events.week[t] @ sparse.diags(self._profile[c] / HOURS_PER_WEEK)).tocsr()
            for c, t in enumerate(targets)
        ]
        own_hour = [np.asarray(h.sum(axis=1)).reshape(-1) for h in hours]

        def fields(source: Source, group: list[int]) -> dict[int, Floats]:
            member = self._member(source, group[0], events.category)
            at = np.flatnonzero(np.logical_or.reduce([targets[c] for c in group]))
            values = densities_at(
                events.points.select(member), FIELDS[source], smoother,
                start=-self.window, event_cell=events.points.cell[at], event_day=events.day[at],
            )  # fmt: skip
            return {c: values[targets[c][at]] * own_hour[c][:, None] for c in group}

        def near_in_hour(source: Source, group: list[int]) -> dict[int, Floats]:
            member = self._member(source, group[0], events.category)
            bandwidths = self._near_in_hour[source]
            out = {c: np.empty((int(targets[c].sum()), len(bandwidths))) for c in group}
            for start, stop in pairwise(np.linspace(-self.window, 0, _BLOCKS + 1).astype(int)):
                feed = member & (events.points.reported <= start)
                past = self._hours.past(events.points.cell[feed], events.week[feed])
                for c in group:
                    at = targets[c] & (events.day >= start) & (events.day < stop)
                    rows = at[targets[c]]
                    for k, b in enumerate(bandwidths):
                        out[c][rows, k] = self._hours.at(
                            past, b, hours[c][rows], events.points.cell[at]
                        )
            return out

        jobs = [(fields, source, group) for source in SOURCES for group in self._groups(source)]
        jobs += [
            (near_in_hour, source, group)
            for source in self._near_in_hour
            for group in self._groups(source)
        ]
        columns: list[list[Floats]] = [[] for _ in targets]
        for part in in_threads(lambda job: job[0](job[1], job[2]), jobs):
            for c, values in part.items():
                columns[c].append(values)
        return [
            np.hstack([*parts, own_hour[c][:, None] * even]).astype(np.float64)
            for c, parts in enumerate(columns)
        ]

    def _groups(self, source: Source) -> list[list[int]]:
        """Return the categories that share a source's incidents."""
        all_of_them = list(range(len(self.categories)))
        if source == "all":
            return [all_of_them]
        if source == "own":
            return [[c] for c in all_of_them]
        return [
            [c for c in all_of_them if self._class_of[c] == k]
            for k in range(int(self._class_of.max()) + 1)
        ]

    def _fit_weights(self, designs: list[Floats]) -> Floats:
        """Fit weights (category, component), each category's drawn to those of all together."""
        category = np.repeat(np.arange(len(designs)), [len(design) for design in designs])
        return pooled_weights(
            np.vstack(designs), category, categories=len(designs), pooled=self.pooled,
            floor=self.floor,
        )  # fmt: skip

    def _make_maps(self, events: PlacedEvents, smoother: Smoother) -> None:
        """Sum the weighted components at the origin into maps by term, and what is near in hour."""
        categories = range(len(self.categories))
        made = in_threads(lambda c: self._term_maps(c, events, smoother), categories)
        self._maps = np.stack(made)
        self._make_hours(events)

    def _make_hours(self, events: PlacedEvents) -> None:
        """Sum the weighted components that are near in hour into maps by slot of the week."""
        bandwidths = self._near_in_hour.get("all", ())
        shared = [self._hours.density(self._counts(events), b) for b in bandwidths]
        categories = range(len(self.categories))
        self._slots = in_threads(lambda c: self._slot_maps(c, events, shared), categories)

    def _counts(
        self, events: PlacedEvents, member: npt.NDArray[np.bool_] | slice = slice(None)
    ) -> npt.NDArray[np.float32]:
        """Count incidents by slot and coarse cell (48, y, x)."""
        return self._hours.counts(events.points.cell[member], events.week[member])

    def _hour_weights(self, category: int) -> tuple[Floats, Floats]:
        """Return the weights of what is near in hour: of the category's own, of all."""
        first = sum(len(FIELDS[source]) for source in SOURCES)
        of_own = len(self._near_in_hour.get("own", ()))
        own, everything = np.split(self._weights[category, first:-1], [of_own])
        return own, everything

    def _term_maps(
        self, category: int, events: PlacedEvents, smoother: Smoother
    ) -> npt.NDArray[np.float32]:
        cells = self.grid.cells
        maps = np.zeros((len(TERMS), len(cells)), np.float32)
        first = 0
        for source in SOURCES:
            specs = FIELDS[source]
            weights = self._weights[category, first : first + len(specs)]
            first += len(specs)
            feed = events.points.select(self._member(source, category, events.category))
            for t, term in enumerate(TERMS):
                part = np.array([term_of(source, spec) == term for spec in specs]) * weights
                if part.any():
                    maps[t] += combine(feed, specs, part, smoother).reshape(-1)[cells]
        maps[TERMS.index(AROUND)] += self._weights[category, -1] / len(cells)
        return maps

    def _slot_maps(
        self, category: int, events: PlacedEvents, shared: list[npt.NDArray[np.float32]]
    ) -> npt.NDArray[np.float32]:
        own_weights, weights = self._hour_weights(category)
        own = self._counts(events, events.category == category)
        bandwidths = self._near_in_hour.get("own", ())
        return self._hours.mix(own, bandwidths, own_weights, shared, weights)

    def _drift(self, history: History) -> Drift | None:
        events = self._events(self._intake(history), history)
        days = past_days(events.points)
        return Drift(self._times(events, days), len(days)) if days else None

    def _times(self, events: PlacedEvents, days: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return maps (category, cell) over the mean of those of past days.

        What is near in hour does not fade, and is left as it is.
        """
        smoother = Smoother(self.grid)

        def times(c: int) -> npt.NDArray[np.float32]:
            hourly = self._hourly(c)
            past = sum(
                self._term_maps(c, events.known_at(day), smoother).sum(axis=0, dtype=np.float64)
                for day in days
            )
            now = self._maps[c].sum(axis=0, dtype=np.float64) + hourly
            found: npt.NDArray[np.float32] = now / (past / len(days) + hourly)
            return found.astype(np.float32)

        return np.stack(in_threads(times, range(len(self.categories))))

    def _hourly(self, category: int) -> npt.NDArray[np.float32]:
        """Return what is near in hour (cell,), over a whole week."""
        share = self._slot_share()[category].astype(np.float32)
        return self._hours.maps(share @ self._slots[category])

    def _slot_share(self) -> Floats:
        """Return the city's share (category, slot) of each category's incidents."""
        return slot_shares(self._profile, self._hours.slot)

    def terms(self) -> tuple[Term, ...]:
        """Return the terms that are a map times a series of hours."""
        return TERMS

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return maps (term, cell) of one category."""
        maps: npt.NDArray[np.float32] = self._maps[self._index(category)]
        return maps

    def _static(self, category: int) -> npt.NDArray[np.float32]:
        """Return the density (cell,) that is the same at all hours."""
        summed: npt.NDArray[np.float32] = self._maps[category].sum(axis=0)
        return summed

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the city's expected placed counts of one category by hour."""
        c = self._index(category)
        series: Floats = self._city_total(hours)[c] * self._placed[c]
        return series

    def spread(self) -> Spread:
        """Return how counts spread around the forecast, learned from those of the last weeks."""
        return self._spread

    def _learn_spread(self, history: History, events: PlacedEvents) -> Spread:  # noqa: ARG002
        """Learn the spread on cells of about 250 m, from forecasts of the last weeks."""
        sketch_grid = coarsened(self.grid, max(1, _SKETCH_CELL // self.grid.cell))

        def level_at(known: History, origin: np.datetime64) -> Level:
            return follow(known, origin, self._profile)[1]

        def densities(known: History, grid: Grid, origin: np.datetime64) -> npt.NDArray[np.float32]:
            sketch = Additive(window=self.window, profile_half_life=self.profile_half_life)
            sketch.grid, sketch.origin, sketch.categories = grid, origin, known.categories
            sketch._weights, sketch._near_in_hour = self._weights, self._near_in_hour
            sketch._advance(known)
            week = hour_of_week(origin + HOUR * np.arange(HOURS_PER_WEEK), known.time_zone)
            return np.stack([sketch._density(c, week) for c in range(len(self.categories))])

        learned = learned_spread(
            history, sketch_grid, City(level_at, self._known, self._placed), densities
        )
        if learned is not None:
            return learned
        level = self._level
        return city_day_spread(
            self.categories, level.per_day, level.dispersion, time_zone=level.time_zone
        )

    def _city_total(self, hours: Instants) -> Floats:
        return self._level.per_hour(hours)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        series = self._city_total(hours)[category] * self._placed[category]
        out = self._density(category, hour_of_week(hours, self._level.time_zone))
        out *= series.astype(np.float32)[:, None]
        return out

    def _density(self, category: int, week: Ints) -> npt.NDArray[np.float32]:
        """Return densities (hour, cell) at hours of the week."""
        static = self._static(category)
        by_slot = self._hours.maps(self._slots[category])
        out = np.empty((len(week), static.size), np.float32)
        for row, h in zip(out, week, strict=True):
            np.add(static, by_slot[self._hours.slot[h]], out=row)
        return out
