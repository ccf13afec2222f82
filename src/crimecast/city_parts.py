"""The parts of a city's file, validated. See ``docs/cities.md``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from crimecast.incidents.schema import UNMAPPED
from crimecast.taxonomy import FORECAST_CLASSES, NIBRS, OffenceClass

MAX_COLORS: Final = 8
"""People tell about eight colors apart on a map; the rest are drawn gray."""
ID_PATTERN: Final = r"^[a-z][a-z0-9-]{0,63}$"


class CityModel(BaseModel):
    """Strict and frozen: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _lonlat(place: tuple[float, float]) -> tuple[float, float]:
    lon, lat = place
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        raise ValueError(f"{[lon, lat]} is not [longitude, latitude] in degrees")
    return place


LonLat = Annotated[tuple[float, float], AfterValidator(_lonlat)]
Names = tuple[str, ...]
Column = Annotated[str, Field(min_length=1)]


OneOrTwo = Annotated[tuple[Column, ...], Field(min_length=1, max_length=2)]


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _coded(value: Any) -> Any:
    """Read a list of names, or a table that gives each its NIBRS code."""
    if isinstance(value, dict):
        return {name: code or None for name, code in value.items()}
    return dict.fromkeys(value) if isinstance(value, list) else value


class Source(CityModel):
    """Who publishes the records, and under what terms."""

    publisher: str
    title: str
    url: str | None = None
    license: str
    terms_url: str | None = None
    notice: str | None = None


