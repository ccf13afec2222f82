"""The parts of a city's file, validated. See ``docs/cities.md``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
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


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Source(CityModel):
    """Who publishes the records, and under what terms."""

    publisher: str
    title: str
    url: str | None = None
    license: str
    terms_url: str | None = None
    notice: str | None = None


class Portal(CityModel):
    """Where the records can be fetched.

    Attributes
    ----------
    kind : str
        Of an adapter: ``socrata``, ``arcgis``, ``ckan``, ``carto``, ``url``, or one plugged in.
    url : str
        Of the data set, as the adapter asks it.
    key : str, optional
        The column by which pages are ordered, unique; by default the one of ``offence_id``.
    updated : str, optional
        The column that tells when a row was last changed; without it every pull is whole.
    options : dict
        What the adapter knows beyond that.
    """

    kind: str = Field(pattern=ID_PATTERN)
    url: str = Field(pattern=r"^https?://\S+$")
    key: Column | None = None
    updated: Column | None = None
    options: dict[str, str | int | bool] = {}


class AreaNames(CityModel):
    """How the study area's GeoJSON names its neighborhoods."""

    name_field: str | None = None


class Columns(CityModel):
    """The publisher's column for each thing; two columns (a date and a time) may make one time."""

    offence_id: Column
    incident_id: Column | None = None
    occurred_from: tuple[Column, ...]
    occurred_to: tuple[Column, ...] | None = None
    reported_at: tuple[Column, ...] | None = None
    lon: Column
    lat: Column
    offence: Column
    group: Column | None = None
    nibrs: Column | None = None

    @field_validator("occurred_from", "occurred_to", "reported_at", mode="before")
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
            self.offence_id, *self.occurred_from, *(self.reported_at or ()),
            self.lon, self.lat, self.offence,
        )  # fmt: skip
        return tuple(dict.fromkeys(names))

    @property
    def optional(self) -> Names:
        """Columns that a file may leave out."""
        others = (self.incident_id, *(self.occurred_to or ()), self.group, self.nibrs)
        found = dict.fromkeys(name for name in others if name is not None)
        return tuple(name for name in found if name not in self.required)


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


class Exclude(CityModel):
    """Rows that are not reported incidents at all."""

    column: str
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
    groups: Names = ()

    @field_validator("offences", mode="before")
    @classmethod
    def _table(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: code or None for name, code in value.items()}
        return dict.fromkeys(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _codes(self) -> Category:
        unknown = sorted({*self.nibrs, *filter(None, self.offences.values())} - NIBRS.keys())
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no NIBRS offence code")
        if self.id == UNMAPPED:
            raise ValueError(f"{UNMAPPED!r} is kept for offences that no category names")
        return self

    @property
    def forecast(self) -> bool:
        """Whether this category is forecast."""
        return self.offence_class in FORECAST_CLASSES
