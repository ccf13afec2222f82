"""Reading issued forecasts: thin memory-mapped arrays, safe to share between threads."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from crimecast.archive.cell import CellForecast
from crimecast.archive.codes import decode_frame, decode_mix, decode_series
from crimecast.archive.manifest import (
    ALL,
    DRIFT,
    FIRST_FORMAT,
    FORMAT,
    LATEST,
    MANIFEST,
    SUMS,
    USUAL,
    ArchiveError,
    Manifest,
    content_hash,
    is_forecast_id,
    moment,
)
from crimecast.arrays import read_array
from crimecast.calendar import hours_from, local_date
from crimecast.cell_spread import day_starts, moments_of_cell
from crimecast.counts import CountInterval
from crimecast.drift import decode_drift
from crimecast.grid import Grid
from crimecast.mix import Mix
from crimecast.spread import Spread, variance_of_sum
from crimecast.usual import Usual

Floats = npt.NDArray[np.float64]
_SETS = 64
"""Sets of categories whose spread is kept."""


def list_ids(folder: Path) -> list[str]:
    """Return the ids of the forecasts issued into ``folder``, oldest origin first."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(name for name in names if is_forecast_id(name))


def latest_id(folder: Path) -> str | None:
    """Return the id of the latest forecast; None where none is issued.

    Raises
    ------
    ArchiveError
        If ``latest.json`` cannot be understood.
    """
    path = folder / LATEST
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path} cannot be read ({error}); issue a forecast again") from error
    name = content.get("id") if isinstance(content, dict) else None
    if not isinstance(name, str) or not is_forecast_id(name):
        raise ArchiveError(f"{path} does not name a forecast; issue a forecast again")
    return name


def open_latest(folder: Path) -> IssuedForecast | None:
    """Open the latest forecast of a folder; None where none is issued.

    Raises
    ------
    ArchiveError
        If it is damaged, of a format this version of crimecast does not know, or gone.
    """
    name = latest_id(folder)
    try:
        return None if name is None else open_forecast(folder, name)
    except KeyError as error:
        raise ArchiveError(
            f"{folder / LATEST} names {name}, which is gone; bring it back, or issue a forecast "
            "again"
        ) from error


def open_forecast(folder: Path, forecast_id: str) -> IssuedForecast:
    """Open a forecast by its id.

    Raises
    ------
    KeyError
        If there is none of that id.
    ArchiveError
        If it is damaged or of a format this version of crimecast does not know.
    """
    if not is_forecast_id(forecast_id) or not (folder / forecast_id / MANIFEST).is_file():
        raise KeyError(forecast_id)
    return IssuedForecast(folder / forecast_id)


