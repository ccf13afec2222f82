"""The truth of a simulated city: its intensity, hour by hour, and all that happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from crimecast.calendar import Instants
from crimecast.errors import InputError
from crimecast.files import aside, read_json, write_json
from crimecast.grid import Bools, Floats, Grid
from crimecast.simulate import hours as clock
from crimecast.simulate.categories import IDS
from crimecast.simulate.plan import EPSG
from crimecast.simulate.publish import Offences, instants, offence_ids
from crimecast.simulate.world import World

Integers = npt.NDArray[np.int64]

FORMAT = "crimecast-truth/1"
ARRAYS, ABOUT = "truth.npz", "truth.json"
RUN = 240
"""Hours worked out at a time, which bounds memory."""
FORGOTTEN = 1e-8
"""What an incident left is forgotten when no more than this share of it is left."""


@dataclass(frozen=True, eq=False)
class TrueEvents:
    """True offences, as arrays of one length, by time.

    Attributes
    ----------
    category : int
        Index into ``categories.IDS``.
    time : datetime64[s], UTC
        When it truly happened.
    x, y : float, metres of the city's CRS
        Where it truly happened.
    published_x, published_y : float, metres
        Where the publisher puts it; NaN where the row has no usable place.
    occurred_from, occurred_to : datetime64[s], UTC
        Window as told; ``occurred_to`` is NaT where one time is told.
    reported_at : datetime64[s], UTC
    offence_id : str
        The publisher's key.
    generation : int
        0 where the incident began of itself, 1 where another set it off, and so on.
    parent : int
        Position in these arrays of the offence that set it off, -1 where there is none or it is not
        among these.
    primary : bool
        False for the further offences of an incident.
    """

    category: Integers
    time: Instants
    x: Floats
    y: Floats
    published_x: Floats
    published_y: Floats
    occurred_from: Instants
    occurred_to: Instants
    reported_at: Instants
    offence_id: npt.NDArray[np.str_]
    generation: Integers
    parent: Integers
    primary: Bools

    def __len__(self) -> int:
        return len(self.category)


class Truth:
    """What no real city can tell: the intensity its offences were drawn from.

    Attributes
    ----------
    categories : tuple of str
        Category ids, in the order of the intensity's first axis.
    start, until : datetime64[s], UTC
        Span of the published records: first possible occurrence, last possible report.
    through : datetime64[s], UTC
        Until here all that happened is known, reported or not.
    end : datetime64[s], UTC
        Until here the intensity is known.
    seed : int
    """

    def __init__(self, world: World, offences: Offences, about: dict[str, Any]) -> None:
        self._world = world
        self._offences = offences
        self.about = about
        self.categories: tuple[str, ...] = tuple(about["categories"])
        self.seed = int(about["seed"])
        self.start, self.until, self.through, self.end = (
            np.datetime64(about[name].rstrip("Z"), "s")
            for name in ("start", "until", "through", "end")
        )
        self._incidents = []
        for category in range(len(self.categories)):
            of = np.flatnonzero((offences.item == 0) & (offences.category == category))
            of = of[np.argsort(offences.time[of], kind="stable")]
            self._incidents.append((offences.time[of] // 3600, offences.block[of]))

    # -- intensity ---------------------------------------------------------------------------

    def intensity(
        self,
        hours: Instants,
        grid: Grid,
        categories: list[str] | tuple[str, ...] | None = None,
        known_until: np.datetime64 | None = None,
    ) -> npt.NDArray[np.float32]:
        """Return expected offences per cell-hour that will be reported with a usable place.

        Places are where the publisher puts them, so a perfect model's map equals this one.

        Parameters
        ----------
        hours : datetime64[s] (hour,), UTC
            Starts of hours, between ``start`` and ``end``, in any order.
        grid : Grid
            In the city's CRS.
        categories : list of str, optional
            Category ids; all by default.
        known_until : datetime64[s], UTC, optional
            The expectation given only what truly happened before the hour that holds this
            instant: later incidents count as expected, through all generations, exactly. The
            background (sites that come and go, level, season) is known all the same. By default
            each hour is given all that happened before it, as no model can know it, up to
            ``through``.

        Returns
        -------
        float32 (category, hour, y, x)

        Raises
        ------
        ValueError
            If an hour is outside the truth's span or no start of an hour, if a category is not
            known, or if the grid is in another CRS.
        """
        if grid.epsg != int(self.about["epsg"]):
            raise ValueError(f"the grid is in EPSG:{grid.epsg}, the truth in EPSG:{EPSG}")
        wanted = self._wanted(categories)
        size = grid.shape[0] * grid.shape[1]
        cell = grid.locate(self._world.x, self._world.y)
        inside = np.flatnonzero(cell >= 0)
        place = csr_array(
            (np.ones(len(inside)), (cell[inside], inside)), (size, len(self._world.x))
        )
        asked, back = np.unique(self._hours(hours), return_inverse=True)
        share = self._shares(every_place=False)[:, wanted]
        out = np.zeros((len(wanted), len(asked), size), np.float32)
        if len(asked):
            known = self._known(known_until)
            for source in np.flatnonzero(share.any(axis=1)).tolist():
                for at, rates in self._incident_rates(source, asked, known):
                    cells = (place @ rates).T
                    for row in np.flatnonzero(share[source]).tolist():
                        out[row, at] += share[source, row] * cells
        if len(back) != len(asked) or (np.diff(back) != 1).any():
            out = out[:, back]
        return out.reshape(len(wanted), len(hours), *grid.shape)

    def totals(
        self,
        hours: Instants,
        categories: list[str] | tuple[str, ...] | None = None,
        known_until: np.datetime64 | None = None,
        *,
        placed_only: bool = False,
    ) -> Floats:
        """Return expected offences of the whole city, float (category, hour).

        Parameters are those of :meth:`intensity`; offences without a usable place are counted
        unless ``placed_only``.
        """
        wanted = self._wanted(categories)
        asked, back = np.unique(self._hours(hours), return_inverse=True)
        out = np.zeros((len(wanted), len(asked)))
        share = self._shares(every_place=not placed_only)[:, wanted]
        if len(asked):
            known = self._known(known_until)
            for source in range(len(IDS)):
                if share[source].any():
                    out += share[source][:, None] * self._city_rates(source, asked, known)
        return out[:, back]

    def _wanted(self, categories: list[str] | tuple[str, ...] | None) -> list[int]:
        names = self.categories if categories is None else categories
        unknown = [name for name in names if name not in self.categories]
        if unknown:
            raise ValueError(f"no category {unknown[0]!r}; there are {', '.join(self.categories)}")
        return [self.categories.index(name) for name in names]

    def _hours(self, hours: Instants) -> Integers:
        seconds = np.asarray(hours).astype("datetime64[s]")
        if seconds.ndim != 1 or (seconds.astype(np.int64) % 3600).any():
            raise ValueError("hours must be a row of starts of hours, UTC")
        if len(seconds) and (seconds.min() < self.start or seconds.max() >= self.end):
            raise ValueError(
                f"the truth reaches from {self.start}Z to {self.end}Z; asked for {seconds.min()}Z "
                f"to {seconds.max()}Z"
            )
        return seconds.astype(np.int64) // 3600

    def _known(self, known_until: np.datetime64 | None) -> int:
        """Return the UTC hour before which events are known."""
        known = int(self.through.astype(np.int64)) // 3600
        if known_until is None:
            return known
        if known_until < self.start:
            raise ValueError(f"known_until is {known_until}Z, before the truth's {self.start}Z")
        return min(known, int(known_until.astype("datetime64[s]").astype(np.int64)) // 3600)

    def _shares(self, *, every_place: bool) -> Floats:
        """Return the offences of each column's category told for an incident of the row's."""
        placed = np.ones(len(IDS)) if every_place else self._world.placed
        return np.asarray(placed[:, None] * (np.eye(len(IDS)) + self._world.also), float)

    def _city_rates(self, category: int, hours: Integers, known: int) -> Floats:
        """Return expected incidents of the whole city by ascending hour; kernels lose none."""
        world = self._world
        every = np.arange(min(int(hours[0]), known), hours[-1] + 1)
        stay, gain = world.stay[category], world.branching[category] * (1 - world.stay[category])
        background = world.rates(every, category).sum(axis=0)
        weekly = clock.category_curves()[category][clock.week_hours(every)]
        event_hour, event_block = self._before(category, known)
        state = float(self._memory(category, every[:1], event_hour, event_block).sum())
        inside = event_hour >= every[0]
        happened = np.bincount(event_hour[inside] - every[0], minlength=len(every))
        expected = np.empty(len(every))
        for step in range(len(every)):
            expected[step] = background[step] + weekly[step] * state
            new = happened[step] if every[step] < known else expected[step]
            state = stay * state + gain * new
        return np.asarray(expected[hours - every[0]], float)

    def _before(self, category: int, known: int) -> tuple[Integers, Integers]:
        """Return hours and blocks of a category's incidents before an hour, by hour."""
        hour, block = self._incidents[category]
        stop = int(np.searchsorted(hour, known))
        return hour[:stop], block[:stop]

    def _incident_rates(
        self, category: int, hours: Integers, known: int
    ) -> Iterator[tuple[slice, Floats]]:
        """Yield expected incidents (block, hour) for runs of the ascending ``hours``."""
        event_hour, event_block = self._before(category, known)
        seen = int(np.searchsorted(hours, known, side="right"))
        world = self._world
        matrix, used = world.components(category)
        spread = world.kernel(category).T.tocsr()
        curve = clock.category_curves()[category]
        for first in range(0, seen, RUN):
            at = slice(first, min(first + RUN, seen))
            memory = self._memory(category, hours[at], event_hour, event_block)
            rates = np.asarray(matrix @ world.rates(hours[at], category, used))
            rates += spread @ (memory * curve[clock.week_hours(hours[at])])
            yield at, rates
        if seen == len(hours):
            return
        # from `known` on: hour by hour, what is expected to happen sets off what follows
        stay, gain = world.stay[category], world.branching[category] * (1 - world.stay[category])
        state = self._memory(category, np.array([known]), event_hour, event_block)[:, 0]
        for begin in range(known, int(hours[-1]) + 1, RUN):
            every = np.arange(begin, min(begin + RUN, int(hours[-1]) + 1))
            expected = np.asarray(matrix @ world.rates(every, category, used)).T.copy()
            weekly = curve[clock.week_hours(every)]
            for step in range(len(every)):
                expected[step] += weekly[step] * (spread @ state)
                state = stay * state + gain * expected[step]
            low, high = np.searchsorted(hours, [every[0], every[-1] + 1])
            low = max(int(low), seen)
            yield slice(low, int(high)), expected[hours[low:high] - begin].T

    def _memory(
        self, category: int, hours: Integers, event_hour: Integers, event_block: Integers
    ) -> Floats:
        """Return what events (by hour) have left before each hour, at their own block.

        Float (block, hour); hours ascend.
        """
        world = self._world
        stay, gain = world.stay[category], world.branching[category] * (1 - world.stay[category])
        out = np.empty((len(world.x), len(hours)))
        state = np.zeros(len(world.x))
        last = int(hours[0]) - int(np.log(FORGOTTEN) / np.log(stay)) - 1
        for column, hour in enumerate(hours.tolist()):
            state *= stay ** (hour - last)
            low, high = np.searchsorted(event_hour, [last, hour])
            left = gain * stay ** (hour - 1 - event_hour[low:high])
            state += np.bincount(event_block[low:high], left, len(world.x))
            out[:, column] = state
            last = hour
        return out

    # -- events ------------------------------------------------------------------------------

    def events(
        self,
        start: np.datetime64 | None = None,
        stop: np.datetime64 | None = None,
        categories: list[str] | tuple[str, ...] | None = None,
        reported_by: np.datetime64 | None = None,
    ) -> TrueEvents:
        """Return the true offences, by time.

        Parameters
        ----------
        start, stop : datetime64[s], UTC, optional
            Those that happened from ``start`` on and before ``stop``; by default from the truth's
            ``start`` to its ``through``.
        categories : list of str, optional
            Category ids; all by default.
        reported_by : datetime64[s], UTC, optional
            Only those reported at or before this instant.
        """
        all_of = self._offences
        first = self.start if start is None else start
        stop = self.through if stop is None else stop
        keep = instants(all_of.time) >= first
        keep &= instants(all_of.time) < stop
        if categories is not None:
            keep &= np.isin(all_of.category, self._wanted(categories))
        if reported_by is not None:
            keep &= instants(all_of.reported) <= reported_by
        chosen = np.flatnonzero(keep)
        chosen = chosen[np.argsort(all_of.time[chosen], kind="stable")]
        rows = all_of.take(chosen)
        key = rows.chunk * 1_000_000 + rows.number
        main = np.flatnonzero(rows.item == 0)
        main = main[np.argsort(key[main])]
        source = rows.chunk * 1_000_000 + rows.parent
        at = np.minimum(np.searchsorted(key[main], source), max(len(main) - 1, 0))
        found = (rows.parent >= 0) & (key[main][at] == source) if len(main) else rows.parent < -1
        place = np.where(rows.placed, 0.0, np.nan)
        return TrueEvents(
            rows.category, instants(rows.time), rows.x, rows.y,
            self._world.x[rows.block] + place, self._world.y[rows.block] + place,
            instants(rows.begins), instants(rows.ends), instants(rows.reported),
            np.array(offence_ids(rows)[0], str), rows.generation,
            np.where(found, main[at] if len(main) else -1, -1), rows.item == 0,
        )  # fmt: skip


