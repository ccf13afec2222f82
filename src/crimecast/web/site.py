"""What the server knows of a host's folder, kept in memory as long as the files stay the same."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from crimecast import area as areas
from crimecast.archive import ArchiveError, IssuedForecast, latest_id, list_ids, open_forecast
from crimecast.archive.manifest import MANIFEST
from crimecast.city import City, list_cities, load_city
from crimecast.errors import InputError
from crimecast.files import read_json
from crimecast.grid import Grid
from crimecast.published import CURRENT
from crimecast.route.planner import Planner
from crimecast.route.prepared import Prepared
from crimecast.route.store import current_graph, graph_folder
from crimecast.streets.fold import fold
from crimecast.streets.manifest import TILES
from crimecast.streets.search import NameIndex
from crimecast.streets.store import BaseMap, open_current, open_map, streets_folder
from crimecast.web.drawn_area import drawn_area, outline
from crimecast.web.memo import Memo, stamp
from crimecast.web.problem import Problem
from crimecast.web.respond import BYTES, Payload, json_payload

if TYPE_CHECKING:
    from crimecast.incidents.cube import HistoryCube, PlacedRows
    from crimecast.incidents.query import CountIndex

logger = logging.getLogger("crimecast.web")

Bring = Callable[[str, str], bool]
"""Fetches a city's forecast by its id from elsewhere; tells whether it is there now."""

_PATHS = 2048
HISTORY_CELL = 250
"""Side of the cells that the page's history shows, metres."""


@dataclass(frozen=True, eq=False)
class Served:
    """An open forecast with its answers ready."""

    issued: IssuedForecast

    @property
    def etag(self) -> str:
        """The same for all that belongs to the forecast: an address says the rest."""
        return self.issued.manifest.hashes.content[:20]

    @cached_property
    def manifest(self) -> Payload:
        """The manifest."""
        return Payload(self.issued.manifest_bytes)

    @cached_property
    def totals(self) -> Payload:
        """The city's expected counts."""
        return Payload(self.issued.totals)

    @cached_property
    def mask(self) -> Payload:
        """The grid's mask."""
        return Payload(packed=self.issued.mask, media_type=BYTES)