class IssuedForecast:
    """A forecast that was issued, read-only.

    Raises
    ------
    ArchiveError
        If the folder holds no forecast, a damaged one, or one of an unknown format.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spreads: dict[tuple[int, ...], Spread] = {}
        self.manifest_bytes = self._read(MANIFEST)
        self.manifest = _parse(folder / MANIFEST, self.manifest_bytes)
        m = self.manifest
        shape = (len(m.categories) + 1, m.hours)
        self._offsets = self._array("frames.idx.npy", "<i8", (shape[0] * shape[1] + 1,))
        self._series = self._array("series.npy", "<u2", (shape[0], m.grid.cells, m.hours))
        self._terms = self._array(
            "terms.npy", "<f4", (len(m.categories), len(m.terms) - 1, m.grid.cells)
        )
        self._time = self._array("time.npy", "<f4", (len(m.categories), m.hours))
        self._mix = (
            None
            if m.format == FIRST_FORMAT
            else self._array("mix.npy", "u1", (m.hours, 2, m.grid.cells))
        )
        self._drift = (
            self._array(DRIFT, "u1", (len(m.categories), m.grid.cells))
            if m.usual is not None and m.usual.maps is not None
            else None
        )
        path = self._path("frames.bin")
        if path.stat().st_size != self._offsets[-1] or (np.diff(self._offsets) <= 0).any():
            raise ArchiveError(f"{path} is not whole; the forecast is damaged, issue it again")
        frames = np.memmap(path, np.uint8, "r")
        self._frames = memoryview(frames)  # type: ignore[arg-type]

    def _path(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise ArchiveError(f"{path} is missing; the forecast is damaged, issue it again")
        return path

    def _read(self, name: str) -> bytes:
        return self._path(name).read_bytes()

    def _array(self, name: str, kind: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        path = self._path(name)
        # numpy cannot map an array without elements (a forecast that has a remainder only)
        try:
            array = read_array(path, mapped=bool(np.prod(shape)))
        except (OSError, ValueError) as error:
            raise ArchiveError(f"{path} cannot be read ({error}); issue it again") from error
        if array.dtype != np.dtype(kind) or array.shape != shape:
            raise ArchiveError(
                f"{path} holds {array.dtype} {array.shape}, not {kind} {shape} as its manifest "
                f"says; the forecast is damaged, issue it again"
            )
        return array

    @property
    def id(self) -> str:
        """The forecast's id."""
        return self.manifest.id

    @cached_property
    def grid(self) -> Grid:
        """The forecast's grid."""
        return Grid.from_json(self.manifest.grid.model_dump(), gzip.decompress(self.mask))

    @cached_property
    def mask(self) -> bytes:
        """The grid's mask, gzip'd."""
        return self._read("mask.bin.gz")

    @cached_property
    def totals(self) -> bytes:
        """The city's expected counts, JSON."""
        return self._read("totals.json")

    @cached_property
    def last_day(self) -> np.datetime64:
        """The local day of the latest report that the forecast knew of."""
        through = moment(self.manifest.data_through)
        day: np.datetime64 = local_date(np.array([through]), self.manifest.time_zone)[0]
        return day

    def frame(self, category: int, hour: int) -> memoryview:
        """Return one category-hour's codes, gzip'd, without a copy.

        Parameters
        ----------
        category : int
            Place of the category in the manifest; one past the last is all of them.
        hour : int
            0 to ``hours - 1``.
        """
        place = category * self.manifest.hours + hour
        return self._frames[int(self._offsets[place]) : int(self._offsets[place + 1])]

    def series(self, category: int | Sequence[int], rank: int) -> Floats:
        """Return the expected incidents (hour,) of one cell, within 0.04 %.

        Of several categories, what they expect together, each incident once. ``rank`` is the
        cell's place among the study area's cells (``Grid.rank``).
        """
        if isinstance(category, int):
            return decode_series(self._series[category, rank])
        weights = np.array(self.manifest.weights(category))
        summed: Floats = weights @ decode_series(self._series[list(category), rank])
        return summed

    def layer(self, category: int, first: int = 0, last: int | None = None) -> Floats:
        """Return a category's expected incidents (hour, cell), within 0.04 %.

        Of the hours ``first`` to ``last - 1``; to the end where ``last`` is absent.
        """
        return decode_series(self._series[category, :, first:last].T)

    @cached_property
    def spread(self) -> Spread:
        """How far counts spread around the forecast.

        Raises
        ------
        ArchiveError
            If the forecast was issued before forecasts told.
        """
        m = self.manifest
        self._check_told("how sure it is")
        if m.spread is None:
            return Spread.poisson([c.id for c in m.categories], m.time_zone)
        return Spread.from_json(m.spread.model_dump())

    @property
    def tells_spread(self) -> bool:
        """Whether it tells how sure it is; those of the first format do not."""
        return self.manifest.format != FIRST_FORMAT

    @property
    def tells_usual(self) -> bool:
        """Whether it tells what is usual; forecasts issued before that was learned do not."""
        return self.manifest.usual is not None

    @cached_property
    def usual(self) -> Usual:
        """What the city counts in an hour of any week of the year; no forecast.

        Raises
        ------
        ArchiveError
            If the forecast does not tell, or its file is damaged.
        """
        if not self.tells_usual:
            raise ArchiveError(
                f"{self.folder} does not tell what is usual; issue the forecast again"
            )
        try:
            content = json.loads(self._read(USUAL))
            return Usual.from_json(content, [c.id for c in self.manifest.categories])
        except ValueError as error:
            raise ArchiveError(
                f"{self._path(USUAL)} cannot be read ({error}); issue the forecast again"
            ) from error

    @property
    def tells_drift(self) -> bool:
        """Whether it tells how far its maps lie from the usual ones."""
        return self._drift is not None

    def drift(self, category: int, ranks: npt.ArrayLike | None = None) -> Floats:
        """Return how many times its usual share of the city each cell is expected to have (cell,).

        Within 1.1 %; of all cells, or of those at ``ranks`` (``Grid.rank``).

        Raises
        ------
        ArchiveError
            If the forecast does not tell.
        """
        if self._drift is None:
            raise ArchiveError(
                f"{self.folder} does not tell what is usual of places; issue the forecast again"
            )
        codes = self._drift[category]
        return decode_drift(codes if ranks is None else codes[np.asarray(ranks)])

    @property
    def tells_mix(self) -> bool:
        """Whether it tells which category is likeliest; those of the first format do not."""
        return self._mix is not None

    def _check_told(self, what: str) -> None:
        if not self.tells_spread:
            raise ArchiveError(
                f"{self.folder} is of the format {FIRST_FORMAT!r}, which does not tell {what}; "
                f"issue the forecast again"
            )

    def interval(
        self,
        *,
        category: int | Sequence[int] | None = None,
        ranks: npt.ArrayLike | None = None,
        first: int = 0,
        last: int | None = None,
        level: float = 0.9,
    ) -> CountInterval:
        """Return expected count and range of any cells and hours.

        Parameters
        ----------
        category : int or sequence of int, optional
            Place of the category in the manifest, or of several that are counted together; all of
            them where absent, or one past the last.
        ranks : int (cell,), optional
            Places among the study area's cells (``Grid.rank``), none twice; all where absent.
            Records without a place are in none of them.
        first, last : int
            Hours ``first`` to ``last - 1`` of the forecast; to its end where ``last`` is absent.
        level : float
            Chance that the count lies in the range.

        Raises
        ------
        ArchiveError
            If the forecast was issued before forecasts told how sure they are.
        ValueError
            If there is no such category, cell or hour, or ``level`` is no chance.
        """
        m = self.manifest
        last = m.hours if last is None else last
        if not 0 <= first < last <= m.hours:
            raise ValueError(f"hours {first} to {last} are not among the forecast's {m.hours}")
        which = self._categories(category)
        cells = np.arange(m.grid.cells) if ranks is None else np.atleast_1d(np.asarray(ranks))
        if not len(cells) or len(np.unique(cells)) != len(cells):
            raise ValueError("an area needs cells, none of them twice")
        if not 0 <= cells.min() <= cells.max() < m.grid.cells:
            raise ValueError(f"cells are numbered from 0 to {m.grid.cells - 1}")
        hours = hours_from(moment(m.first_hour), m.hours)[first:last]
        own, weights = self.spread_of(tuple(which)), m.weights(which)
        if len(cells) == 1:
            values = decode_series(self._series[which, cells[0], first:last])
            values *= np.array(weights)[:, None]
            days = day_starts(hours[0], len(hours), own.time_zone)
            mean, variance = moments_of_cell(values, own, days, [len(hours)])
            return CountInterval.of(float(mean[0]), float(variance[0]), level)
        x, y = (axis[cells] for axis in self.grid.centres)
        found = variance_of_sum(
            (
                decode_series(self._series[c][cells, first:last]).T * weight
                for c, weight in zip(which, weights, strict=True)
            ),
            own, hours=hours, x=x, y=y,
        )  # fmt: skip
        return CountInterval.of(float(found.all_mean[0, 0]), float(found.all_variance[0, 0]), level)

    def _categories(self, category: int | Sequence[int] | None) -> list[int]:
        count = len(self.manifest.categories)
        if category is None or category == count:
            return list(range(count))
        which = [category] if isinstance(category, int) else list(category)
        if not which or len(set(which)) != len(which) or not 0 <= min(which) <= max(which) < count:
            raise ValueError(f"there is no category {category}; there are {count}, each once")
        return which

    def mix(self, hour: int) -> Mix:
        """Return the likeliest category of each cell in an hour, arrays (cell,).

        Categories are places in the manifest. Chances are within 0.2 %, ``some`` within 2 %; it is
        0 where that is below the color scale's lower end.

        Raises
        ------
        ArchiveError
            If the forecast was issued before forecasts told.
        ValueError
            If there is no such hour.
        """
        self._check_told("which category is likeliest")
        if not 0 <= hour < self.manifest.hours or self._mix is None:
            raise ValueError(f"the forecast has hours 0 to {self.manifest.hours - 1}")
        frame = gzip.decompress(self.frame(len(self.manifest.categories), hour))
        whole = decode_frame(np.frombuffer(frame, np.uint8), *self.manifest.all.domain)
        likeliest, chance = decode_mix(self._mix[hour])
        return Mix(likeliest, chance, -np.expm1(-whole).astype(np.float32))

    def mix_codes(self, hour: int) -> bytes:
        """Return the likeliest category of each cell in an hour as codes: what ``mix.npy`` holds.

        First a byte a cell for the category, counted from 1, then one for its chance in steps of
        1/255. Errors are those of :meth:`mix`.
        """
        self._check_told("which category is likeliest")
        if not 0 <= hour < self.manifest.hours or self._mix is None:
            raise ValueError(f"the forecast has hours 0 to {self.manifest.hours - 1}")
        codes: bytes = self._mix[hour].tobytes()
        return codes

    def terms(self, category: int | Sequence[int], rank: int) -> list[tuple[str, Floats]]:
        """Return the terms (hour,) of one cell, which add up to :meth:`series`.

        A term that takes away is below 0. The last, never below 0, is what the static terms
        leave. Where rounding makes these more than the whole, they are scaled to it.
        """
        ids = [term.id for term in self.manifest.terms]
        return list(zip(ids, self.cell(category, rank).terms, strict=True))

    def cell(self, category: int | Sequence[int], rank: int) -> CellForecast:
        """Return all that is told of one cell: of a category, of several, or of all of them.

        Parameters are those of :meth:`series`.
        """
        m, which = self.manifest, self._categories(category)
        return CellForecast(
            self.series(category, rank),
            decode_series(self._series[which, rank]),
            np.array(m.weights(which)),
            np.asarray(self._terms[which, :, rank], float),
            np.asarray(self._time[which], float),
            self.spread_of(tuple(which)) if self.tells_spread else None,
            hours_from(moment(m.first_hour), m.hours),
        )

    def spread_of(self, which: tuple[int, ...]) -> Spread:
        """Return :attr:`spread` of some categories, places in the manifest."""
        found = self._spreads.get(which)
        if found is None:
            found = self.spread.select([self.manifest.categories[c].id for c in which])
            if len(self._spreads) >= _SETS:
                self._spreads.clear()
            self._spreads[which] = found
        return found

    def verify(self) -> None:
        """Recompute every hash.

        Raises
        ------
        ArchiveError
            That names the first file which is not as it was issued.
        """
        stored = self._read(SUMS)
        found = check_files(self.folder)
        if stored != found:
            raise ArchiveError(
                f"{self.folder} is not as it was issued: {_differing(stored, found)}"
            )
        content = content_hash(json.loads(self.manifest_bytes), stored)
        if content != self.manifest.hashes.content or self.id[-8:] != content[:8]:
            raise ArchiveError(f"{self.folder / MANIFEST} is not as it was issued")
        if self.folder.name != self.id:
            raise ArchiveError(f"{self.folder} holds the forecast {self.id}")


