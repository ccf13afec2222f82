"""The manifest of an issued forecast, and the names of its files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from crimecast.errors import InputError
from crimecast.spread import Spread

FORMAT: Final = "crimecast-forecast/2"
FIRST_FORMAT: Final = "crimecast-forecast/1"
"""As :data:`FORMAT`, but it does not tell how sure it is nor which category is likeliest."""
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
USUAL: Final = "usual.json"
DRIFT: Final = "drift.npy"
LATEST: Final = "latest.json"
ALL: Final = "all"
"""The id under which the sum over all forecast categories is kept."""
RESERVED: Final = frozenset({ALL, "level"})
"""Names that no category may bear: they mean something else beside the categories' ids."""

ID_PATTERN: Final = r"^[0-9]{8}T[0-9]{4}Z-[0-9a-f]{8}$"
CATEGORY_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,63}$"

_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"

_ID = re.compile(ID_PATTERN[:-1] + r"\Z")
_CATEGORY = re.compile(CATEGORY_PATTERN[:-1] + r"\Z")


class ArchiveError(InputError):
    """An issued forecast cannot be written or read; the message says why and what to do."""


def is_forecast_id(text: str) -> bool:
    """Whether a text has the shape of a forecast id (and so is safe as a folder's name)."""
    return _ID.match(text) is not None


def is_category_id(text: str) -> bool:
    """Whether a text has the shape of a category id."""
    return _CATEGORY.match(text) is not None


def instant(time: np.datetime64) -> str:
    """Write a UTC instant as ``2024-10-28T03:00:00Z``."""
    return f"{time.astype('datetime64[s]')}Z"


def moment(text: str) -> np.datetime64:
    """Read what :func:`instant` wrote."""
    return np.datetime64(text.removesuffix("Z"), "s")


Instant = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
        json_schema_extra={"format": "date-time"},
        examples=["2024-10-28T03:00:00Z"],
    ),
]
Share = Annotated[float, Field(ge=0, le=1)]
Domain = Annotated[
    tuple[float, float],
    Field(description="Expected reported incidents per cell and hour at the color scale's ends."),
]


class _Model(BaseModel):
    # A manifest that was written has every field: where it is served, its schema says so.
    model_config = ConfigDict(
        populate_by_name=True, frozen=True, json_schema_serialization_defaults_required=True
    )


class Lattice(_Model):
    """Degrees of an even lattice over the grid, row-major from the south-west corner."""

    nx: int = Field(ge=2)
    ny: int = Field(ge=2)
    lon: list[float]
    lat: list[float]


class GridInfo(_Model):
    """Where the cells lie: metres of a projected CRS, rows from the south."""

    epsg: int
    cell: int = Field(description="Side of a cell, metres.")
    x0: float
    y0: float
    height: int
    width: int
    cells: int = Field(description="Number of cells in the study area.")
    lattice: Lattice


def _may_lack_leads(schema: dict[str, Any]) -> None:
    """Tell that forecasts issued before categories told it are served as they were written."""
    if "leads" in schema.get("required", ()):
        schema["required"].remove("leads")


class CategoryInfo(_Model):
    """A forecast category and its color scale."""

    model_config = ConfigDict(json_schema_extra=_may_lack_leads)

    id: str = Field(pattern=CATEGORY_PATTERN)
    label: str
    class_: str = Field(alias="class")
    color: str | None = None
    domain: Domain
    placed_share: Share = Field(description="Share of its records that have a usable place.")
    late_share: Share = Field(description="Share reported more than a day after they happened.")
    leads: Share = Field(
        default=1.0,
        description="Share of its offenses that their incident is counted as where categories are "
        "counted together: several offenses of one incident are then one, the most serious.",
    )
    expected_24h: float = Field(
        description="Expected count of the 24 hours from now, unplaced too."
    )


class AllInfo(_Model):
    """The sum over all forecast categories and its color scale."""

    id: Literal["all"] = ALL
    label: str
    domain: Domain
    expected_24h: float


