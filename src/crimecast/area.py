"""A city's study area: taken in from GeoJSON, kept in the host's home, read as metres."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crimecast import files
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Floats, project

if TYPE_CHECKING:
    import shapely

_NAMES = ("name", "nbhd_name", "neighborhood", "neighbourhood", "nhood", "community", "district")
_KEPT_KINDS = ("street", "water", "park")


@dataclass(frozen=True, eq=False)
class Neighborhood:
    """A named polygon, metres in the city's CRS; ``label`` is a point in it, degrees."""

    name: str
    polygon: shapely.Geometry
    label: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Area:
    """A study area.

    Attributes
    ----------
    polygon : shapely geometry
        The union, metres in the CRS ``epsg``.
    neighborhoods : tuple of Neighborhood
        Those that have a name, in the file's order.
    epsg : int
        Projected CRS in metres.
    path : Path
        The stored GeoJSON, in the form of ``docs/api.md``.
    """

    polygon: shapely.Geometry
    neighborhoods: tuple[Neighborhood, ...]
    epsg: int
    path: Path

    def inside(self, lon: Floats, lat: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell which places in degrees lie in the study area; NaN does not."""
        import shapely  # noqa: PLC0415

        shapely.prepare(self.polygon)
        x, y = project(lon, lat, self.epsg)
        return np.asarray(shapely.contains_xy(self.polygon, x, y), bool)

    def neighborhood_at(self, x: float, y: float) -> str | None:
        """Return the name of the neighborhood that holds a point in metres."""
        found = self.neighborhood_of(x, y)
        return None if found is None else found.name

    def names_at(self, x: Floats, y: Floats) -> list[str | None]:
        """Return :meth:`neighborhood_at` for many points in metres."""
        import shapely  # noqa: PLC0415

        found: list[str | None] = [None] * len(x)
        for item in reversed(self.neighborhoods):  # the first that holds a point names it
            for place in np.flatnonzero(shapely.contains_xy(item.polygon, x, y)):
                found[place] = item.name
        return found

    def neighborhood_of(self, x: float, y: float) -> Neighborhood | None:
        """Return the neighborhood that holds a point in metres."""
        import shapely  # noqa: PLC0415

        west, south, east, north = self._boxes
        for place in np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north)):
            if shapely.contains_xy(self.neighborhoods[place].polygon, x, y):
                return self.neighborhoods[place]
        return None

    @cached_property
    def _boxes(self) -> Floats:
        """West, south, east and north of the neighborhoods (4, neighborhood)."""
        import shapely  # noqa: PLC0415

        found: Floats = shapely.bounds([item.polygon for item in self.neighborhoods])
        return found.reshape(-1, 4).T


@dataclass(frozen=True)
class Imported:
    """What taking in a GeoJSON file did."""

    path: Path
    polygons: int
    named: int
    repaired: int
    ignored: int
    name_field: str | None
    square_km: float


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise InputError(f"{path} is no GeoJSON ({error}); export it again") from error
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection":
        found = data.get("features") or []
    elif kind == "Feature":
        found = [data]
    elif kind in ("Polygon", "MultiPolygon", "GeometryCollection"):
        found = [{"type": "Feature", "properties": {}, "geometry": data}]
    else:
        raise InputError(f"{path} is JSON but no GeoJSON FeatureCollection, Feature or Polygon")
    crs = str((data.get("crs") or {}).get("properties", {}).get("name", ""))
    if crs and not any(mark in crs for mark in ("CRS84", "4326", "WGS")):
        raise InputError(f"{path} is in {crs}; export it in degrees (WGS 84, EPSG:4326)")
    return [item for item in found if isinstance(item, dict)]


def _polygonal(geometry: shapely.Geometry) -> shapely.Geometry | None:
    import shapely  # noqa: PLC0415

    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    return shapely.union_all(parts) if parts else None


def _kind(feature: dict[str, Any]) -> str | None:
    return (feature.get("properties") or {}).get("kind")


def _name_field(
    features: list[dict[str, Any]], asked: str | None, usual: str | None, path: Path
) -> str | None:
    """Find the property that names neighborhoods: the asked one, the city's, one called a name."""
    fields = list(dict.fromkeys(k for f in features for k in (f.get("properties") or {})))
    if asked is not None:
        if asked not in fields:
            raise InputError(
                f"{path}: no feature has the property {asked!r}; there are {', '.join(fields)}"
            )
        return asked
    if usual in fields:
        return usual
    lower = {name.casefold(): name for name in reversed(fields)}
    found = [lower[name] for name in _NAMES if name in lower]
    return found[0] if found else next((f for f in fields if "name" in f.casefold()), None)


class _Polygons:
    """The polygons of a GeoJSON file's features, put right where they can be."""

    def __init__(self, path: Path, name_field: str | None) -> None:
        self.path, self.name_field = path, name_field
        self.found: list[tuple[str | None, shapely.Geometry]] = []
        self.repaired = self.ignored = 0

    def add(self, number: int, feature: dict[str, Any]) -> None:
        """Take in the feature at a place in the file, counted from 1."""
        import shapely  # noqa: PLC0415

        if feature.get("geometry") is None:
            self.ignored += 1
            return
        try:
            geometry = shapely.from_geojson(json.dumps(feature.get("geometry")))
        except (shapely.errors.GEOSException, ValueError) as error:
            raise InputError(f"{self.path}: feature {number} is no geometry ({error})") from error
        if geometry is None or geometry.is_empty or "Polygon" not in geometry.geom_type:
            self.ignored += 1
            return
        west, south, east, north = geometry.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise InputError(
                f"{self.path}: feature {number} reaches {west:.0f}, {south:.0f}, which are no "
                "degrees; export it in WGS 84 (EPSG:4326)"
            )
        geometry = shapely.force_2d(geometry)
        if not geometry.is_valid:
            geometry = shapely.make_valid(geometry)
            self.repaired += 1
        whole = _polygonal(geometry)
        if whole is None:
            self.ignored += 1
            return
        name = (feature.get("properties") or {}).get(self.name_field or "")
        self.found.append((str(name).strip() if name not in {None, ""} else None, whole))


def import_area(city: City, path: Path, home: Path, *, name_field: str | None = None) -> Imported:
    """Check a GeoJSON file of a city's study area and store it.

    Polygons that are not valid are repaired; features without polygons are left out, except the
    streets, water and parks that a simulated city draws as its base map.

    Raises
    ------
    InputError
        If the file is no GeoJSON in degrees, holds no polygon, or lies far from the city.
    """
    import shapely  # noqa: PLC0415

    features = _features(path)
    asked = _name_field(features, name_field, city.area.name_field, path)
    base = [f for f in features if _kind(f) in _KEPT_KINDS]
    read = _Polygons(path, asked)
    for number, feature in enumerate(features, 1):
        if _kind(feature) not in (*_KEPT_KINDS, "area"):  # our own outline is made anew
            read.add(number, feature)
    polygons = read.found
    if not polygons:
        raise InputError(f"{path} holds no polygon; give the city's boundary or its neighborhoods")
    union = shapely.union_all([polygon for _, polygon in polygons])
    _check_near(city, union, path)
    stored = [_feature(union, {"kind": "area"})]
    for name, polygon in polygons:
        if name is not None:
            label = shapely.point_on_surface(polygon)
            told = {"kind": "neighborhood", "name": name, "label": [label.x, label.y]}
            stored.append(_feature(polygon, told))
    files.write_json(
        city.area_path(home), {"type": "FeatureCollection", "features": [*stored, *base]}
    )
    area = load_area(city, home)
    return Imported(
        path=city.area_path(home),
        polygons=len(polygons),
        named=len(area.neighborhoods),
        repaired=read.repaired,
        ignored=read.ignored,
        name_field=asked,
        square_km=float(area.polygon.area) / 1e6,
    )


def _feature(geometry: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    import shapely  # noqa: PLC0415

    return {
        "type": "Feature",
        "properties": properties,
        "geometry": json.loads(shapely.to_geojson(geometry)),
    }


def _check_near(city: City, union: shapely.Geometry, path: Path) -> None:
    west, south, east, north = union.bounds
    lon, lat = city.center
    if not (west - 1 <= lon <= east + 1 and south - 1 <= lat <= north + 1):
        raise InputError(
            f"{path} spans {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f}, far from "
            f"{city.name} at {lon:.2f}, {lat:.2f}; is it another city's, "
            "or are longitude and latitude swapped?"
        )


@lru_cache(maxsize=8)
def _load(path: Path, epsg: int, stamp: tuple[int, int]) -> Area:  # noqa: ARG001 -- stamp is a key
    import shapely  # noqa: PLC0415

    def metres(points: Any) -> Any:
        x, y = project(points[:, 0], points[:, 1], epsg)
        return np.column_stack([x, y])

    polygon: shapely.Geometry | None = None
    neighborhoods = []
    for feature in files.read_json(path)["features"]:
        properties = feature["properties"]
        if properties["kind"] not in ("area", "neighborhood"):
            continue
        degrees = shapely.from_geojson(json.dumps(feature["geometry"]))
        shape = shapely.transform(degrees, metres)
        shape = shape if shape.is_valid else shapely.make_valid(shape)
        if properties["kind"] == "area":
            polygon = shape
        else:
            lon, lat = properties["label"]
            neighborhoods.append(Neighborhood(properties["name"], shape, (lon, lat)))
    if polygon is None:
        raise InputError(f"{path} holds no study area; import it again with: crimecast city area")
    return Area(polygon, tuple(neighborhoods), epsg, path)


def load_area(city: City, home: Path) -> Area:
    """Load the stored study area of a city.

    Raises
    ------
    InputError
        If none is stored, or the stored file is damaged.
    """
    path = city.area_path(home)
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise InputError(
            f"{city.name} has no study area; give one with: "
            f"crimecast city area {city.id} FILE.geojson"
        ) from error
    try:
        return _load(path, city.epsg, (status.st_mtime_ns, status.st_size))
    except (KeyError, TypeError) as error:
        raise InputError(f"{path} is damaged ({error}); import it again") from error


def area_of(city: City, home: Path) -> Area | None:
    """Load the stored study area of a city, None where there is none."""
    return load_area(city, home) if city.area_path(home).is_file() else None
