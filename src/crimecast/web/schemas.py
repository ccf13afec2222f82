"""The answers of the API, as the OpenAPI document tells them. See ``docs/api.md``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crimecast.archive.manifest import GridInfo

LonLat = tuple[float, float]


class _Model(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class Health(_Model):
    """That the server answers, and which version it is."""

    status: Literal["ok"] = "ok"
    version: str = Field(examples=["0.1.0"])


class ProblemDetails(_Model):
    """An error, as RFC 9457 writes it."""

    type: str = Field(examples=["urn:crimecast:problem:unknown-city"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such city here; /api/cities lists all."])


class CitySummary(_Model):
    """A city and what there is of it."""

    id: str = Field(examples=["denver"])
    name: str = Field(examples=["Denver"])
    simulated: bool = Field(description="True for a made-up city: say so wherever it is shown.")
    time_zone: str = Field(examples=["America/Denver"])
    center: LonLat = Field(examples=[(-104.99, 39.74)])
    bounds: tuple[float, float, float, float] = Field(
        description="West, south, east, north, degrees.",
        examples=[(-105.11, 39.61, -104.60, 39.91)],
    )
    has_records: bool
    has_forecast: bool


class Cities(_Model):
    """All cities of this host."""

    cities: list[CitySummary]


class Source(_Model):
    """Who publishes the records, and under what terms."""

    publisher: str
    title: str
    url: str | None
    license: str
    terms_url: str | None
    notice: str | None = Field(description="Words that the terms require to be shown.")


class CityCategory(_Model):
    """A category of a city's records."""

    id: str = Field(examples=["robbery"])
    label: str = Field(examples=["Robbery"])
    class_: str = Field(alias="class", examples=["person"])
    color: str | None = Field(description="Null beyond the eight distinct colors: draw gray.")
    forecast: bool


class CategoryClass(_Model):
    """A class of categories."""

    id: str = Field(examples=["person"])
    label: str = Field(examples=["Against people, in public"])


class Records(_Model):
    """The records that were ingested."""

    first: str | None = Field(description="Local date of the first occurrence.")
    last: str | None
    rows: int
    placed_share: float | None = Field(description="Share that has a usable place.")
    version: str
    ingested_at: str | None
    reported_through: str | None = Field(description="Time of the last report, UTC.")


class City(CitySummary):
    """A city, its categories and its records."""

    downtown: LonLat
    source: Source
    place_exactness: str
    blur_m: int
    categories: list[CityCategory]
    classes: list[CategoryClass]
    not_shown: list[str]
    records: Records | None


class Feature(_Model):
    """A part of the map, in degrees."""

    type: Literal["Feature"]
    properties: dict[str, Any]
    geometry: dict[str, Any]


class FeatureCollection(_Model):
    """GeoJSON: the study area (`kind` "area"), then its neighborhoods (`kind` "neighborhood")."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class Totals(_Model):
    """Expected reported incidents of the whole city by hour, with and without a place."""

    hours: int
    all: list[float]
    categories: dict[str, list[float]]
    interval: dict[str, Any] = Field(
        description="`level`, and for `all` and each category `lower` and `upper` by hour.",
        examples=[{"level": 0.9, "all": {"lower": [1], "upper": [10]}}],
    )


class Cell(_Model):
    """A cell of a forecast's grid."""

    index: int = Field(description="`row * width + column`, rows from the south.")
    row: int
    column: int
    size: int = Field(description="Side, metres.")
    outline: list[LonLat]
    neighborhood: str | None


class TermSeries(_Model):
    """One term of the explanation, by hour."""

    id: str
    label: str
    expected: list[float]


class PlaceHistory(_Model):
    """Reported incidents of the year up to the forecast's data; small counts are not told."""

    from_: str = Field(alias="from")
    to: str
    count: int | None
    suppressed: bool


class Place(_Model):
    """One cell's forecast, why, and what was reported there."""

    cell: Cell
    category: str
    hours: int
    expected: list[float] = Field(description="Expected reported incidents in the cell, by hour.")
    terms: list[TermSeries] = Field(description="They add up to `expected`.")
    history: PlaceHistory | None


class History(_Model):
    """Reported incidents of a period by cell, day and hour of week."""

    from_: str = Field(alias="from")
    to: str
    category: str
    version: str
    grid: GridInfo
    total: int
    unplaced: int
    outside: int = Field(description="With a place outside the study area.")
    suppressed_cells: int
    minimum: int = Field(description="Counts below this are not told.")
    cells: list[int]
    counts: list[int]
    suppressed: list[int]
    domain: tuple[float, float]
    days: list[str]
    by_day: list[int]
    by_hour_of_week: list[float]
