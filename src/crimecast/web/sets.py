"""Several categories together, as addresses name them: ids with commas between."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from crimecast.archive import IssuedForecast
from crimecast.archive.inputs import short
from crimecast.archive.manifest import ALL, CATEGORY_PATTERN
from crimecast.archive.sets import city_hours
from crimecast.web.problem import Problem
from crimecast.web.respond import Payload, json_payload

_ONE = CATEGORY_PATTERN[1:-1]
SET_PATTERN = rf"^{_ONE}(,{_ONE})*$"
_LONGEST = 8000

CategoriesPath = Annotated[
    str,
    Path(
        pattern=SET_PATTERN,
        max_length=_LONGEST,
        description="Ids of categories of the manifest, with commas between, or `all`.",
        examples=["burglary,robbery"],
    ),
]
CategoriesQuery = Annotated[
    str,
    Query(
        pattern=SET_PATTERN,
        max_length=_LONGEST,
        description="Id of a category, several with commas between that are summed, or `all`.",
    ),
]


class SetInterval(BaseModel):
    """By hour, the range in which the count lies."""

    model_config = ConfigDict(extra="forbid")

    level: float = Field(description="Chance that the count lies in the range.")
    lower: list[float]
    upper: list[float]


class SetTotals(BaseModel):
    """Expected reported incidents of some categories in the whole city, by hour."""

    model_config = ConfigDict(extra="forbid")

    categories: list[str] = Field(description="In the manifest's order.")
    hours: int
    expected: list[float]
    interval: SetInterval | None = Field(
        description="Null in forecasts that do not tell how sure they are."
    )


def members(issued: IssuedForecast, text: str) -> list[int]:
    """Return the places of the categories that an address names, in the manifest's order.

    Raises
    ------
    Problem
        404 if the forecast has no such category.
    """
    m = issued.manifest
    names = text.split(",")
    found = [m.index(name) for name in names]
    if None in found:
        raise Problem(
            404, "unknown-category", "This forecast has no such category; its manifest lists all."
        )
    if ALL in names:
        return list(range(len(m.categories)))
    return sorted({place for place in found if place is not None})


def name_of(issued: IssuedForecast, which: list[int]) -> str:
    """Return what an answer calls some categories: ids in the manifest's order, or ``all``."""
    categories = issued.manifest.categories
    if len(which) == len(categories):
        return ALL
    return ",".join(categories[place].id for place in which)


def set_totals(issued: IssuedForecast, which: list[int], level: float) -> Payload:
    """Return the answer for some categories' counts in the whole city."""
    found = city_hours(issued, which, level)
    interval = None
    if found.lower is not None and found.upper is not None:
        interval = {
            "level": level, "lower": found.lower.tolist(), "upper": found.upper.tolist(),
        }  # fmt: skip
    return json_payload({
        "categories": [issued.manifest.categories[place].id for place in which],
        "hours": issued.manifest.hours,
        "expected": [short(value) for value in found.expected.tolist()],
        "interval": interval,
    })  # fmt: skip
