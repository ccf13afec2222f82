"""Simulate the city: its records as a publisher gives them, its map, its truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from crimecast.files import write_bytes, write_text
from crimecast.simulate import events, publish, truth
from crimecast.simulate.categories import CATEGORIES, IDS
from crimecast.simulate.citymap import area_text, city_map
from crimecast.simulate.osm import osm_bytes
from crimecast.simulate.plan import CITY_ID, CITY_NAME, EPSG, TIME_ZONE
from crimecast.simulate.world import make_world

CSV, AREA, STREETS = "incidents.csv", "area.geojson", "streets.osm.gz"
AHEAD = 14 * 24
"""Hours after the last report for which the truth knows what happens: forecasts can be scored."""
BEYOND = 60 * 24
"""Hours after that for which the intensity is known."""
YEAR = 8766

Progress = Callable[[str, float], None]
"""Is called with what is being done and the share that is done, 0 to 1."""


@dataclass(frozen=True)
class SimulatedFiles:
    """What a simulation wrote.

    Attributes
    ----------
    csv : Path
        The publisher's records.
    area : Path
        Study area, neighborhoods, streets, water and parks (GeoJSON).
    streets : Path
        The same map as an OpenStreetMap extract, for ``crimecast streets``.
    truth : Path
        Folder to give to :func:`crimecast.simulate.truth.load`.
    rows : int
        Records in the CSV.
    offences : int
        True offences between start and until, reported by then or not.
    start, until : datetime64[s], UTC
        Span of the records.
    """

    csv: Path
    area: Path
    streets: Path
    truth: Path
    rows: int
    offences: int
    start: np.datetime64
    until: np.datetime64


def simulate(
    out: Path,
    *,
    seed: int = 1,
    years: float = 3.0,
    until: np.datetime64 | datetime | None = None,
    rate: float = 1.0,
    progress: Progress | None = None,
) -> SimulatedFiles:
    """Write the simulated city's records, map and truth into a folder.

    The same seed and rate give the same incidents in every span; a later ``until`` gives the same
    records and those that came since.

    Parameters
    ----------
    out : Path
        Folder to write to; made where it is missing.
    seed : int
        Not negative. Another seed is another city in the same streets.
    years : float
        Length of the records, at least 0.02.
    until : datetime64 or datetime, UTC, optional
        The last instant a record can have been reported; floored to its hour, now by default.
    rate : float
        Factor of all rates; 1 is about 48 offences a day.
    progress : callable, optional
        Called with words and the share done.

    Raises
    ------
    ValueError
        If an option is out of its range.
    OSError
        If a file cannot be written; files are whole or not there.
    """
    stop = _hour(until)
    _check(seed, years, rate, stop)
    say = progress or (lambda _words, _share: None)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    start = stop - round(years * YEAR)
    say("drawing the map", 0.0)
    city = city_map()
    say("placing what draws offences", 0.4)
    chunks = range((start - events.BURN_IN) // events.CHUNK, (stop + AHEAD) // events.CHUNK + 1)
    end = max((chunks[-1] + 1) * events.CHUNK, stop + AHEAD + BEYOND)
    world = make_world(city.blocks, seed=seed, rate=rate, first=chunks[0] * events.CHUNK, last=end)
    draw = events.Draw(world, seed)
    parts = []
    for number, index in enumerate(chunks):
        parts.append(publish.tell(draw.chunk(index), world, city.blocks, seed))
        say("letting things happen", 0.5 + 0.35 * number / len(chunks))
    all_of = publish.join(parts)
    all_of = all_of.take(all_of.time < (stop + AHEAD) * 3600)
    say("writing", 0.85)
    within = (all_of.time >= start * 3600) & (all_of.time < stop * 3600)
    text, rows = publish.csv_text(all_of.take(within), city.blocks, seed=seed, until=stop * 3600)
    write_text(out / AREA, area_text())
    write_bytes(out / STREETS, osm_bytes())
    about = {
        "city": CITY_ID, "name": CITY_NAME, "simulated": True, "seed": seed, "rate": rate,
        "start": _iso(start), "until": _iso(stop), "through": _iso(stop + AHEAD), "end": _iso(end),
        "epsg": EPSG, "time_zone": TIME_ZONE, "categories": list(IDS),
        "branching": {c.id: c.branching for c in CATEGORIES},
        "offences": int(within.sum()), "rows": rows,
    }  # fmt: skip
    truth.save(out, world, all_of, about)
    write_text(out / CSV, text)
    say("done", 1.0)
    return SimulatedFiles(
        out / CSV, out / AREA, out / STREETS, out, rows, int(within.sum()),
        _instant(start), _instant(stop),
    )  # fmt: skip


def _hour(until: np.datetime64 | datetime | None) -> int:
    """Return the UTC hour since 1970 an instant lies in."""
    if until is None:
        until = datetime.now(UTC)
    if isinstance(until, datetime):
        if until.tzinfo is None:
            raise ValueError("until needs a time zone: add tzinfo=UTC")
        until = np.datetime64(until.astimezone(UTC).replace(tzinfo=None), "s")
    return int(until.astype("datetime64[s]").astype(np.int64)) // 3600


def _instant(hour: int) -> np.datetime64:
    return np.datetime64(hour * 3600, "s")


def _iso(hour: int) -> str:
    return f"{_instant(hour)}Z"


def _check(seed: int, years: float, rate: float, stop: int) -> None:
    if seed < 0:
        raise ValueError(f"seed is {seed}; use 0 or more")
    if not 0.02 <= years <= 20:
        raise ValueError(f"years is {years:g}; use 0.02 (a week) to 20")
    if not 0 < rate <= 20:
        raise ValueError(f"rate is {rate:g}; use more than 0, at most 20")
    if not 2000 <= int(str(np.datetime64(stop, "h"))[:4]) < 2090:
        raise ValueError(f"until is {_iso(stop)}; use a time between 2000 and 2090")
