"""The scorecard: every issued forecast held against what came, and again as late reports come.

A forecast is scored once its first day has passed and records have had a day to arrive, and again
7 and 30 days after; its week, day by day, once that has passed (``score_kinds``). What was found is
kept in parts that are never edited; the ledger tells which forecast was scored when, with the hash
of what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast import files
from crimecast.archive import ArchiveError, IssuedForecast
from crimecast.archive.index import SCORED, SCORES
from crimecast.archive.manifest import moment
from crimecast.archive.read import list_ids, open_forecast
from crimecast.area import area_of
from crimecast.calendar import HOUR
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.evaluate.block import Bench, run_block
from crimecast.evaluate.totals import Areas
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.models.plugins import installed
from crimecast.models.registry import Maker
from crimecast.record.ledger import LEDGER, Ledger, folder_hash, read_ledger
from crimecast.record.store import Published, open_current, record_folder
from crimecast.run import backtest_files as parts
from crimecast.run.backtest_assemble import assemble
from crimecast.run.backtest_protocol import Plan
from crimecast.run.forecast import forecasts_folder
from crimecast.run.issued import AsKnown, Issued
from crimecast.run.knowledge import end_of_records
from crimecast.run.record import publish_backtest
from crimecast.run.score_days import by_day
from crimecast.run.score_kinds import DAY, KINDS, WEEK, Due, Kind, horizon_of, part_path

REFERENCES: Final = ("prior_counts", "same_hour_last_year")
"""What an issued forecast is held against: made for the same hour, from the same records."""
_DAY: Final = np.timedelta64(1, "D")
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Scored:
    """What a run of the scorecard did.

    Attributes
    ----------
    made : tuple of Due
        What was scored now.
    left : tuple of (str, str)
        Forecasts that could not be scored, and why.
    record : Published or None
        What was published of all; None where nothing is new.
    """

    made: tuple[Due, ...]
    left: tuple[tuple[str, str], ...]
    record: Published | None


def scores_folder(city: City, home: Path) -> Path:
    """Return where a city's scores are."""
    return city.folder(home) / SCORES


def origin_of(issued: IssuedForecast) -> np.datetime64:
    """Return the hour (UTC) that a forecast is scored from.

    The first full hour at or after its origin; where its records ended well before it was made, the
    hour in which it was made.
    """
    m = issued.manifest
    origin = moment(m.origin)
    hour: np.datetime64 = origin.astype("datetime64[h]").astype("datetime64[s]")
    if hour < origin:
        hour += HOUR
    made: np.datetime64 = moment(m.first_hour) + m.now * HOUR
    return max(hour, made)


def due(
    folder: Path, ledger: Ledger, end: np.datetime64
) -> tuple[list[Due], list[tuple[str, str]]]:
    """Return what is to be scored now, oldest first, and the forecasts that cannot be opened.

    Of the ages that have come and are not in the ledger only the highest: what a host slept
    through is scored once.

    Parameters
    ----------
    folder : Path
        The issued forecasts.
    end : datetime64[s]
        Up to when records tell what happened (UTC).
    """
    known = _ages(ledger)
    done = settled(ledger)
    found: list[Due] = []
    damaged: list[tuple[str, str]] = []
    for name in list_ids(folder):
        if name in done:
            continue
        try:
            issued = open_forecast(folder, name)
        except (ArchiveError, KeyError) as error:
            damaged.append((name, str(error)))
            continue
        origin, reach = origin_of(issued), reach_of(issued)
        for kind in KINDS:
            last = known.get((name, kind.horizon), 0)
            past = (end - origin - kind.horizon * HOUR) / _DAY
            reached = [age for age in kind.ages if last < age <= past]
            if reached and reach >= kind.horizon:
                found.append(Due(name, reached[-1], kind))
    return found, damaged


def _ages(ledger: Ledger) -> dict[tuple[str, int], int]:
    """Return at which age forecasts were scored last, by id and hours."""
    known: dict[tuple[str, int], int] = {}
    for entry in ledger.of_kind(SCORED):
        key = (str(entry["forecast"]), horizon_of(entry))
        known[key] = max(known.get(key, 0), int(entry["age"]))
    return known


def reach_of(issued: IssuedForecast) -> int:
    """Return how many hours a forecast has from where it is scored from."""
    m = issued.manifest
    return m.hours - int((origin_of(issued) - moment(m.first_hour)) / HOUR)


