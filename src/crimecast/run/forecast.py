"""Fit a model to a city's records and issue its forecast."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crimecast.archive.inputs import Category, ForecastHeader, Part, Totals
from crimecast.archive.manifest import ArchiveError, Manifest, instant
from crimecast.archive.read import open_latest
from crimecast.archive.write import write_forecast
from crimecast.calendar import DAY, HOUR, Instants, hours_from
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.forecast import cells_of
from crimecast.grid import Floats, Grid
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.models.aoristic import midpoint
from crimecast.models.base import Model
from crimecast.models.plugins import installed
from crimecast.models.registry import DEFAULT, Registry
from crimecast.models.usual import learn_usual
from crimecast.run.knowledge import end_of_records
from crimecast.spread import Spread, Sums, interval
from crimecast.study import study_grid

BACK = 24
"""Hours before the present that a forecast also covers."""
FRESH = np.timedelta64(48, "h")
"""Records that end no longer ago than this are of the present; older ones make a hindcast."""
LEVEL = 0.9
"""Chance with which a city total lies in its range."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done (0 to 1)."""


@dataclass(frozen=True)
class Issued:
    """A forecast that was issued.

    Attributes
    ----------
    forecast_id : str
    folder : Path
        Its folder.
    origin : datetime64[s], UTC
        Nothing reported later is in it.
    """

    forecast_id: str
    folder: Path
    origin: np.datetime64


def forecasts_folder(city: City, home: Path) -> Path:
    """Folder of a city's issued forecasts."""
    return city.folder(home) / "forecasts"