class Site:
    """A host's cities, forecasts and records, read-only. Safe to share between threads."""

    def __init__(
        self, home: Path, *, style_url: str | None = None, bring: Bring | None = None
    ) -> None:
        self.home, self.style_url, self._bring = home, style_url, bring
        self._paths: dict[tuple[str, str], Path] = {}
        self._cities = Memo(512)
        self._forecasts = Memo(16)
        self._areas = Memo(64)
        self._graphs = Memo(8)
        self._indexes = Memo(16)
        self._cubes = Memo(32)
        self._hoods = Memo(256)
        self._grids = Memo(48)
        self._year_counts = Memo(64)
        self._maps = Memo(64)
        self._names = Memo(16)
        self.histories = Memo(64)
        self.places = Memo(1024)  # 15 kB each
        # Held while counts are made: more threads than cores would take the interpreter from each
        # other at every step.
        self.counting = threading.BoundedSemaphore(os.cpu_count() or 1)
        self.cells = Memo(8192)
        self.shares = Memo(12)

    def _path(self, folder: str, name: str) -> Path:
        """Return a path, made once: putting it together takes longer than looking there."""
        path = self._paths.get((folder, name))
        if path is None:
            if len(self._paths) >= _PATHS:  # ids that nobody knows come from anywhere
                self._paths.clear()
            path = self._paths[folder, name] = self.home / folder / name
        return path

    # -- cities ---------------------------------------------------------------------------------

    def city(self, city_id: str) -> City:
        """Return a city.

        Raises
        ------
        Problem
            404 if there is none of that id.
        """
        mark = stamp(self._path("cities", f"{city_id}.toml"))
        try:
            return self._cities.get(city_id, mark, lambda: load_city(city_id, self.home))
        except InputError as error:
            if city_id in list_cities(self.home):
                raise
            raise Problem(
                404, "unknown-city", "There is no such city here; /api/cities lists all."
            ) from error

    def cities(self) -> list[City]:
        """Return all cities whose files can be read."""
        found = []
        for city_id in list_cities(self.home):
            try:
                found.append(self.city(city_id))
            except (InputError, Problem) as error:
                logger.warning("city %s is left out: %s", city_id, error)
        return found

    def records(self, city: City) -> dict[str, Any] | None:
        """Return what is told of a city's records; None where there are none."""
        from crimecast.incidents.query import records_summary  # noqa: PLC0415 -- 0.1 s

        mark = stamp(self._path(city.id, "records/store.json"))
        if mark is None:
            return None
        return self._cities.get(
            ("records", city.id), mark, lambda: records_summary(city, self.home)
        )

    def bounds(self, city: City) -> tuple[float, float, float, float]:
        """Return a city's bounds in degrees: of its study area, else of its forecast's grid."""
        marks = (stamp(city.area_path(self.home)), stamp(self._forecast_folder(city.id)))

        def make() -> tuple[float, float, float, float]:
            area = areas.area_of(city, self.home)
            if area is not None:
                from crimecast.grid import unproject  # noqa: PLC0415

                west, south, east, north = area.polygon.bounds
                lon, lat = unproject(
                    [west, east, west, east], [south, north, north, south], area.epsg
                )
            else:
                served = self.latest(city.id)
                if served is None:
                    lon = np.array([city.center[0] - 0.2, city.center[0] + 0.2])
                    lat = np.array([city.center[1] - 0.15, city.center[1] + 0.15])
                else:
                    lattice = served.issued.manifest.grid.lattice
                    lon, lat = np.array(lattice.lon), np.array(lattice.lat)
            return (
                round(float(lon.min()), 5), round(float(lat.min()), 5),
                round(float(lon.max()), 5), round(float(lat.max()), 5),
            )  # fmt: skip

        return self._areas.get(("bounds", city.id), (marks, city), make)

    def area(self, city: City) -> Payload:
        """Return a city's study area as GeoJSON.

        Raises
        ------
        Problem
            404 where there is neither an area file nor a forecast whose cells could stand for it.
        """
        path = city.area_path(self.home)
        mark = stamp(path)
        if mark is not None:
            base = self.base_map(city)

            def drawn() -> Payload:
                return json_payload(drawn_area(read_json(path), on_streets=base is not None))

            return self._areas.get(city.id, (mark, base is None), drawn)
        served = self.latest(city.id)
        if served is None:
            raise Problem(
                404, "no-area", f"{city.name} has no study area yet; issue a forecast first."
            )
        key = served.issued.id
        return self._areas.get(city.id, key, lambda: json_payload(outline(served.issued.grid)))

    def study_area(self, city: City) -> areas.Area | None:
        """Return a city's study area and neighborhoods; None where no file tells them."""
        return areas.area_of(city, self.home)

    # -- base maps ------------------------------------------------------------------------------

    def base_map(self, city: City) -> BaseMap | None:
        """Return a city's base map; None where there is none, or it is damaged."""
        folder = streets_folder(city.id, self.home)
        mark = stamp(folder / CURRENT)

        def make() -> BaseMap | None:
            try:
                return open_current(city, self.home)
            except InputError as error:  # the page draws outlines then
                logger.warning("the base map of %s cannot be served: %s", city.id, error)
                return None

        return None if mark is None else self._maps.get(city.id, mark, make)

    def base_map_of(self, city_id: str, streets_id: str) -> BaseMap:
        """Return a city's base map by its id.

        Raises
        ------
        Problem
            404 if there is none of that id, 503 if it is damaged.
        """
        folder = streets_folder(city_id, self.home)
        mark = stamp(folder / streets_id / TILES)
        try:
            return self._maps.get((city_id, streets_id), mark, lambda: open_map(folder, streets_id))
        except KeyError as error:
            self.city(city_id)
            raise Problem(
                404, "unknown-streets",
                "There is no such base map; /api/cities/{city} tells the one in use.",
            ) from error  # fmt: skip

    def planner(self, city: City) -> Planner:
        """Return what finds routes with the latest forecast.

        Raises
        ------
        InputError
            If there are no streets, or they are damaged.
        Problem
            404 where no forecast is issued.
        """
        served = self.latest(city.id)
        if served is None:
            raise Problem(404, "no-forecast", f"No forecast is issued for {city.name} yet.")
        mark = stamp(graph_folder(city.id, self.home) / CURRENT)
        streets = self._graphs.get(city.id, mark, lambda: Prepared(current_graph(city, self.home)))
        return Planner(city, streets, served.issued)

    def names(self, city: City) -> NameIndex:
        """Return the names of a city's neighborhoods and of its base map, to be searched."""
        path, base = city.area_path(self.home), self.base_map(city)
        marks = (stamp(path), base and base.manifest.id)

        def make() -> NameIndex:
            found = neighborhoods(read_json(path)) if marks[0] is not None else []
            known = {fold(entry["name"]) for entry in found}
            more = base.names() if base is not None else []
            return NameIndex(
                [*found, *(e for e in more if e["kind"] != "place" or fold(e["name"]) not in known)]
            )

        return self._names.get(city.id, marks, make)

    # -- forecasts ------------------------------------------------------------------------------

    def _forecast_folder(self, city_id: str) -> Path:
        return self.home / city_id / "forecasts"

    def latest(self, city_id: str) -> Served | None:
        """Return a city's latest forecast; None where none is issued.

        Where the latest is damaged, the newest that is not: its own times tell how old it is.
        """
        folder = self._forecast_folder(city_id)
        mark = stamp(folder / "latest.json")
        if mark is None:
            return None
        return self._forecasts.get(("latest", city_id), mark, lambda: self._newest(city_id, folder))

    def _newest(self, city_id: str, folder: Path) -> Served | None:
        names = list_ids(folder)[::-1]
        try:
            names.insert(0, latest_id(folder) or "")
        except ArchiveError as error:
            logger.warning("%s", error)
        for name in names:
            try:
                return self._opened(city_id, name)
            except (ArchiveError, KeyError) as error:
                logger.warning("forecast %s of %s cannot be served: %s", name, city_id, error)
        return None

    def _opened(self, city_id: str, forecast_id: str) -> Served:
        return self._forecasts.get(
            (city_id, forecast_id),
            None,
            lambda: Served(open_forecast(self._forecast_folder(city_id), forecast_id)),
        )

    def is_open(self, city_id: str, forecast_id: str) -> bool:
        """Tell whether a forecast and its city's records are read already, as they are now."""
        if self._forecasts.ready((city_id, forecast_id), None) is None:
            return False
        city = self.city(city_id)
        mark = stamp(self._path(city.id, "records/store.json"))
        return mark is None or self._indexes.ready(city.id, (mark, city)) is not None

    @property
    def is_copy(self) -> bool:
        """Whether the folder follows another host's, and has a few of its forecasts."""
        return self._bring is not None

    def holds(self, city_id: str, forecast_id: str) -> bool:
        """Tell whether asking for a forecast fetches nothing from elsewhere."""
        folder = self._forecast_folder(city_id) / forecast_id
        return not self.is_copy or (folder / MANIFEST).is_file()

    def forecast(self, city_id: str, forecast_id: str) -> Served:
        """Return an issued forecast.

        Raises
        ------
        Problem
            404 if there is none of that id, 503 if it is damaged.
        """
        try:
            return self._opened(city_id, forecast_id)
        except KeyError as error:
            self.city(city_id)
            if self._bring is not None and self._bring(city_id, forecast_id):
                return self._opened(city_id, forecast_id)
            raise Problem(
                404,
                "unknown-forecast",
                "There is no such forecast; /api/cities/{city}/forecast tells the latest.",
            ) from error

    # -- records --------------------------------------------------------------------------------

    def index(self, city: City) -> CountIndex | None:
        """Return a city's incidents, ready to be counted; None where there are none."""
        from crimecast.incidents.query import CountIndex  # noqa: PLC0415

        mark = stamp(self._path(city.id, "records/store.json"))
        if mark is None or not (self.records(city) or {}).get("rows"):
            return None
        return self._indexes.get(city.id, (mark, city), lambda: CountIndex.load(city, self.home))

    def cube(self, city: City) -> HistoryCube | None:
        """Return a city's incidents, ready for counts of any selection; None where none are."""
        from crimecast.incidents.cube import HistoryCube  # noqa: PLC0415

        index = self.index(city)
        if index is None:
            return None
        return self._cubes.get(city.id, id(index), lambda: HistoryCube(index))

    def placed(self, city: City, cube: HistoryCube, grid: Grid) -> PlacedRows:
        """Return where a city's incidents lie on one of its grids."""
        from crimecast.incidents.cube import PlacedRows  # noqa: PLC0415

        return self._cubes.get(
            (city.id, grid.cell), (id(cube), id(grid)), lambda: PlacedRows(cube, grid)
        )

    def rows_of(
        self, city: City, cube: HistoryCube, hood: areas.Neighborhood
    ) -> npt.NDArray[np.int64]:
        """Return which of a city's incidents lie in a neighborhood."""
        from crimecast.incidents.spot import rows_within  # noqa: PLC0415

        return self._hoods.get(
            (city.id, hood.name, hood.label), (id(cube), id(hood)),
            lambda: rows_within(cube, hood.polygon),
        )  # fmt: skip

    def grid(self, city: City, cell: int) -> Grid:
        """Return the grid of a city's study area."""
        from crimecast.study import study_grid  # noqa: PLC0415

        mark = stamp(city.area_path(self.home))
        if mark is None:  # made from the records then
            mark = stamp(self._path(city.id, "records/store.json"))
        return self._grids.get(
            (city.id, cell), (mark, city), lambda: study_grid(city, self.home, cell=cell)
        )

    def year_counts(
        self, city: City, issued: IssuedForecast, category: str
    ) -> tuple[np.datetime64, np.datetime64, npt.NDArray[np.int64]] | None:
        """Return first and last day and counts per cell (flat) of the year up to a forecast's data.

        None where there are no records of the category.
        """
        index = self.index(city)
        if index is None or category not in {"all", *index.categories}:
            return None
        last = issued.last_day
        first = last - np.timedelta64(364, "D")
        cells = self._year_counts.get(
            (city.id, issued.id, category),
            index.version,
            lambda: index.counts(first, last, issued.grid, category=category).cells,
        )
        return first, last, cells

    def counts_ready(self, city: City, issued: IssuedForecast, category: str) -> bool:
        """Tell whether :meth:`year_counts` are at hand."""
        index = self.index(city)
        if index is None or category not in {"all", *index.categories}:
            return True
        key = (city.id, issued.id, category)
        return self._year_counts.ready(key, index.version) is not None

    def warm(self, ended: threading.Event, limit: int = 3) -> None:
        """Load what the first visitor would wait for, for the first cities with a forecast.

        It stops between two loads once ``ended`` is set.
        """
        try:
            ready = [city for city in self.cities() if self.latest(city.id) is not None]
            for city in ready[:limit]:
                if ended.is_set():
                    return
                self.bounds(city)
                cube = self.cube(city)
                if cube is not None and not ended.is_set():
                    self.placed(city, cube, self.grid(city, HISTORY_CELL))
                if (graph_folder(city.id, self.home) / CURRENT).exists() and not ended.is_set():
                    self.planner(city).prepare()
        except Exception:
            logger.exception("not all could be loaded ahead; it is loaded when asked for")


def neighborhoods(area: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the names of a study area's neighborhoods, from its GeoJSON."""
    import json  # noqa: PLC0415

    import shapely  # noqa: PLC0415

    found = []
    for feature in area["features"]:
        told = feature["properties"]
        if told.get("kind") == "neighborhood":
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            lon, lat = told["label"]
            bbox = [round(float(value), 6) for value in shape.bounds]
            found.append(
                {"name": told["name"], "kind": "neighborhood", "near": None,
                 "lon": lon, "lat": lat, "bbox": bbox}
            )  # fmt: skip
    return found