def score_issued(
    city: City,
    home: Path,
    *,
    now: datetime | None = None,
    makers: dict[str, Maker] | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Scored:
    """Score what is due, and publish the record of all that was scored.

    Parameters
    ----------
    now : aware datetime, optional
        When it is scored, for the ledger.
    makers : dict, optional
        The references; those of :data:`REFERENCES` where absent.

    Raises
    ------
    InputError
        If there are no records, the ledger was changed, or another process scores this city.
    """
    folder = scores_folder(city, home)
    busy = f"another process scores the forecasts of {city.name}; try again when it is done"
    with files.locked(folder / ".lock", busy=busy):
        files.clear_temporaries(folder)
        ledger = read_ledger(folder / LEDGER)
        forecasts = forecasts_folder(city, home)
        if not list_ids(forecasts):
            return Scored((), (), None)
        whole = load_history(city, home)
        found, left = due(forecasts, ledger, end_of_records(whole)[0])
        if makers is None:
            known = installed()
            makers = {name: known[name] for name in REFERENCES}
        made: list[Due] = []
        benches = _Benches(city, home, whole)
        for number, one in enumerate(found):
            progress(f"scoring {one.forecast} after {one.age} d", number / len(found))
            issued = open_forecast(forecasts, one.forecast)
            try:
                ledger = _score(folder, ledger, issued, one, benches, makers, now)
            except (ArchiveError, ValueError) as error:
                left.append((one.forecast, str(error)))
                continue
            made.append(one)
        record = None
        if made or _is_behind(city, home, ledger):
            record = _publish(city, home, folder, ledger, benches, progress)
    return Scored(tuple(made), tuple(left), record)


class _Benches:
    """The records placed on the grids that forecasts were made on, each once."""

    def __init__(self, city: City, home: Path, whole: History) -> None:
        self.city, self.home, self.whole = city, home, whole
        self._area = area_of(city, home)
        self._made: dict[tuple[object, ...], Bench] = {}

    def of(self, issued: IssuedForecast, kind: Kind = DAY) -> Bench:
        """Return the bench of a forecast's grid and categories."""
        key = (kind, *_alike(issued))
        if key not in self._made:
            grid, names = issued.grid, tuple(c.id for c in issued.manifest.categories)
            history = (
                self.whole
                if names == self.whole.categories
                else load_history(self.city, self.home, categories=names)
            )
            same = self._area is not None and self._area.epsg == grid.epsg
            areas = (
                Areas.neighborhoods(self._area, grid)
                if same and self._area is not None
                else Areas.none(grid)
            )
            self._made[key] = Bench.of(history, grid, kind.protocol, areas)
        return self._made[key]


def _alike(issued: IssuedForecast) -> tuple[object, ...]:
    """Return what scores must share to be put together."""
    m = issued.manifest
    grid = (m.grid.epsg, m.grid.cell, m.grid.x0, m.grid.y0, m.grid.height, m.grid.width)
    return (*grid, m.grid.cells, tuple(c.id for c in m.categories))


def _score(  # noqa: PLR0917
    folder: Path, ledger: Ledger, issued: IssuedForecast, one: Due, benches: _Benches,
    makers: dict[str, Maker], now: datetime | None,
) -> Ledger:  # fmt: skip
    """Score one forecast and its references; tell the ledger last."""
    bench = benches.of(issued, one.kind)
    origin = origin_of(issued)
    m = issued.manifest
    models: dict[str, Callable[[], Any]] = {
        m.model.name: Issued.maker(issued),
        **{name: AsKnown.maker(make, moment(m.origin)) for name, make in makers.items()},
    }
    hashes = {}
    for name, make in models.items():
        tables = run_block(bench, name, make, np.array([origin]))
        version = m.model.version if name == m.model.name else str(type(makers[name]()).version)
        about = {"forecast": one.forecast, "age": one.age, "model": name, "version": version}
        place = part_path(folder, one, name)
        files.remove(place)  # of a run that was killed untold: records may have come since
        parts.write_part(place, about, tables)
        hashes[name] = folder_hash(place)
    window = bench.incidents.window(origin, one.kind.horizon)
    return ledger.append(
        SCORED,
        {
            "at": f"{(now or datetime.now(UTC)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "forecast": one.forecast,
            "content": m.hashes.content,
            "issued_at": m.issued_at,
            "origin": f"{origin}Z",
            "age": one.age,
            "horizon": one.kind.horizon,
            "reach": reach_of(issued),
            "reported_through": f"{bench.incidents.history.data_through}Z",
            "incidents": len(window.row),
            "model": m.model.name,
            "versions": {name: _version(folder, one, name) for name in models},
            "parts": hashes,
            "grid": _grid_digest(issued),
        },
    )


def _version(folder: Path, one: Due, model: str) -> str:
    return str(files.read_json(part_path(folder, one, model) / "part.json")["version"])


def _grid_digest(issued: IssuedForecast) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(repr(_alike(issued)).encode()).hexdigest()[:16]


def latest_scores(ledger: Ledger, kind: Kind = DAY) -> list[dict[str, Any]]:
    """Return of each forecast the entry of its highest age, by origin."""
    found: dict[str, dict[str, Any]] = {}
    for entry in ledger.of_kind(SCORED):
        if horizon_of(entry) != kind.horizon:
            continue
        name = str(entry["forecast"])
        if name not in found or entry["age"] > found[name]["age"]:
            found[name] = dict(entry)
    return sorted(found.values(), key=lambda entry: (entry["origin"], entry["issued_at"]))


def together(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries that can be told together: of the last one's grid, model and references.

    Of several forecasts from the same hour the one that was issued first: it was what readers had.
    """
    if not entries:
        return []
    last = entries[-1]
    alike = [
        entry for entry in entries
        if entry["grid"] == last["grid"] and entry["model"] == last["model"]
        and set(entry["parts"]) == set(last["parts"])
    ]  # fmt: skip
    first: dict[str, dict[str, Any]] = {}
    for entry in alike:
        first.setdefault(entry["origin"], entry)
    return list(first.values())


def _is_behind(city: City, home: Path, ledger: Ledger) -> bool:
    """Tell whether scores were not published: a run was killed between the two."""
    entries = ledger.of_kind(SCORED)
    try:
        found = open_current(record_folder(city.id, home))
    except InputError:  # damaged: made anew
        return bool(entries)
    if found is None or not entries:
        return bool(entries)
    told = found.record.ledger
    # A backtest that somebody published since stays until there is something new to tell.
    return told is not None and told.entries < int(entries[-1]["n"])


def _publish(  # noqa: PLR0917
    city: City, home: Path, folder: Path, ledger: Ledger, benches: _Benches, progress: Progress
) -> Published | None:
    """Put all scores together and publish them as the city's record."""
    entries = together(latest_scores(ledger))
    if not entries:
        return None
    progress("putting the scores together", 1.0)
    origins = np.array([e["origin"].rstrip("Z") for e in entries], "datetime64[s]")
    bench = _bench_of(city, home, entries, benches)
    board = folder / "board"
    files.remove(board)  # made anew from parts that stay
    board.mkdir(parents=True)
    plan = Plan.of(
        city, home, bench.incidents.history, origins, bench.protocol, bench.incidents.grid.cell,
        grid=bench.incidents.grid,
    )  # fmt: skip
    names = list(entries[-1]["parts"])
    paths = {
        name: [part_path(folder, Due(e["forecast"], e["age"]), name) for e in entries]
        for name in names
    }
    told = plan.told(dict(entries[-1]["versions"]), ("crimecast", "update", city.id))
    assemble(board, plan, bench, paths, told)
    return publish_backtest(
        city, board, home, source="scorecard",
        ledger={"entries": len(ledger.entries), "head": ledger.head},
        ages=[int(entry["age"]) for entry in entries],
        by_day=by_day(folder, together(latest_scores(ledger, WEEK)), entries[-1], city.time_zone),
    )  # fmt: skip


def _bench_of(city: City, home: Path, entries: list[dict[str, Any]], benches: _Benches) -> Bench:
    """Return the bench of forecasts that are told together, by one of them that is still there."""
    folder = forecasts_folder(city, home)
    for entry in reversed(entries):
        try:
            return benches.of(open_forecast(folder, entry["forecast"]))
        except (KeyError, ArchiveError):  # thinned, or damaged: another has the same grid
            continue
    raise ArchiveError(f"none of the scored forecasts of {city.name} is left to tell its grid")


def settled(ledger: Ledger) -> set[str]:
    """Return the forecasts whose last score is in the ledger: nothing more is to be found out."""
    known = _ages(ledger)
    reach = {str(e["forecast"]): int(e.get("reach", 0)) for e in ledger.of_kind(SCORED)}
    return {
        name for name, hours in reach.items()
        if all(
            known.get((name, kind.horizon), 0) == kind.ages[-1]
            for kind in KINDS if kind is DAY or hours >= kind.horizon
        )
    }  # fmt: skip