def save(folder: Path, world: World, offences: Offences, about: dict[str, Any]) -> None:
    """Write the truth's two files, each whole or not at all."""
    arrays: dict[str, Any] = {f"world_{name}": values for name, values in world.to_arrays().items()}
    arrays |= {f"offences_{f.name}": getattr(offences, f.name) for f in fields(Offences)}
    with aside(folder / ARRAYS) as path, path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    write_json(folder / ABOUT, {"format": FORMAT, **about})


def load(folder: Path) -> Truth:
    """Read the truth that a simulation left in its folder.

    Raises
    ------
    FileNotFoundError
        If there is none.
    InputError
        If it is of another format.
    """
    folder = Path(folder)
    about = read_json(folder / ABOUT)
    if about.get("format") != FORMAT:
        raise InputError(
            f"{folder / ABOUT} is {about.get('format')!r}, this crimecast reads {FORMAT!r}; "
            "simulate the city again"
        )
    with np.load(folder / ARRAYS, allow_pickle=False) as data:
        parts: dict[str, dict[str, npt.NDArray[Any]]] = {"world": {}, "offences": {}}
        for name in data.files:
            group, _, item = name.partition("_")
            parts[group][item] = data[name]
    return Truth(World.from_arrays(parts["world"]), Offences(**parts["offences"]), about)
