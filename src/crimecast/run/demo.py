"""All that lies between an empty folder and a map: records, study area, forecast.

Each step is left out where what it would make is there and is of the present.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast import files
from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.incidents.store import open_store

if TYPE_CHECKING:
    from crimecast.archive import IssuedForecast
    from crimecast.incidents.report import Report

SIMULATED: Final = "simulated"
"""Id of the simulated city."""
FRESH: Final = dt.timedelta(days=1)
"""A simulated city and a forecast of the present are made anew when they are older than this."""

Progress = Callable[[str, float], None]
"""Called with what is being done and which share of it (0 to 1) is done."""
Say = Callable[[str], None]
"""Called with a sentence for the person who waits."""


def prepare(
    city: str,
    *,
    home: Path,
    paths: Sequence[Path] = (),
    area: Path | None = None,
    years: float = 3.0,
    now: dt.datetime | None = None,
    say: Say = lambda _text: None,
    progress: Progress = lambda _what, _share: None,
    tell: Callable[[City, Report], None] = lambda _city, _report: None,
    private: bool = False,
) -> City:
    """Make what the map of a city needs, as far as it is not there.

    Parameters
    ----------
    city
        Id of a city, or the path of a city file, which is then taken into ``home``.
    paths
        Files of records. Without any, the simulated city is simulated, and another city's portal is
        asked unless there are records from before.
    area
        GeoJSON of the study area.
    years
        Length of the simulated records, where they are simulated.
    now : aware datetime, optional
        The present.
    tell
        Called with the report of what was read from ``paths`` or the portal.
    private
        Allow a portal on this machine or in a private network.

    Raises
    ------
    InputError
        If a file cannot be used, or there is nothing to make a forecast from.
    """
    now = now or dt.datetime.now(dt.UTC)
    found = _city(city, home, say)
    if area is not None:
        _take_area(found, area, home, say)
    if paths:
        say(f"Reading {', '.join(path.name for path in paths)}")
        tell(found, _ingest(found, paths, home, now, progress))
    elif found.id == SIMULATED and found.simulated:
        _simulate(found, home, now, years, say=say, progress=progress)
        _streets(found, home, now, say=say, progress=progress)
    elif not open_store(found.id, home).manifest().parts:
        tell(found, _fetch(found, home, now, private, say=say, progress=progress))
    if is_current(found, home, now):
        say(f"The forecast of {found.name} is there")
    else:
        _forecast(found, home, now, say, progress)
    return found


def _city(given: str, home: Path, say: Say) -> City:
    city = load_city(given, home)
    if given.endswith(".toml"):
        # The map finds cities by their id, in the host's folder.
        own, text = home / "cities" / f"{city.id}.toml", Path(given).read_bytes()
        if not own.is_file() or own.read_bytes() != text:
            files.write_bytes(own, text)
            say(f"Copied {given} to {own}")
    return city


def _take_area(city: City, path: Path, home: Path, say: Say) -> None:
    from crimecast.area import import_area  # noqa: PLC0415 -- shapely, 0.1 s

    done = import_area(city, path, home)
    say(
        f"Study area from {path.name}: {done.square_km:,.0f} km2, "
        f"{done.named} neighborhoods by name"
    )


def _ingest(
    city: City, paths: Sequence[Path], home: Path, now: dt.datetime, progress: Progress
) -> Report:
    from crimecast.run.ingest import ingest  # noqa: PLC0415 -- duckdb where it reads

    return ingest(city, paths, home=home, now=now, progress=progress)


def _fetch(
    city: City, home: Path, now: dt.datetime, private: bool, *, say: Say, progress: Progress
) -> Report:
    """Fetch all records of a city from its portal; there is no other source to fall back on."""
    from crimecast.run.fetch import fetch  # noqa: PLC0415

    with_files = f"make run CITY={city.id} FILES=path/to/records.csv"
    if city.portal is None:
        raise InputError(
            f"{city.name} has no records yet and its file names no portal; give the publisher's "
            f"files: {with_files}"
        )
    say(
        f"Fetching the records of {city.name} from {city.portal.hosts[0]}: hundreds "
        "of thousands of rows take some minutes, and an interrupted fetch goes on where it stopped"
    )
    try:
        return fetch(city, home=home, now=now, progress=progress, private=private)
    except InputError as error:
        raise InputError(f"{error}\nOr from this folder: {with_files}") from error


def _simulate(
    city: City, home: Path, now: dt.datetime, years: float, *, say: Say, progress: Progress
) -> None:
    """Simulate up to the present, unless the records reach it. The same city lives on each time."""
    summary = open_store(city.id, home).manifest().summary
    through = summary.reported_through if summary else None
    if through is not None and now - dt.datetime.fromisoformat(through) < FRESH:
        say(f"The records of {city.name} are there")
        return
    from crimecast.area import import_area  # noqa: PLC0415 -- shapely, 0.1 s
    from crimecast.simulate.city import simulate  # noqa: PLC0415 -- half a second

    say("Simulating a city")
    out = city.folder(home) / "simulation"
    made = simulate(out, until=now, years=years, progress=progress)
    import_area(city, made.area, home)
    say(f"Reading its {made.rows:,} records")
    _ingest(city, [made.csv], home, now, progress)


def _streets(city: City, home: Path, now: dt.datetime, *, say: Say, progress: Progress) -> None:
    """Make the base map of the simulated city, unless it is there and of the same streets."""
    from crimecast.simulate.city import STREETS  # noqa: PLC0415 -- half a second
    from crimecast.streets.build import build  # noqa: PLC0415
    from crimecast.streets.store import open_current  # noqa: PLC0415

    path = city.folder(home) / "simulation" / STREETS
    try:
        base = open_current(city, home)
    except InputError:  # damaged: make it again
        base = None
    if not path.is_file():  # simulated by an earlier version, or put away
        if base is not None:
            return
        from crimecast.simulate.osm import osm_bytes  # noqa: PLC0415

        files.write_bytes(path, osm_bytes())
    source = files.sha256(path)
    _graph(city, path, source, home, now)
    if base is not None and base.manifest.sources[0].sha256 == source:
        return
    say("Drawing its base map")
    try:
        build(city, [path], home, now=now, progress=progress)
    except InputError as error:  # such as where tippecanoe does not run: streets are lines then
        say(f"It has no base map: {error}")


def _graph(city: City, path: Path, source: str, home: Path, now: dt.datetime) -> None:
    """Make the street graph of the simulated city, unless it is there and of the same streets."""
    from crimecast.route.make import make_graph  # noqa: PLC0415
    from crimecast.route.store import open_graph  # noqa: PLC0415

    try:
        known = open_graph(city, home)[1].sources[0].sha256
    except InputError:  # there is none, or it is damaged
        known = None
    if known != source:
        make_graph(city, [path], home, now=now)


def is_current(city: City, home: Path, now: dt.datetime) -> bool:
    """Tell whether the latest forecast is the one that would be made now.

    It must have been issued after the records came in, by the model of today, for the
    categories and the study area of today, and, where the records reach the
    present, within the last day.
    """
    from crimecast.archive import ArchiveError, open_latest  # noqa: PLC0415
    from crimecast.models.registry import DEFAULT, MODELS  # noqa: PLC0415 -- scipy, half a second
    from crimecast.run.forecast import FRESH as PRESENT  # noqa: PLC0415
    from crimecast.run.forecast import forecasts_folder  # noqa: PLC0415

    try:
        issued = open_latest(forecasts_folder(city, home))
    except (ArchiveError, KeyError):  # damaged, or named and gone: issue it again
        return False
    if issued is None:
        return False
    told, records = issued.manifest, open_store(city.id, home).manifest()
    summary, model = records.summary, MODELS.make(DEFAULT)
    if summary is None or summary.reported_through is None:
        return False
    origin, end = _instant(told.origin), _instant(summary.reported_through)
    if _utc(now) - end <= PRESENT:
        recent = _utc(now) - origin < np.timedelta64(FRESH)
    else:  # the records end in the past: a forecast of some earlier time is not theirs
        recent = end - origin < np.timedelta64(FRESH)
    return (
        told.issued_at >= (records.ingested_at or "")
        and bool(recent)
        and (told.model.name, told.model.version) == (model.name, model.version)
        and [c.id for c in told.categories] == [c.id for c in city.forecast_categories]
        and _same_area(city, home, issued, origin)
    )


def _same_area(city: City, home: Path, issued: IssuedForecast, origin: np.datetime64) -> bool:
    from crimecast.study import study_grid  # noqa: PLC0415 -- shapely, 0.1 s

    mine = issued.grid
    today = study_grid(city, home, cell=issued.manifest.grid.cell, reported_by=origin)
    place = (mine.epsg, mine.x0, mine.y0) == (today.epsg, today.x0, today.y0)
    return place and bool(np.array_equal(mine.mask, today.mask))


def _forecast(city: City, home: Path, now: dt.datetime, say: Say, progress: Progress) -> None:
    from crimecast.run.forecast import issue_forecast  # noqa: PLC0415 -- scipy, half a second

    say(f"Forecasting {city.name}, which takes up to a minute")
    issued = issue_forecast(city, home, now=_utc(now), progress=progress)
    say(f"Issued {issued.forecast_id}, from what was reported by {issued.origin} UTC")


def _instant(text: str) -> np.datetime64:
    return np.datetime64(text.removesuffix("Z"), "s")


def _utc(time: dt.datetime) -> np.datetime64:
    return np.datetime64(time.astimezone(dt.UTC).replace(tzinfo=None), "s")