def issue_forecast(
    city: City,
    home: Path,
    *,
    at: np.datetime64 | None = None,
    horizon: int = 168,
    cell: int = 100,
    model: str = DEFAULT,
    now: np.datetime64 | None = None,
    models: Registry | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Issued:
    """Fit a model and issue its forecast, whole or not at all.

    Parameters
    ----------
    at : datetime64[s], UTC, optional
        Make the forecast that could have been made then. By default the present, or the end of the
        records where they end more than two days ago.
    horizon : int
        Hours ahead, 24 to 336.
    cell : int
        Side of a cell in metres.
    now : datetime64[s], UTC, optional
        The present.
    models : Registry, optional
        Where ``model`` is looked up; by default ours and those of installed plug-ins.

    Raises
    ------
    InputError
        If there are no records by then, or an option is out of range.
    ArchiveError
        If the disk refuses; the forecast before goes on being the latest.
    """
    if not 24 <= horizon <= 336:
        raise InputError(f"the horizon is {horizon} h; use 24 to 336 h")
    maker = (installed() if models is None else models).make(model)
    now = now if now is not None else np.datetime64("now", "s")
    if at is not None and at > now:
        raise InputError(f"{at} UTC lies in the future; a forecast is made from what is known")
    progress("reading the records", 0.0)
    known = load_history(city, home, origin=at if at is not None else now)
    if not len(known):
        raise InputError(f"{city.name} has no record reported by {at or now} UTC")
    reference, known = _knowledge(known, at, now)
    grid = study_grid(city, home, cell=cell, reported_by=known.origin)
    progress(f"fitting {maker.name} to {len(known):,} records", 0.0)
    fitted = maker.fit(known, grid=grid, origin=known.origin)
    first = _first_hour(reference)
    header = _header(city, known, grid, fitted, first=first, hours=BACK + horizon, issued_at=now)
    folder = forecasts_folder(city, home)
    city_wide = _City(fitted, header.hour_starts, [c.leads for c in header.categories])
    done = 0

    def told(category: str) -> None:
        nonlocal done
        done += 1
        progress(f"writing {category}", done / (len(header.categories) + 1))

    progress("writing", 0.0)
    forecast_id = write_forecast(
        folder,
        header=header,
        grid=grid,
        parts=city_wide.parts(),
        totals=city_wide.totals,
        previous=_previous(folder, known.origin),
        publish=True,
        progress=told,
    )
    return Issued(forecast_id, folder / forecast_id, known.origin)


def is_current(
    latest: Manifest,
    city: City,
    home: Path,
    *,
    horizon: int,
    cell: int,
    model: str,
    now: np.datetime64,
) -> bool:
    """Tell whether a forecast issued now would be the latest one again: nothing went into it since.

    Raises
    ------
    InputError
        If there are no records, or no such model.
    """
    maker = installed().make(model)
    if (
        (latest.hours, latest.grid.cell) != (BACK + horizon, cell)
        or (latest.model.name, latest.model.version) != (maker.name, maker.version)
        # Of the present, and an hour has passed: no need to read the records.
        or (not latest.hindcast and latest.first_hour != instant(_first_hour(now)))
    ):
        return False
    known = load_history(city, home, origin=now)
    reference, known = _knowledge(known, None, now)
    return latest.first_hour == instant(_first_hour(reference)) and latest.hashes.data == data_hash(
        known
    )


def _first_hour(reference: np.datetime64) -> np.datetime64:
    """Return the first hour of a forecast that is made in some hour."""
    first: np.datetime64 = hours_from(reference, 1)[0] - BACK * HOUR
    return first


def _knowledge(
    known: History, at: np.datetime64 | None, now: np.datetime64
) -> tuple[np.datetime64, History]:
    """Return the hour the forecast is made in, and the history cut where its records end."""
    end, quiet = end_of_records(known)
    if at is not None:
        return at, known if at - end <= quiet else known.as_of(end)
    if now - end > FRESH:
        return end, known.as_of(end)
    return now, known if now - end <= quiet else known.as_of(end)


def _header(
    city: City,
    known: History,
    grid: Grid,
    model: Model,
    *,
    first: np.datetime64,
    hours: int,
    issued_at: np.datetime64,
) -> ForecastHeader:
    placed, late = _placed_share(known, grid), _late_share(known)
    leads = known.leading_shares()
    return ForecastHeader(
        city=city.id,
        city_name=city.name,
        simulated=city.simulated,
        time_zone=city.time_zone,
        origin=known.origin,
        issued_at=issued_at,
        data_through=known.data_through,
        model_name=model.name,
        model_version=model.version,
        first_hour=first,
        hours=hours,
        now=BACK,
        categories=[
            Category(
                id=c.id, label=c.label, class_=c.offence_class, color=c.color,
                placed_share=float(placed[i]), late_share=float(late[i]),
                leads=float(leads[i]),
            )
            for i, c in enumerate(city.forecast_categories)
        ],
        terms=(*model.terms(), model.remainder),
        data_hash=data_hash(known),
        spread=model.spread(),
        usual=learn_usual(known),
        drift=model.drift(known),
    )  # fmt: skip


def data_hash(history: History) -> str:
    """Return the SHA-256 of all that a history holds."""
    digest = hashlib.sha256()
    about = (
        str(history.origin), history.categories, history.classes, history.time_zone,
        history.country, history.subdivision, history.leading_shares().round(9).tolist(),
    )  # fmt: skip
    digest.update(repr(about).encode())
    for values in (
        history.category, history.occurred_from, history.occurred_to,
        history.reported_at, history.x, history.y,
    ):  # fmt: skip
        digest.update(np.ascontiguousarray(values).view(np.uint8).data)
    return digest.hexdigest()


def _placed_share(known: History, grid: Grid) -> Floats:
    n = len(known.categories)
    inside = grid.locate(known.x, known.y) >= 0
    placed = np.bincount(known.category[inside], minlength=n)
    return placed / np.maximum(np.bincount(known.category, minlength=n), 1)


def _late_share(known: History) -> Floats:
    """Share of each category's incidents that was reported more than a day after they happened."""
    n = len(known.categories)
    middle = midpoint(known.occurred_from, known.occurred_to)
    age = known.origin - middle
    old = (age > 90 * DAY) & (age <= 455 * DAY)
    if not old.any():
        old = np.ones(len(known), bool)
    late = old & (known.reported_at - middle > DAY)
    count = np.bincount(known.category[old], minlength=n)
    return np.bincount(known.category[late], minlength=n) / np.maximum(count, 1)


class _City:
    """A forecast's parts, and what their cells tell of the whole city as they go by."""

    def __init__(self, model: Model, hours: Instants, leads: Sequence[float]) -> None:
        self._model, self._hours = model, hours
        self._leads = leads if len(leads) > 1 else [1.0]
        self._expected = model.city_total(hours)
        x, y = model.grid.centres
        spread = model.spread() or Spread.poisson(model.categories)
        windows = np.arange(len(hours))
        self._sums = Sums(spread, hours=hours, x=x, y=y, windows=windows)
        #: Of what counts where all are counted together: each incident once.
        self._together = Sums(spread, hours=hours, x=x, y=y, windows=windows)

    def parts(self) -> Iterator[Part]:
        """Make one category's part at a time."""
        for place in range(len(self._model.categories)):
            yield self._part(place)

    def _part(self, place: int) -> Part:
        category = self._model.categories[place]
        cube = self._model.predict(self._hours, categories=[category])
        values = cells_of(cube, self._model.grid)[0]
        unplaced = np.maximum(self._expected[place] - values.sum(axis=1, dtype=float), 0.0)
        self._sums.add(values, unplaced)
        share = self._leads[place]
        self._together.add(values * np.float32(share), unplaced * share)
        return Part(
            cube=cube,
            term_maps=self._model.term_maps(category),
            term_hours=self._model.term_hours(category, self._hours),
        )

    def totals(self, _placed: Floats) -> Totals:
        """Give each hour's city total its range; the parts must have gone by."""
        found = self._sums.moments()
        # Where a model expects less of the city than of its cells, its word on the city counts.
        variance = np.maximum(found.variance[:, :, 0], self._expected)
        lower, upper = interval(self._expected, variance, LEVEL)
        whole = np.asarray(self._leads) @ self._expected
        together = self._together.moments().all_variance[:, 0]
        all_lower, all_upper = interval(whole, np.maximum(together, whole), LEVEL)
        return Totals(
            expected=self._expected, lower=lower, upper=upper,
            all_lower=all_lower, all_upper=all_upper, all_expected=whole, level=LEVEL,
        )  # fmt: skip


def _previous(folder: Path, origin: np.datetime64) -> Manifest | None:
    """Return the latest forecast, whose colors are kept, if it knew no more than this one."""
    try:
        latest = open_latest(folder)
    except ArchiveError:  # of a format this version does not read: its colors cannot be kept
        return None
    if latest is None or np.datetime64(latest.manifest.origin.rstrip("Z"), "s") > origin:
        return None
    return latest.manifest
