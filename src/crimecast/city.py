"""What a city is: a TOML file, validated. See ``docs/cities.md``."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError, field_validator, model_validator

from crimecast.calendar import zone
from crimecast.city_parts import (
    ID_PATTERN,
    MAX_COLORS,
    AreaNames,
    Category,
    CityModel,
    Columns,
    LonLat,
    Names,
    Places,
    Portal,
    Rule,
    Source,
    Times,
    Update,
)
from crimecast.errors import InputError
from crimecast.grid import utm_epsg
from crimecast.incidents.schema import UNMAPPED
from crimecast.taxonomy import CLASSES, NIBRS, is_withheld

WITHHELD: Final = "withheld"

__all__ = [
    "ID_PATTERN",
    "Category",
    "City",
    "Columns",
    "Portal",
    "Source",
    "list_cities",
    "load_city",
    "parse_city",
]


def _key(words: str | None) -> str:
    """Offences are compared without regard to case and outer space."""
    return (words or "").strip().casefold()


def _loose(words: str | None) -> str:
    """Compare without punctuation and spaces too: ``AGGRAVATED: HANDGUN``, ``AGGRAVATED - ...``."""
    return re.sub(r"[\W_]+", "", _key(words))


_Listed = tuple[Category, str | None, str]
"""A category, a NIBRS code, and the words by which the city's file lists them."""


