"""Issuing a forecast: one category in memory at a time, into a folder that appears whole.

The layout is told in ``docs/forecast-format.md``.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from crimecast.archive import codes
from crimecast.archive.inputs import (
    Category,
    Floats,
    ForecastHeader,
    Part,
    Singles,
    TermLike,
    Totals,
    short,
)
from crimecast.archive.manifest import (
    ALL,
    DRIFT,
    FORMAT,
    MANIFEST,
    SUMS,
    USUAL,
    ArchiveError,
    Manifest,
    content_hash,
    instant,
)
from crimecast.archive.publish import commit, disk_errors, point_latest, staging
from crimecast.archive.read import IssuedForecast, check_files
from crimecast.archive.zarr_store import ZarrCube
from crimecast.drift import encode_drift
from crimecast.forecast import categories_of, cells_of, hours_of, validate_cube
from crimecast.grid import Grid
from crimecast.mix import Mixer

if TYPE_CHECKING:
    import xarray as xr

FRAME_LEVEL = 2
"""Codes of a smooth field hardly compress further: level 6 takes a third longer for 1 % less."""
HINDCAST_AFTER = np.timedelta64(2, "D")
ALL_LABEL = "All forecast categories"


TotalsSource = Totals | Callable[[Floats], Totals]


def write_forecast(
    folder: Path,
    *,
    header: ForecastHeader,
    grid: Grid,
    parts: Iterable[Part],
    totals: TotalsSource,
    previous: Manifest | None = None,
    publish: bool = True,
    workers: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> str:
    """Issue a forecast: write it aside, rename it into ``folder``, make it the latest.

    Parameters
    ----------
    folder : Path
        The city's folder of forecasts; made if absent.
    header : ForecastHeader
    grid : Grid
    parts : iterable of Part
        One a category, in the order of ``header.categories``. Taken one at a time: give a generator
        and only one category is in memory.
    totals : Totals, or a function of the placed expected counts (category, hour) that returns them
        Called when all parts are written.
    previous : Manifest, optional
        The forecast before: a color domain of its that still fits is kept.
    publish : bool
        Whether it becomes the latest forecast; it is written either way.
    workers : int, optional
        Threads; the number of cores where absent.
    progress : callable, optional
        Called with a category's id when it is written.

    Returns
    -------
    str
        The forecast's id: ``<origin>-<first 8 hex digits of the content hash>``. The same inputs
        give the same id and, ``issued_at`` aside, the same bytes.

    Raises
    ------
    ArchiveError
        If the inputs do not fit together, or the disk refuses. What was issued before is untouched.
    CubeError
        If a part's cube is none.
    """
    with disk_errors(folder), staging(folder) as stage:
        with _Writer(stage, header=header, grid=grid, previous=previous, workers=workers) as writer:
            for part in _counted(parts, header):
                writer.add(part)
                if progress is not None:
                    progress(header.categories[writer.done - 1].id)
                del part  # before the next one is made
            manifest = writer.finish(totals)
        forecast_id = str(manifest["id"])
        target = folder / forecast_id
        if not (target.exists() and _intact(target)):
            commit(stage, target)
        if publish:
            point_latest(folder, forecast_id)
    return forecast_id


def _counted(parts: Iterable[Part], header: ForecastHeader) -> Iterator[Part]:
    """Hand the parts on without keeping one; complain if there are too few or too many."""
    wanted, given = len(header.categories), 0
    for part in parts:
        given += 1
        if given > wanted:
            break
        yield part
        del part
    if given != wanted:
        raise ArchiveError(f"the forecast has {wanted} categories but {given} or more parts came")


def _intact(target: Path) -> bool:
    try:
        IssuedForecast(target).verify()
    except ArchiveError:
        return False
    return True


@dataclass
class _Writer:
    """Writes a forecast's files into a folder, category by category."""

    stage: Path
    header: ForecastHeader
    grid: Grid
    previous: Manifest | None
    workers: int | None
    done: int = 0
    domains: list[tuple[float, float]] = field(default_factory=list)

    def __enter__(self) -> Self:
        header, grid = self.header, self.grid
        self._stack = ExitStack()
        shape = (len(header.categories), header.hours, len(grid.cells))
        self._sum = np.zeros(shape[1:], np.float32)
        self._placed = np.zeros(shape[:2])
        self._mixer = Mixer(shape[1:])
        self._time = np.zeros(shape[:2], np.float32)
        self._series_table = codes.series_table()
        self._offsets = [0]
        self._pool: Executor = self._stack.enter_context(
            ThreadPoolExecutor(self.workers or os.cpu_count() or 1)
        )
        self._frames = self._open("frames.bin")
        self._series = self._open("series.npy")
        _npy_header(self._series, "<u2", (shape[0] + 1, shape[2], shape[1]))
        self._terms = self._open("terms.npy")
        _npy_header(self._terms, "<f4", (shape[0], len(header.terms) - 1, shape[2]))
        self._zarr = ZarrCube(
            self.stage / "cube.zarr",
            categories=[category.id for category in header.categories],
            hours=header.hour_starts,
            grid=grid,
            attrs={
                "title": f"Expected reported incidents, {header.city_name}",
                "source": f"crimecast model {header.model_name}, version {header.model_version}",
                "comment": "Reports to police, not danger."
                + (" A simulated city: no real place or person." if header.simulated else ""),
                "forecast_origin": instant(header.origin),
                "data_through": instant(header.data_through),
                "time_zone": header.time_zone,
            },
            spread=header.spread,
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def _open(self, name: str) -> IO[bytes]:
        return self._stack.enter_context((self.stage / name).open("wb"))

    def add(self, part: Part) -> None:
        """Write the next category."""
        category = self.header.categories[self.done]
        values = self._values(part.cube, category.id)
        self._write_terms(part, category.id)
        del part
        self._placed[self.done] = values.sum(axis=1, dtype=float)
        self._sum += values * np.float32(category.leads if len(self.header.categories) > 1 else 1)
        self._mixer.add(values)
        self._write_codes(values, category.id)  # rounds the values, which the archive then keeps
        self._zarr.write(self.done, values, self._pool)
        self.done += 1

    def _values(self, cube: xr.Dataset, category: str) -> Singles:
        validate_cube(cube, self.grid)
        if categories_of(cube) != (category,):
            raise ArchiveError(f"the part of {category!r} holds {list(categories_of(cube))}")
        if not np.array_equal(hours_of(cube), self.header.hour_starts):
            raise ArchiveError(f"the part of {category!r} covers other hours than the forecast")
        values: Singles = cells_of(cube, self.grid)[0]
        return values

    def _write_terms(self, part: Part, category: str) -> None:
        shape = (len(self.header.terms) - 1, len(self.grid.cells))
        maps = np.zeros(shape, np.float32) if part.term_maps is None else part.term_maps
        hours = np.zeros(self.header.hours) if part.term_hours is None else part.term_hours
        hours = np.asarray(hours, np.float32)
        if maps.shape != shape or hours.shape != (self.header.hours,):
            raise ArchiveError(
                f"terms of {category!r} have shapes {maps.shape} and {hours.shape}; "
                f"{shape} and {(self.header.hours,)} are due"
            )
        # A term may take away from the others; its map is then below 0.
        if not np.isfinite(maps).all():
            raise ArchiveError(f"term maps of {category!r} must be finite")
        if not np.isfinite(hours).all() or (hours < 0).any():
            raise ArchiveError(f"term hours of {category!r} must be finite and >= 0")
        self._terms.write(np.ascontiguousarray(maps, "<f4").data)
        self._time[self.done] = hours

    def _write_codes(self, values: Singles, category: str) -> None:
        """Round the values in place and write their frames and series codes."""
        top = float(values.max(initial=0.0))
        if top > codes.SERIES_HI:
            raise ArchiveError(
                f"{category!r} expects {top:g} incidents in a cell and hour, more than "
                f"{codes.SERIES_HI:g}: is the model fitted on counts of cells and hours?"
            )
        domain = codes.choose_domain(codes.upper_quantile(values), self._kept_domain(category))
        self.domains.append(domain)
        table = codes.frame_table(*domain)
        series = np.empty(values.shape[::-1], "<u2")

        def block(start: int) -> list[bytes]:
            stop = start + _BLOCK
            index = codes.table_index(codes.round_bits(values[start:stop]))
            series[:, start:stop] = np.take(self._series_table, index, mode="clip").T
            frames = np.take(table, index, mode="clip")
            return [gzip.compress(frame.data, FRAME_LEVEL, mtime=0) for frame in frames]

        for frames in self._pool.map(block, range(0, len(values), _BLOCK)):
            for frame in frames:
                self._frames.write(frame)
                self._offsets.append(self._offsets[-1] + len(frame))
        self._series.write(series.data)

    def _kept_domain(self, category: str) -> Sequence[float] | None:
        previous = self.previous
        if previous is None or previous.grid.cell != self.grid.cell:
            return None
        if category == ALL:
            return previous.all.domain
        place = previous.index(category)
        return None if place is None else previous.categories[place].domain

    def finish(self, totals: TotalsSource) -> dict[str, Any]:
        """Write all categories together, the totals and the manifest; return the manifest."""
        self._write_codes(self._sum, ALL)
        del self._sum
        _save(self.stage / "mix.npy", codes.encode_mix(self._mixer.mix()))
        del self._mixer
        self._zarr.finish()
        _save(self.stage / "frames.idx.npy", np.array(self._offsets, "<i8"))
        _save(self.stage / "time.npy", self._time.astype("<f4"))
        given = totals(self._placed) if callable(totals) else totals
        given.check(*self._placed.shape)
        ids = [category.id for category in self.header.categories]
        (self.stage / "totals.json").write_bytes(_json(given.to_json(ids)))
        (self.stage / "mask.bin.gz").write_bytes(gzip.compress(self.grid.mask_bits, 9, mtime=0))
        if self.header.usual is not None:
            (self.stage / USUAL).write_bytes(_json(self.header.usual.to_json()))
        if self.header.drift is not None:
            times = self.header.drift.times
            if times.shape[1] != len(self.grid.cells):
                raise ArchiveError(
                    f"the drift is of {times.shape[1]} cells, the grid of {len(self.grid.cells)}"
                )
            _save(self.stage / DRIFT, encode_drift(times))
        self._stack.close()
        sums = check_files(self.stage, workers=self.workers)
        (self.stage / SUMS).write_bytes(sums)
        manifest = self._manifest(given)
        content = content_hash(manifest, sums)
        manifest["hashes"]["content"] = content
        compact = instant(self.header.origin).replace("-", "").replace(":", "")
        manifest["id"] = f"{compact[:13]}Z-{content[:8]}"
        Manifest.model_validate(manifest)
        (self.stage / MANIFEST).write_bytes(_json(manifest))
        return manifest

    def _manifest(self, totals: Totals) -> dict[str, Any]:
        header, grid = self.header, self.grid
        lon, lat = grid.lattice_lonlat()
        day = totals.expected[:, header.now : header.now + 24].sum(axis=1)
        return {
            "format": FORMAT,
            "id": "",
            "city": header.city,
            "city_name": header.city_name,
            "simulated": header.simulated,
            "time_zone": header.time_zone,
            "origin": instant(header.origin),
            "issued_at": instant(header.issued_at),
            "data_through": instant(header.data_through),
            "hindcast": bool(header.issued_at - header.origin > HINDCAST_AFTER),
            "model": {"name": header.model_name, "version": header.model_version},
            "first_hour": instant(header.hour_starts[0]),
            "hours": header.hours,
            "now": header.now,
            "grid": {
                **grid.to_json(),
                "lattice": {
                    "nx": lon.shape[1], "ny": lon.shape[0],
                    "lon": np.round(lon, 7).reshape(-1).tolist(),
                    "lat": np.round(lat, 7).reshape(-1).tolist(),
                },
            },
            "categories": [
                {
                    "id": category.id, "label": category.label, "class": category.class_,
                    "color": category.color, "domain": list(domain),
                    "placed_share": short(category.placed_share),
                    "late_share": short(category.late_share), "leads": short(category.leads),
                    "expected_24h": short(count),
                }
                for category, domain, count in zip(
                    header.categories, self.domains[:-1], day, strict=True
                )
            ],
            "all": {
                "id": ALL, "label": ALL_LABEL, "domain": list(self.domains[-1]),
                "expected_24h": short(totals.together[header.now : header.now + 24].sum()),
            },
            "codes": {"count": codes.FRAME_CODES, "zero": 0, "rule": codes.FRAME_RULE},
            "series": {
                "lo": codes.SERIES_LO, "hi": codes.SERIES_HI, "count": 65536,
                "rule": codes.SERIES_RULE,
            },
            "terms": [{"id": term.id, "label": term.label} for term in header.terms],
            "spread": None if header.spread is None else header.spread.to_json(),
            # Left out rather than null: what forecasts without it hash to stays as it was.
            **({} if header.usual is None else {
                "usual": {
                    "from": str(header.usual.first), "to": str(header.usual.last),
                    **({} if header.drift is None else {"maps": header.drift.maps}),
                }
            }),
            "hashes": {"data": header.data_hash},
        }  # fmt: skip


_BLOCK = 16
"""Hours that a thread codes at a time: their indices stay within a few MB."""


def _json(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _npy_header(file: IO[bytes], kind: str, shape: tuple[int, ...]) -> None:
    np.lib.format.write_array_header_1_0(
        file, {"descr": kind, "fortran_order": False, "shape": shape}
    )


def _save(path: Path, array: npt.NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)


__all__ = ["Category", "ForecastHeader", "Part", "TermLike", "Totals", "write_forecast"]
