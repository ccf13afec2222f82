"""What a record tells. A reader needs not know whether a backtest or a scorecard made it."""

from __future__ import annotations

import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = "crimecast-record/1"
ID_PATTERN: Final = r"^[0-9]{8}-[0-9]{8}-[0-9a-f]{8}$"
_ID: Final = re.compile(ID_PATTERN[1:-1])


def is_record_id(text: str) -> bool:
    """Whether a text has the shape of a record's id (and so is safe as a folder's name)."""
    return _ID.fullmatch(text) is not None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Estimate(_Model):
    """A number and its 95% interval by days; null where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


class Gain(Estimate):
    """Gain over the reference in nats per incident, by windows of some hours."""

    hours: int
    incidents: int


class Found(Estimate):
    """Share of incidents in the share of the area where most was expected."""

    area: float = Field(description="Share of the area.", examples=[0.05])


class Held(_Model):
    """How many counts lay in the range that was given for them."""

    area: Literal["city", "neighborhoods"]
    hours: int = Field(description="Length of the windows that were counted.")
    counts: int
    inside50: float | None = Field(description="Share inside the range of 50%, ends included.")
    inside90: float | None
    evened90: Estimate | None = Field(
        description="The share inside the range of 90%, less what a range holds beyond that "
        "because counts are whole."
    )


class ModelRecord(_Model):
    """What one model reached."""

    name: str
    version: str
    gains: tuple[Gain, ...] = Field(description="Empty for the reference.")
    ratio: Estimate | None = Field(description="Expected over observed, of all incidents.")
    found: tuple[Found, ...]
    held: Held | None = Field(description="Of the city's counts, by the model's own ranges.")


class NumberTest(_Model):
    """Of the city's counts after an origin, how many lay in the middle 95% of the chances."""

    hours: int
    passed: int
    of: int


class Point(_Model):
    """Cells and windows of like expectation: what came, with the 95% interval for chance alone."""

    expected: float = Field(description="Mean per cell and window.")
    observed: float
    low: float
    high: float | None
    incidents: int


class Reliability(_Model):
    """Whether as much came as was expected, by how much that was."""

    hours: int
    points: tuple[Point, ...]


class CategoryRecord(_Model):
    """What was reached for a category or, where `whole_class` is true, a class of them."""

    id: str
    label: str
    whole_class: bool
    incidents: int
    gain: Estimate | None = Field(description="Of the shortest windows.")
    ratio: Estimate | None
    found5: Estimate | None = Field(description="Share found in 5% of the area.")


class Count(_Model):
    """The city's count in a window, what was expected and the ranges that were given."""

    date: str = Field(description="Local date of its start.", examples=["2024-07-01"])
    expected: float
    observed: int
    lower50: float
    upper50: float
    lower90: float
    upper90: float


class Course(_Model):
    """The city's counts one after the other, none of which overlap."""

    hours: int
    counts: tuple[Count, ...]


class Terms(_Model):
    """Who publishes the records, on what terms, and what is out of them."""

    publisher: str
    title: str
    url: str | None
    license: str
    terms_url: str | None
    notice: str | None
    not_forecast: tuple[str, ...]
    not_shown: tuple[str, ...]


class LedgerHead(_Model):
    """Where the ledger stood from which a scorecard was made: shorter it can never be again."""

    entries: int = Field(ge=1)
    head: str = Field(description="SHA-256 of its last line.")


class File(_Model):
    """A file of the record."""

    size: int = Field(ge=0)
    sha256: str


class DayAhead(_Model):
    """What was reached for the days so far ahead, of forecasts whose week was scored."""

    day: int = Field(ge=1, description="1 is the first 24 hours.")
    incidents: int = Field(description="Reported in the city, of all categories.")
    expected: float | None
    gain: Estimate | None = Field(description="Over past counts, nats per incident, by days.")
    counts: int = Field(description="Days that were scored.")
    inside90: float | None = Field(description="Share of them inside the range of 90%.")


class Record(_Model):
    """How right a city's forecasts were: each made from what had been reported by its origin."""

    format: Literal["crimecast-record/1"] = FORMAT
    id: str = Field(pattern=ID_PATTERN, examples=["20240101-20240930-1f2e3d4c"])
    city: str
    city_name: str
    simulated: bool
    time_zone: str
    source: Literal["backtest", "scorecard"] = Field(
        description="Forecasts made afterwards as if on the day, or those that were issued."
    )
    published_at: str = Field(description="UTC.")
    sentence: str = Field(description="What was found, in English.")
    first: str = Field(description="Local date of the first origin.")
    last: str
    forecasts: int
    horizon: int = Field(description="Hours scored after each origin.")
    cell: int = Field(description="Side of a cell, metres.")
    hours: int = Field(description="The shortest windows: gains, shares and categories are of it.")
    incidents: int = Field(description="Scored by the shortest windows: those of a known hour.")
    incidents_all: int = Field(description="Scored by days or longer.")
    model: str = Field(description="The model that the record is about.")
    reference: str | None = Field(description="The model that gains are counted over.")
    models: tuple[ModelRecord, ...] = Field(description="The record's model first.")
    oracle: tuple[Found, ...] = Field(description="The most that could be found.")
    held: tuple[Held, ...]
    number_tests: tuple[NumberTest, ...]
    reliability: Reliability | None
    categories: tuple[CategoryRecord, ...]
    course: Course | None
    reported_within: dict[str, float] = Field(
        description="Share of reports that had come within so many days.",
        examples=[{"1 day": 0.81, "7 days": 0.95}],
    )
    ledger: LedgerHead | None = Field(default=None, description="Of a scorecard.")
    ages: dict[str, int] = Field(
        default={}, description="Of a scorecard: how many forecasts were scored after so many days."
    )
    by_day: tuple[DayAhead, ...] = Field(
        default=(), description="Of a scorecard: by how many days ahead; empty before a week."
    )
    terms: Terms
    files: dict[str, File]