class FrameCodes(_Model):
    """How a frame's bytes stand for intensities."""

    count: int
    zero: int
    rule: str


class SeriesCodes(_Model):
    """How the 16-bit codes of ``series.npy`` stand for intensities."""

    lo: float
    hi: float
    count: int
    rule: str


class ModelInfo(_Model):
    """The model that made the forecast."""

    name: str
    version: str


class TermInfo(_Model):
    """One term of the explanation."""

    id: str
    label: str


class Hashes(_Model):
    """SHA-256 of the records that went in, and of the forecast itself."""

    data: str
    content: str = Field(pattern=r"^[0-9a-f]{64}$")


class ScaleInfo(_Model):
    """Size of the blocks of cells and hours that share a random factor."""

    metres: int | None = Field(description="Side; null for the whole city, 0 for a cell.")
    hours: int | None = Field(
        description="Length: 24 is a local day, null the whole forecast, 0 one event's records."
    )
    joint: bool = Field(description="Whether all categories share the factor.")


class SpreadInfo(_Model):
    """How far counts spread around the forecast: variances of the blocks' factors."""

    time_zone: str
    scales: list[ScaleInfo]
    phi: dict[str, list[float]] = Field(description="By category, one number a scale.")


class UsualInfo(_Model):
    """Which local days of the records the usual was learned from; what it is, is asked for."""

    from_: str = Field(alias="from", pattern=_DATE)
    to: str = Field(pattern=_DATE)
    maps: int | None = Field(
        None,
        ge=1,
        description="Of how many past maps usual places are the mean; null: not told.",
    )


class Manifest(_Model):
    """What an issued forecast is, when it was made and from what."""

    format: Literal["crimecast-forecast/1", "crimecast-forecast/2"]
    id: str = Field(pattern=ID_PATTERN)
    city: str
    city_name: str
    simulated: bool
    time_zone: str
    origin: Instant
    issued_at: Instant
    data_through: Instant
    hindcast: bool
    model: ModelInfo
    first_hour: Instant
    hours: int = Field(ge=1)
    now: int = Field(ge=0)
    grid: GridInfo
    categories: list[CategoryInfo]
    all: AllInfo
    codes: FrameCodes
    series: SeriesCodes
    terms: list[TermInfo] = Field(min_length=1)
    spread: SpreadInfo | None = Field(
        None, description="Null where counts are Poisson, and in forecasts of format 1."
    )
    usual: UsualInfo | None = Field(
        None, description="Null in forecasts that do not tell what is usual."
    )
    hashes: Hashes

    @model_validator(mode="after")
    def _spread_fits(self) -> Self:
        if self.spread is not None:
            known = Spread.from_json(self.spread.model_dump()).categories
            if known != tuple(category.id for category in self.categories):
                raise ValueError("the spread's categories are not the forecast's")
        return self

    def weights(self, which: Sequence[int]) -> list[float]:
        """Return what each of some categories brings to their count together, 0 to 1.

        A category on its own counts each of its offences; of several together each incident
        counts once, as its most serious offence.
        """
        if len(which) == 1:
            return [1.0]
        return [self.categories[place].leads for place in which]

    def index(self, category: str) -> int | None:
        """Return a category's place in the forecast's arrays (``all`` is last); None if unknown."""
        if category == ALL:
            return len(self.categories)
        for place, info in enumerate(self.categories):
            if info.id == category:
                return place
        return None


_NOT_CONTENT = ("id", "issued_at", "hindcast")


def content_hash(manifest: dict[str, Any], sums: bytes) -> str:
    """Return the hash of a forecast's content: its files' sums and its manifest.

    When it was issued is left out, so that the same inputs give the same hash on any day.
    """
    core = {key: value for key, value in manifest.items() if key not in _NOT_CONTENT}
    core["hashes"] = {k: v for k, v in core.get("hashes", {}).items() if k != "content"}
    text = json.dumps(core, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode() + b"\n" + sums).hexdigest()