def _parse(path: Path, content: bytes) -> Manifest:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise ArchiveError(f"{path} is not JSON ({error}); issue the forecast again") from error
    found = data.get("format") if isinstance(data, dict) else None
    if found not in {FORMAT, FIRST_FORMAT}:
        raise ArchiveError(
            f"{path} has the format {found!r}; this version of crimecast reads {FORMAT!r} and "
            f"{FIRST_FORMAT!r}. Issue the forecast again, or use the version of crimecast that "
            f"wrote it"
        )
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ArchiveError(f"{path}: {where}: {first['msg']}; issue the forecast again") from error


def check_files(folder: Path, *, workers: int | None = None) -> bytes:
    """Return the SHA-256 of a forecast's files, its manifest aside, as ``sha256sum`` writes it."""
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() not in {MANIFEST, SUMS}
    )

    def one(name: str) -> str:
        with (folder / name).open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n"

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return "".join(pool.map(one, names)).encode()


def _differing(stored: bytes, found: bytes) -> str:
    sums = [
        {name: total for total, _, name in (line.partition("  ") for line in text.splitlines())}
        for text in (stored.decode("utf-8", "replace"), found.decode())
    ]
    names = sorted(n for n in sums[0].keys() | sums[1].keys() if sums[0].get(n) != sums[1].get(n))
    return ", ".join(names[:5]) or SUMS


__all__ = ["ALL", "IssuedForecast", "latest_id", "list_ids", "open_forecast", "open_latest"]
