"""Which issued forecasts stay: all of the last days, then fewer and fewer, never the scores.

A forecast goes only once its last score is in the ledger, and the ledger tells that it went. What
was found of it stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from crimecast import files
from crimecast.archive.index import THINNED
from crimecast.archive.manifest import moment
from crimecast.archive.read import latest_id, list_ids, open_forecast
from crimecast.city import City
from crimecast.record.ledger import LEDGER, read_ledger
from crimecast.run.forecast import forecasts_folder
from crimecast.run.scorecard import scores_folder, settled

ALL_DAYS: Final = 60
"""Days for which every forecast stays."""
DAILY_DAYS: Final = 400
"""Days for which the first forecast of each day stays; of each month's first one after that."""


def surplus(origins: dict[str, datetime], *, now: datetime, keep: Iterable[str] = ()) -> list[str]:
    """Return the ids that may go, oldest first.

    Parameters
    ----------
    origins : dict
        Ids and the instants of their origins, aware.
    keep : iterable of str
        Ids that stay whatever their age.
    """
    stays = set(keep)
    seen: set[str] = set()
    found = []
    for name, origin in sorted(origins.items(), key=lambda item: (item[1], item[0])):
        age = now - origin
        if age <= timedelta(days=ALL_DAYS):
            continue
        slot = f"{origin:%Y-%m-%d}" if age <= timedelta(days=DAILY_DAYS) else f"{origin:%Y-%m}"
        if slot in seen and name not in stays:
            found.append(name)
        seen.add(slot)
    return found


def thin(city: City, home: Path, *, now: datetime | None = None) -> list[str]:
    """Remove the issued forecasts that are surplus; return their ids.

    Raises
    ------
    InputError
        If the ledger was changed, or another process scores this city.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC)
    forecasts, scores = forecasts_folder(city, home), scores_folder(city, home)
    busy = f"another process scores the forecasts of {city.name}; try again when it is done"
    with files.locked(scores / ".lock", busy=busy):
        ledger = read_ledger(scores / LEDGER)
        done = settled(ledger)
        there = list_ids(forecasts)
        origins = {}
        for name in there:
            manifest = open_forecast(forecasts, name).manifest
            seconds = moment(manifest.origin).astype("datetime64[s]").astype(int)
            origins[name] = datetime.fromtimestamp(int(seconds), UTC)
        latest = latest_id(forecasts)
        unsettled = [name for name in there if name not in done]
        gone = surplus(origins, now=now, keep=[*unsettled, *([latest] if latest else [])])
        for name in gone:
            content = open_forecast(forecasts, name).manifest.hashes.content
            # Told first: a forecast that is gone without a word would be a hole.
            ledger = ledger.append(
                THINNED, {"at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "forecast": name, "content": content}
            )
            aside = files.temporary_beside(forecasts / name)
            (forecasts / name).rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
    return gone