class Update(CityModel):
    """How a host keeps a city up to date.

    Attributes
    ----------
    every_h : int
        Hours between fetches, and forecasts, of ``crimecast update`` and ``crimecast up``.
    cell : int
        Side of a forecast's cell, metres.
    horizon : int
        Hours ahead.
    model : str
        Of the models that ``crimecast models`` lists.
    """

    every_h: int = Field(default=24, ge=1, le=168)
    cell: int = Field(default=100, ge=50, le=1000)
    horizon: int = Field(default=168, ge=24, le=336)
    model: str = Field(default="boosted", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")


class Portal(CityModel):
    """Where the records can be fetched.

    Attributes
    ----------
    kind : str
        Of an adapter: ``socrata``, ``arcgis``, ``ckan``, ``carto``, ``url``, or one plugged in.
    url : str
        Of the data set, as the adapter asks it.
    key : str, optional
        The column by which pages are ordered; by default the one of ``offence_id``, the first of
        two. Where rows share it, an adapter tells them apart by the portal's own row id.
    updated : str, optional
        The column that tells when a row was last changed; without it every pull is whole.
    rolling : bool
        Whether old records leave the portal in time: they are kept then, and not taken for
        withdrawn.
    options : dict
        What the adapter knows beyond that.
    """

    kind: str = Field(pattern=ID_PATTERN)
    url: str = Field(pattern=r"^https?://\S+$")
    key: Column | None = None
    updated: Column | None = None
    rolling: bool = False
    options: dict[str, str | int | bool] = {}

    @property
    def hosts(self) -> Names:
        """The hosts that may be asked: the one of ``url``, and those of the option ``hosts``."""
        return (urlsplit(self.url).hostname or "", *str(self.options.get("hosts", "")).split())


class AreaNames(CityModel):
    """How the study area's GeoJSON names its neighborhoods."""

    name_field: str | None = None


class Columns(CityModel):
    """The publisher's column for each thing, or the two that make it.

    Attributes
    ----------
    joined_by : str
        What stands between the words of two columns; a date and a time are joined by a space.
    also : dict
        From a column to other names it may have in a file: an older layout, another export. The
        first that is there is read.
    """

    offence_id: OneOrTwo
    incident_id: Column | None = None
    occurred_from: OneOrTwo
    occurred_to: OneOrTwo | None = None
    reported_at: OneOrTwo | None = None
    lon: Column
    lat: Column
    offence: OneOrTwo
    group: OneOrTwo | None = None
    nibrs: Column | None = None
    joined_by: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1)] = " | "
    also: dict[Column, Annotated[Names, Field(min_length=1)]] = {}

    @field_validator(
        "offence_id", "occurred_from", "occurred_to", "reported_at", "offence", "group",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _one_or_two(cls, value: Any) -> Any:
        return _names(value)

    @property
    def required(self) -> Names:
        """Columns without which a file cannot be read.

        The report's time is one where the publisher gives it: without it nobody could say what was
        known when.
        """
        names = (
            *self.offence_id, *self.occurred_from, *(self.reported_at or ()),
            self.lon, self.lat, *self.offence,
        )  # fmt: skip
        return tuple(dict.fromkeys(names))

    @property
    def optional(self) -> Names:
        """Columns that a file may leave out."""
        others = (self.incident_id, *(self.occurred_to or ()), *(self.group or ()), self.nibrs)
        found = dict.fromkeys(name for name in others if name is not None)
        return tuple(name for name in found if name not in self.required)

    def check_also(self, used: Iterable[str]) -> None:
        """Refuse other names of columns that nobody reads, and names that mean two columns.

        Raises
        ------
        ValueError
            Naming the column.
        """
        known = set(used)
        owner: dict[str, str] = {name.casefold(): name for name in known}
        for name, others in self.also.items():
            if name not in known:
                raise ValueError(f"columns.also: no key of the file names the column {name!r}")
            for other in others:
                if owner.setdefault(other.casefold(), name) != name:
                    raise ValueError(
                        f"columns.also: {other!r} would be both {owner[other.casefold()]!r} "
                        f"and {name!r}"
                    )


class Times(CityModel):
    """How times are written. All are the city's wall-clock times unless they end in Z."""

    formats: Annotated[Names, Field(min_length=1)]
    first: dt.date = dt.date(1990, 1, 1)
    reported_precision: str = Field(default="time", pattern="^(time|day)$")

    @field_validator("formats")
    @classmethod
    def _full_dates(cls, formats: Names) -> Names:
        for text in formats:
            directives = set(re.findall(r"%-?([A-Za-z])", text))
            if not (directives & set("Yy") and directives & set("mbB") and "d" in directives):
                raise ValueError(f"{text!r} needs a year (%Y), a month (%m) and a day (%d)")
            if "I" in directives and "p" not in directives:
                raise ValueError(f"{text!r} has a 12-hour clock (%I) without %p")
        return formats


class Places(CityModel):
    """How exact the published places are, and which stand for "unknown"."""

    exactness: str
    blur_m: int = Field(default=0, ge=0, le=10_000)
    sentinels: tuple[tuple[float, float], ...] = ((0.0, 0.0), (-1.0, -1.0))


class Rule(CityModel):
    """Rows that are refused because a column of theirs holds one of some values.

    Values are compared without regard to case and outer space.
    """

    column: Column
    values: Annotated[Names, Field(min_length=1)]
    why: str


class Category(CityModel):
    """One kind of offence, as crimecast counts, forecasts and shows it."""

    id: str = Field(pattern=ID_PATTERN)
    label: str
    offence_class: OffenceClass = Field(alias="class")
    nibrs: Names = ()
    color: str | None = Field(default=None, pattern=r"^#[0-9A-Fa-f]{6}$")
    offences: dict[str, str | None] = {}
    groups: dict[str, str | None] = {}

    @field_validator("offences", "groups", mode="before")
    @classmethod
    def _table(cls, value: Any) -> Any:
        return _coded(value)

    @model_validator(mode="after")
    def _codes(self) -> Category:
        given = (*self.nibrs, *self.offences.values(), *self.groups.values())
        unknown = sorted({code for code in given if code} - NIBRS.keys())
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no NIBRS offence code")
        if self.id == UNMAPPED:
            raise ValueError(f"{UNMAPPED!r} is kept for offences that no category names")
        return self

    def code(self, listed: str | None) -> str | None:
        """Return the NIBRS code of a name listed with ``listed``: its own, or the only one."""
        return listed or (self.nibrs[0] if len(self.nibrs) == 1 else None)

    @property
    def forecast(self) -> bool:
        """Whether this category is forecast."""
        return self.offence_class in FORECAST_CLASSES
