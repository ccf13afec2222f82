"""Publishing how right the forecasts were, so that the page can tell it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from crimecast.city import City
from crimecast.errors import InputError
from crimecast.evaluate.report.data import Backtest
from crimecast.evaluate.report.reader import Tables
from crimecast.evaluate.report.record import about_city
from crimecast.evaluate.report.summed import summed
from crimecast.evaluate.report.write import REPORT as WRITTEN
from crimecast.record.document import Record
from crimecast.record.store import REPORT, Published, publish, record_folder


def publish_backtest(
    city: City,
    folder: Path,
    home: Path,
    *,
    now: datetime | None = None,
    source: Literal["backtest", "scorecard"] = "backtest",
    ledger: Mapping[str, Any] | None = None,
    ages: Sequence[int] = (),
    by_day: Sequence[Mapping[str, Any]] = (),
) -> Published:
    """Publish what a backtest found as the city's record.

    Parameters
    ----------
    city : City
    folder : Path
        The folder of a finished backtest of the city, with its report.
    home : Path
        The host's folder.
    now : datetime, optional
        When it is published; aware.
    source : str
        Whether forecasts were made afterwards, as if on the day, or are those that were issued.
    ledger : mapping, optional
        Of a scorecard, how many ``entries`` its ledger has and the hash of the last, ``head``.
    ages : sequence of int
        Of a scorecard, after how many days each of its forecasts was scored.
    by_day : sequence of mapping
        Of a scorecard, how right the forecasts were by day ahead.

    Returns
    -------
    Published
        The record in use from now on. The same backtest published again is the same record.

    Raises
    ------
    InputError
        If the folder is no finished backtest, or one of another city.
    """
    with Tables(folder) as tables:
        _check(city, folder, tables.protocol)
        told = summed(Backtest(tables))
        about = tables.protocol.get("about") or about_city(city)
    try:
        report = (folder / WRITTEN).read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            f"{folder} holds no {WRITTEN}; run the backtest to its end, then publish it"
        ) from error
    content = {
        **told,
        "city": city.id,
        "city_name": city.name,
        "simulated": city.simulated,
        "time_zone": city.time_zone,
        "source": source,
        **({} if ledger is None else {"ledger": dict(ledger)}),
        **({"ages": {str(n): ages.count(n) for n in sorted(set(ages))}} if ages else {}),
        **({"by_day": [dict(day) for day in by_day]} if by_day else {}),
        "terms": {
            **about["source"],
            "not_forecast": about["not_forecast"],
            "not_shown": about["not_shown"],
        },
        "files": {REPORT: {"size": len(report), "sha256": hashlib.sha256(report).hexdigest()}},
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    days = (told[end].replace("-", "") for end in ("first", "last"))
    when = (now or datetime.now(UTC)).astimezone(UTC)
    record = Record.model_validate(
        {
            **content,
            "id": f"{'-'.join(days)}-{digest[:8]}",
            "published_at": f"{when:%Y-%m-%dT%H:%M:%SZ}",
        }
    )
    return publish(record, {REPORT: report}, record_folder(city.id, home))


def _check(city: City, folder: Path, protocol: Mapping[str, Any]) -> None:
    told = protocol.get("city")
    scored = told.get("id") if isinstance(told, Mapping) else told
    if scored != city.id:
        raise InputError(
            f"{folder} is a backtest of {scored!r}, not of {city.id!r}; name that city or another "
            "folder"
        )
