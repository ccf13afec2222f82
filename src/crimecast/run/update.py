"""Keeping cities up to date: fetch, forecast, score, thin, push; each step on its own feet.

A step that fails does not keep the next from what it can do: where the portal is down the forecast
is made from the records that there are, and says up to when they go. What a killed update left is
taken up by the next: every step leaves the host's folder as it was, or as it is to be.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from crimecast import files
from crimecast.archive import ArchiveError
from crimecast.archive.read import open_latest
from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.incidents.store import cities_with_records
from crimecast.run.fetch import fetch
from crimecast.run.forecast import forecasts_folder, is_current, issue_forecast
from crimecast.run.scorecard import score_issued
from crimecast.run.thin import thin
from crimecast.status import CityStatus, State, next_due, parsed, read_status, told, write_status

LOCK: Final = ".update.lock"
LOOK_S: Final = 60.0
"""Seconds between looks for what is due."""
Progress = Callable[[str, float], None]
logger = logging.getLogger("crimecast.update")


class Skipped(Exception):  # noqa: N818 -- no error
    """A step has nothing to do, and why."""


def update(
    names: Sequence[str],
    home: Path,
    *,
    force: bool = False,
    private: bool = False,
    to: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Progress = lambda _what, _share: None,
) -> list[CityStatus]:
    """Update cities that are due, one after the other.

    Parameters
    ----------
    names : sequence of str
        City ids; those with records where empty.
    force : bool
        Also those that are not due.
    private : bool
        Allow portals on this machine or in a private network.
    to : str, optional
        Address that each city is brought to at the end (:mod:`crimecast.mirror`).
    now : callable
        The clock, aware.

    Returns
    -------
    list of CityStatus
        Of each of the cities, updated or not.

    Raises
    ------
    InputError
        If another update runs in this folder; or, when the others are done, if a city is unknown
        or its file is wrong.
    """
    busy = f"another update runs in {home}; it goes on"
    with files.locked(home / LOCK, busy=busy):
        found, wrong = [], []
        for name in names or cities_with_records(home):
            try:
                city = load_city(name, home)
            except InputError as error:  # a file that was edited wrongly keeps no other waiting
                wrong.append(str(error))
                continue
            status = read_status(city.id, home)
            due = next_due(status, city.update.every_h)
            if force or due is None or due <= now() or _ahead_of_clock(status, now()):
                status = update_city(
                    city, home, force=force, private=private, to=to, now=now, progress=progress
                )
            found.append(status)
        if wrong:
            raise InputError("\n".join(wrong))
        return found


def keep_updating(
    names: Sequence[str],
    home: Path,
    *,
    private: bool = False,
    to: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], object] = time.sleep,
    rounds: int | None = None,
) -> None:
    """Update what is due, look again every minute, for ever; what fails is told and tried again.

    Parameters
    ----------
    rounds : int, optional
        How often it is looked; without end where absent.
    """
    done = 0
    while rounds is None or done < rounds:
        try:
            update(names, home, private=private, to=to, now=now)
        except (InputError, OSError) as error:  # a city's file that was edited wrongly, a full disk
            logger.error("%s", error)  # noqa: TRY400
        done += 1
        sleep(LOOK_S)


def _ahead_of_clock(status: CityStatus, now: datetime) -> bool:
    """Tell whether a step was done in what is the future now: the clock was set back."""
    last = [step.at for step in status.steps.values() if step.at is not None]
    return any(at > told(now) for at in last)


def update_city(
    city: City,
    home: Path,
    *,
    force: bool = False,
    private: bool = False,
    to: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Progress = lambda _what, _share: None,
) -> CityStatus:
    """Do all steps of one city; what fails is told in its status, never raised.

    A round that is there only to try a fetch again issues no other forecast, unless ``force``.

    Only what nobody can put right by waiting (a full disk at the status itself) is raised.
    """

    def issued() -> str:
        if not force and _is_retry(status, city, now()):
            last = status.steps["forecast"].succeeded
            raise Skipped(f"the records are as they were at {last}")
        return _issue(city, home, now(), progress)

    def scored() -> str:
        found = score_issued(city, home, now=now(), progress=progress)
        for name, why in found.left:
            logger.warning("%s: %s could not be scored: %s", city.id, name, why)
        if not found.made and found.record is None:
            raise Skipped("none is due")
        record = "" if found.record is None else f"; record {found.record.record.id}"
        return f"{len(found.made)} scored{record}"

    def thinned() -> str:
        gone = thin(city, home, now=now())
        if not gone:
            raise Skipped("none is surplus")
        return f"{len(gone)} removed, their scores kept"

    status = read_status(city.id, home)
    for name, do in (
        ("fetch", partial(_fetch, city, home, now, progress, private=private)),
        ("forecast", issued),
        ("score", scored),
        ("thin", thinned),
        ("push", partial(_push, city, home, to, progress)),
    ):
        progress(f"{city.id}: {name}", 0.0)
        status = _step(status, name, do, home, now)
    due = next_due(status, city.update.every_h)
    status = replace(status, due=None if due is None else told(due))
    write_status(status, home)
    return status


def _step(
    status: CityStatus,
    name: str,
    do: Callable[[], str],
    home: Path,
    now: Callable[[], datetime],
) -> CityStatus:
    status = status.begun(name, now())
    write_status(status, home)
    began = time.perf_counter()
    state: State
    try:
        state, what = "done", do()
    except Skipped as reason:
        state, what = "skipped", str(reason)
    except (InputError, ArchiveError, OSError, ValueError, RuntimeError) as error:
        state, what = "failed", f"{error}"
        logger.error("%s: %s failed: %s", status.city, name, error)  # noqa: TRY400 -- words suffice
    except Exception as error:  # one city's fault must not stop the others for years
        state, what = "failed", f"{type(error).__name__}: {error}"
        logger.exception("%s: %s failed", status.city, name)
    else:
        logger.info("%s: %s: %s", status.city, name, what)
    seconds = time.perf_counter() - began
    status = status.ended(name, state, what, now=now(), seconds=seconds)
    write_status(status, home)
    return status


def _fetch(
    city: City, home: Path, now: Callable[[], datetime], progress: Progress, *, private: bool
) -> str:
    if city.portal is None:
        raise Skipped("its file names no portal")
    report = fetch(city, home=home, private=private, now=now(), progress=progress)
    return (
        f"{report.rows_read:,} rows: {report.rows_new:,} new, {report.rows_changed:,} changed, "
        f"{report.rows_withdrawn:,} withdrawn"
    )


def _push(city: City, home: Path, to: str | None, progress: Progress) -> str:
    if to is None:
        raise Skipped("no address was given")
    from crimecast.mirror import Address, push  # noqa: PLC0415 -- few need it

    done = push(city.id, home, Address(to), progress=progress)
    newer = "" if not done.kept else f"; newer there: {', '.join(done.kept)}"
    return f"{done.objects:,} objects written, {done.size:,} bytes{newer}"


def _is_retry(status: CityStatus, city: City, now: datetime) -> bool:
    """Tell whether a fetch failed, and the forecast from the records that there are is not old."""
    last = status.steps["forecast"].succeeded
    if status.steps["fetch"].state != "failed" or last is None:
        return False
    return timedelta(0) <= now - parsed(last) < timedelta(hours=city.update.every_h)


def _issue(city: City, home: Path, now: datetime, progress: Progress) -> str:
    """Issue a forecast unless the latest was made from the same records for the same hour."""
    folder = forecasts_folder(city, home)
    moment = np.datetime64(int(now.timestamp()), "s")
    latest = None
    try:
        latest = open_latest(folder)
    except ArchiveError as error:
        logger.warning("%s: the latest forecast cannot be read: %s", city.id, error)
    horizon, cell, model = city.update.horizon, city.update.cell, city.update.model
    if latest is not None and is_current(
        latest.manifest, city, home, horizon=horizon, cell=cell, model=model, now=moment
    ):
        raise Skipped(f"{latest.id} is from the same records and for the same hours")
    made = issue_forecast(
        city, home, horizon=horizon, cell=cell, model=model, now=moment, progress=progress
    )
    return made.forecast_id
