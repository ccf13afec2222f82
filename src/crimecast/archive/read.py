"""Reading issued forecasts: thin memory-mapped arrays, safe to share between threads."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from crimecast.archive.codes import decode_series
from crimecast.archive.manifest import (
    ALL,
    FORMAT,
    LATEST,
    MANIFEST,
    SUMS,
    ArchiveError,
    Manifest,
    content_hash,
    is_forecast_id,
)
from crimecast.grid import Grid

Floats = npt.NDArray[np.float64]


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
    """Open the latest forecast of a folder; None where none is issued."""
    name = latest_id(folder)
    return None if name is None else open_forecast(folder, name)


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
            array: npt.NDArray[Any] = np.load(
                path, mmap_mode="r" if np.prod(shape) else None, allow_pickle=False
            )
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
        import gzip  # noqa: PLC0415

        return Grid.from_json(self.manifest.grid.model_dump(), gzip.decompress(self.mask))

    @cached_property
    def mask(self) -> bytes:
        """The grid's mask, gzip'd."""
        return self._read("mask.bin.gz")

    @cached_property
    def totals(self) -> bytes:
        """The city's expected counts, JSON."""
        return self._read("totals.json")

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

    def series(self, category: int, rank: int) -> Floats:
        """Return the expected incidents (hour,) of one cell, within 0.04 %.

        ``rank`` is the cell's place among the study area's cells (``Grid.rank``).
        """
        return decode_series(self._series[category, rank])

    def terms(self, category: int, rank: int) -> list[tuple[str, Floats]]:
        """Return the terms (hour,) of one cell, none below 0, that add up to :meth:`series`.

        The last is what the static terms leave. Where rounding makes these more than the whole,
        they are scaled to it.
        """
        whole = self.series(category, rank)
        ids = [term.id for term in self.manifest.terms]
        which = slice(None) if category == len(self.manifest.categories) else [category]
        maps = np.asarray(self._terms[which, :, rank], float)
        static = np.einsum("ct,ch->th", maps, np.asarray(self._time[which], float))
        told = static.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            static *= np.where(told > whole, whole / told, 1.0)
        rest = np.maximum(whole - static.sum(axis=0), 0.0)
        return list(zip(ids, [*static, rest], strict=True))

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
    if found != FORMAT:
        raise ArchiveError(
            f"{path} has the format {found!r}; this version of crimecast reads {FORMAT!r}. Issue "
            f"the forecast again, or use the version of crimecast that wrote it"
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