class City(CityModel):
    """A city: where it is, how its records are laid out and what its offences mean."""

    id: str = Field(pattern=ID_PATTERN)
    name: str
    simulated: bool = False
    time_zone: str
    epsg: int = 0
    country: str | None = None
    subdivision: str | None = None
    center: LonLat
    downtown: LonLat
    area: AreaNames = AreaNames()
    source: Source
    portal: Portal | None = None
    update: Update = Update()
    unverified: Names = ()
    places: Places
    columns: Columns
    times: Times
    exclude: tuple[Rule, ...] = ()
    withhold: tuple[Rule, ...] = ()
    categories: tuple[Category, ...]
    not_shown: Names = ()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        zone(name)
        return name

    @field_validator("categories", mode="before")
    @classmethod
    def _from_table(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return [
                {"id": name, **content} if isinstance(content, dict) else content
                for name, content in value.items()
            ]
        return value

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("epsg"):
            center = data.get("center")
            if isinstance(center, (list, tuple)) and len(center) == 2:
                try:
                    lon, lat = float(center[0]), float(center[1])
                except (TypeError, ValueError):
                    return data  # the field's own check says it better
                data = {**data, "epsg": utm_epsg(lon, lat)}
        return data

    @model_validator(mode="after")
    def _once(self) -> City:
        seen: dict[str, str] = {}
        for category in self.categories:
            for kind, names in (("offence", category.offences), ("group", category.groups)):
                for name in names:
                    key = f"{kind} {_key(name)}"
                    if key in seen:
                        raise ValueError(
                            f"{kind} {name!r} is in categories {seen[key]!r} and {category.id!r}; "
                            "keep one"
                        )
                    seen[key] = category.id
        colors = [c.color.upper() for c in self.categories if c.color]
        if len(colors) > MAX_COLORS:
            raise ValueError(f"{len(colors)} categories have a color; {MAX_COLORS} at most can")
        if len(set(colors)) != len(colors):
            raise ValueError("two categories have the same color; leave one without")
        if not self.forecast_categories:
            raise ValueError("no category is of a class that is forecast")
        self.columns.check_also((*self.required_columns, *self.optional_columns))
        if self.epsg and not (32601 <= self.epsg <= 32660 or 32701 <= self.epsg <= 32760):
            raise ValueError(
                f"epsg {self.epsg} is no UTM zone of WGS 84 (32601-32660, 32701-32760)"
            )
        return self

    @cached_property
    def forecast_categories(self) -> tuple[Category, ...]:
        """Categories that are forecast, in the order of the file."""
        return tuple(c for c in self.categories if c.forecast)

    @cached_property
    def kept_categories(self) -> tuple[Category, ...]:
        """Categories whose records are kept: all but the withheld ones."""
        return tuple(c for c in self.categories if c.offence_class != WITHHELD)

    @cached_property
    def category_by_id(self) -> dict[str, Category]:
        """Categories by id."""
        return {c.id: c for c in self.categories}

    @property
    def required_columns(self) -> Names:
        """Columns without which a file is refused: whom a rule withholds must be told by it."""
        return tuple(dict.fromkeys([*self.columns.required, *(r.column for r in self.withhold)]))

    @property
    def optional_columns(self) -> Names:
        """Columns that are read where a file has them."""
        names = dict.fromkeys([*self.columns.optional, *(r.column for r in self.exclude)])
        return tuple(name for name in names if name not in self.required_columns)

    @cached_property
    def _lookup(self) -> tuple[dict[str, _Listed], dict[str, _Listed], dict[str, _Listed]]:
        offences: dict[str, _Listed] = {}
        groups: dict[str, _Listed] = {}
        loose: dict[str, list[_Listed]] = {}
        for category in self.categories:
            for name, code in category.offences.items():
                offences[_key(name)] = (category, category.code(code), name)
                loose.setdefault(_loose(name), []).append(offences[_key(name)])
            for name, code in category.groups.items():
                groups[_key(name)] = (category, category.code(code), name)
        # Only where all spellings of it mean the same can punctuation be overlooked.
        alike = {
            key: found[0]
            for key, found in loose.items()
            if key and len({(category.id, code) for category, code, _ in found}) == 1
        }
        return offences, alike, groups

    def _listed(self, offence: str | None) -> _Listed | None:
        offences, alike, _ = self._lookup
        return offences.get(_key(offence)) or alike.get(_loose(offence))

    def listed_as(self, offence: str | None) -> str | None:
        """Return the words by which a category lists an offence, or None where none does."""
        found = self._listed(offence)
        return found[2] if found else None

    def classify(
        self, offence: str | None, group: str | None = None, nibrs: str | None = None
    ) -> tuple[str, str | None]:
        """Return the category id and NIBRS code of an offence.

        The finest name decides, then the publisher's group, else it is ``unmapped``. What carries
        the code of a withheld offence is ``withheld`` whatever its name, and so is a name that no
        category lists but whose words are those of one, so that a publisher's new name for one does
        not slip in.
        """
        code = (nibrs or "").strip().upper() or None
        if code in NIBRS and NIBRS[code][1] == WITHHELD:
            return WITHHELD, code
        listed = self._listed(offence)
        if listed is None and is_withheld(offence or ""):
            return WITHHELD, code
        if listed is None:
            groups = self._lookup[2]
            listed = groups.get(_key(group)) or groups.get(_key(self._coarsest(group)))
        if listed is None:
            return UNMAPPED, code
        category, known, _ = listed
        return self._door(category), code or known

    def _coarsest(self, group: str | None) -> str | None:
        """Return the words of the first column of a group, which may be made of two."""
        return group.partition(self.columns.joined_by)[0] if group else None

    @staticmethod
    def _door(category: Category) -> str:
        return WITHHELD if category.offence_class == WITHHELD else category.id

    def folder(self, home: Path) -> Path:
        """Folder of this city's data in a host's home."""
        return home / self.id

    def area_path(self, home: Path) -> Path:
        """Where the study area's GeoJSON is kept."""
        return self.folder(home) / "area.geojson"

    @property
    def classes(self) -> list[dict[str, str]]:
        """Classes of the kept categories with their labels, in the order they are shown."""
        have = {c.offence_class for c in self.kept_categories}
        return [{"id": name, "label": label} for name, label in CLASSES.items() if name in have]


def _problems(error: ValidationError, path: str) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "there is no such key; see docs/cities.md for the keys"
        elif problem["type"] == "missing":
            message = "is missing; add it"
        lines.append(f"  {where}: {message}")
    return f"{path} is not a usable city:\n" + "\n".join(lines)


def parse_city(text: str, *, path: str = "city.toml") -> City:
    """Read a city from TOML.

    Raises
    ------
    InputError
        Naming the file and every key that is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no valid TOML: {error}") from error
    try:
        return City.model_validate(data)
    except ValidationError as error:
        raise InputError(_problems(error, path)) from error


@lru_cache(maxsize=64)
def _parsed(path: str, text: str) -> City:
    return parse_city(text, path=path)


def _shipped() -> dict[str, str]:
    folder = resources.files("crimecast") / "cities"
    return {
        item.name.removesuffix(".toml"): item.read_text(encoding="utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    }


def list_cities(home: Path | None = None) -> list[str]:
    """Return the ids of all known cities, shipped ones and the host's own."""
    own = (home / "cities").glob("*.toml") if home is not None else ()
    return sorted({*_shipped(), *(p.stem for p in own if not p.name.startswith("."))})


def load_city(id_or_path: str | Path, home: Path | None = None) -> City:
    """Load a city by its id, or from a TOML file given by its path.

    A host's own file ``home/cities/<id>.toml`` wins over a shipped one.

    Raises
    ------
    InputError
        If there is no such city, or its file is wrong.
    """
    given = str(id_or_path)
    if given.endswith(".toml") or isinstance(id_or_path, Path):
        path = Path(id_or_path)
        if not path.is_file():
            raise InputError(f"there is no city file {path}")
        return _parsed(str(path), _read(path))
    own = home / "cities" / f"{given}.toml" if home is not None else None
    if re.match(ID_PATTERN, given) and own is not None and own.is_file():
        where, text = str(own), _read(own)
    elif given in (shipped := _shipped()):
        where, text = f"cities/{given}.toml", shipped[given]
    else:
        known = ", ".join(list_cities(home))
        raise InputError(
            f"there is no city {given!r}; known are {known}. "
            "Add your own with: crimecast city init FILE.csv"
        )
    city = _parsed(where, text)
    if city.id != given:
        raise InputError(f"{where}: id is {city.id!r} but the file is called {given}.toml")
    return city


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text; save it as UTF-8") from error
