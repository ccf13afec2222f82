"""Fit a model to a city's records and issue its forecast."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crimecast.archive.inputs import Category, ForecastHeader, Part, Totals
from crimecast.archive.manifest import ArchiveError, Manifest
from crimecast.archive.read import open_latest
from crimecast.archive.write import write_forecast
from crimecast.calendar import DAY, HOUR, Instants, hours_from
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Floats, Grid
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.models.aoristic import midpoint
from crimecast.models.base import Model
from crimecast.models.registry import DEFAULT, MODELS, Registry
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
    models: Registry = MODELS,
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

    Raises
    ------
    InputError
        If there are no records by then, or an option is out of range.
    ArchiveError
        If the disk refuses; the forecast before goes on being the latest.
    """
    if not 24 <= horizon <= 336:
        raise InputError(f"the horizon is {horizon} h; use 24 to 336 h")
    maker = models.make(model)
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
    first = hours_from(reference, 1)[0] - BACK * HOUR
    header = _header(city, known, grid, fitted, first=first, hours=BACK + horizon, issued_at=now)
    folder = forecasts_folder(city, home)
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
        parts=_parts(fitted, header.hour_starts),
        totals=_totals(fitted, header.hour_starts),
        previous=_previous(folder, known.origin),
        publish=True,
        progress=told,
    )
    return Issued(forecast_id, folder / forecast_id, known.origin)


def _knowledge(
    known: History, at: np.datetime64 | None, now: np.datetime64
) -> tuple[np.datetime64, History]:
    """Return the hour the forecast is made in, and the history cut where its records end.

    A model takes silence for news that nothing happened. So where the reports stop well before the
    present (a portal a day behind), the history ends with them. Where a publisher cut its records
    by the day they happened, late reports go on long after the last incident: it ends with that.
    """
    end = known.data_through
    pace = (end - known.reported_at[0]) / HOUR / max(len(known), 1)
    quiet = np.timedelta64(round(3600 * max(6.0, 5.0 * pace)), "s")
    newest: np.datetime64 = known.occurred_from.max()
    if end - newest > 4 * quiet:
        end = newest
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
            )
            for i, c in enumerate(city.forecast_categories)
        ],
        terms=(*model.terms(), model.remainder),
        data_hash=data_hash(known),
    )  # fmt: skip


def data_hash(history: History) -> str:
    """Return the SHA-256 of all that a history holds."""
    digest = hashlib.sha256()
    about = (
        str(history.origin), history.categories, history.classes, history.time_zone,
        history.country, history.subdivision,
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


def _parts(model: Model, hours: Instants) -> Iterator[Part]:
    for category in model.categories:
        yield Part(
            cube=model.predict(hours, categories=[category]),
            term_maps=model.term_maps(category),
            term_hours=model.term_hours(category, hours),
        )


def _totals(model: Model, hours: Instants) -> Totals:
    """Give each hour's city total the range of a negative binomial with the model's dispersion."""
    expected = model.city_total(hours)
    dispersion = model.dispersion()
    lower, upper = count_range(expected, dispersion[:-1, None])
    all_lower, all_upper = count_range(expected.sum(axis=0), dispersion[-1:])
    return Totals(
        expected=expected, lower=lower, upper=upper,
        all_lower=all_lower, all_upper=all_upper, level=LEVEL,
    )  # fmt: skip


def count_range(mean: Floats, dispersion: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the central range that holds a count with a chance of at least ``level``.

    The count is negative binomial with variance ``mean + dispersion * mean**2``, Poisson where the
    dispersion is zero.
    """
    from scipy.stats import nbinom  # noqa: PLC0415 -- half a second

    mean = np.maximum(mean, 1e-12)
    size = 1.0 / np.maximum(np.broadcast_to(dispersion, mean.shape), 1e-9)
    chance = size / (size + mean)
    tail = (1 - level) / 2
    return nbinom.ppf(tail, size, chance), nbinom.ppf(1 - tail, size, chance)


def _previous(folder: Path, origin: np.datetime64) -> Manifest | None:
    """Return the latest forecast, whose colors are kept, if it knew no more than this one."""
    try:
        latest = open_latest(folder)
    except ArchiveError:  # of a format this version does not read: its colors cannot be kept
        return None
    if latest is None or np.datetime64(latest.manifest.origin.rstrip("Z"), "s") > origin:
        return None
    return latest.manifest
