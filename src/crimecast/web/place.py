"""One place of an issued forecast: its hours, why, how sure, and what was reported there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from crimecast.archive import IssuedForecast
from crimecast.archive.cell import CellForecast
from crimecast.archive.inputs import short
from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.grid import project
from crimecast.incidents.small import MINIMUM
from crimecast.web import schemas
from crimecast.web.common import DEFAULTS, CityId, ForecastId, site
from crimecast.web.forecasts import LEVEL, Lat, Lon
from crimecast.web.problem import Problem
from crimecast.web.respond import PRIVATE, Payload, packed_payload, respond, rounded
from crimecast.web.sets import CategoriesQuery, members, name_of
from crimecast.web.site import Site

router = APIRouter(prefix="/api/cities/{city}", tags=["forecasts"])

AHEAD = (1, 24, 168)
"""Hours whose counts a place is told."""


@router.get("/forecasts/{forecast}/place", response_model=schemas.Place, responses=DEFAULTS)
def place(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    lon: Lon,
    lat: Lat,
    category: CategoriesQuery = "all",
) -> Response:
    """Give one cell's forecast, its explanation, and what was reported there in a year."""
    found = site(request)
    asked = asked_place(found, city, forecast, (lon, lat), category)
    return respond(request, answer(found, asked), PRIVATE)


@dataclass(frozen=True, eq=False)
class AskedPlace:
    """A cell of a forecast that was asked for.

    Attributes
    ----------
    which : list of int
        Places of the categories in the manifest.
    category : str
        What the answer calls them.
    flat : int
        Row-major index of the cell in the grid.
    neighborhood : str, optional
        Its name.
    mark : object
        Another one when the answer is another one: records came since.
    """

    city: City
    issued: IssuedForecast
    which: list[int]
    category: str
    flat: int
    neighborhood: str | None
    mark: object

    @property
    def key(self) -> tuple[object, ...]:
        """The same for all that have the same answer. It is of a cell, not of who asks."""
        return (self.issued.folder, self.category, self.flat, self.neighborhood)


def asked_place(
    found: Site, city: str, forecast: str, place: tuple[float, float], category: str
) -> AskedPlace:
    """Look for the cell at a place, longitude and latitude in degrees.

    Raises
    ------
    Problem
        404 if there is no such forecast or category, or the place lies outside.
    """
    issued = found.forecast(city, forecast).issued
    which = members(issued, category)
    grid = issued.grid
    x, y = project(*place, grid.epsg)
    flat = int(grid.locate(x, y))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    known = found.city(city)
    hood = _neighborhood(found, known, issued, flat, (float(x), float(y)))
    records = found.index(known)
    mark = (known, None if records is None else records.version)
    return AskedPlace(known, issued, which, name_of(issued, which), flat, hood, mark)


def answer(found: Site, asked: AskedPlace) -> Payload:
    """Return what is told of a place, made once; in a millisecond where counts are at hand."""
    return found.places.get(asked.key, asked.mark, lambda: _place(found, asked))


def is_at_hand(found: Site, asked: AskedPlace) -> bool:
    """Tell whether the year's counts of the categories are."""
    return asked.mark is None or all(
        found.counts_ready(asked.city, asked.issued, name) for name in asked.category.split(",")
    )


def _place(found: Site, asked: AskedPlace) -> Payload:
    issued, which, category, flat = asked.issued, asked.which, asked.category, asked.flat
    # The whole is kept summed; what its hours are made of is not.
    index = len(issued.manifest.categories) if category == ALL else which
    grid, m = issued.grid, issued.manifest
    told = issued.cell(index, int(grid.rank[flat]))
    row, column = divmod(flat, grid.shape[1])
    content = {
        "cell": {
            "index": flat, "row": row, "column": column, "size": grid.cell,
            "outline": [(round(a, 7), round(b, 7)) for a, b in grid.outline_lonlat(flat)],
            "neighborhood": asked.neighborhood,
        },
        "category": category,
        "hours": m.hours,
        "expected": rounded(told.whole),
        "terms": [
            {"id": term.id, "label": term.label, "expected": values}
            for term, values in zip(m.terms, rounded(told.terms), strict=True)
        ],
        "likeliest": _likeliest(told, [m.categories[place].id for place in which]),
        "ahead": _ahead(told, m.now),
        "history": _history(found, asked.city, issued, category, flat),
    }  # fmt: skip
    return packed_payload(content)


def _likeliest(told: CellForecast, ids: list[str]) -> dict[str, Any] | None:
    """Tell which of some categories a report in a cell is likeliest of, by hour."""
    if len(ids) < 2:
        return None
    found = told.mix
    return {
        "categories": ids, "which": found.likeliest.tolist(), "chance": rounded(found.chance, 4),
    }  # fmt: skip


def _ahead(told: CellForecast, now: int) -> dict[str, Any] | None:
    """Tell the counts of the next hour, day and week in a cell."""
    if told.spread is None:
        return None
    lengths = [n for n in AHEAD if now + n <= len(told.hours)]
    windows = [
        {
            "hours": length, "expected": short(found.expected), "lower": found.lower,
            "upper": found.upper, "some": short(found.some),
        }
        for length, found in zip(lengths, told.ahead(now, lengths, LEVEL), strict=True)
    ]  # fmt: skip
    return {"level": LEVEL, "windows": windows}


def _neighborhood(
    found: Site, known: City, issued: IssuedForecast, flat: int, point: tuple[float, float]
) -> str | None:
    """Name the neighborhood of a cell's centre; at the border, where that has none, the point's."""
    grid, area = issued.grid, found.study_area(known)
    if area is None or area.epsg != grid.epsg:
        return None
    row, column = divmod(flat, grid.shape[1])
    centre = (float(grid.x[column]), float(grid.y[row]))
    named: str | None = found.cells.get(
        (issued.folder, flat), id(area), lambda: area.neighborhood_at(*centre)
    )
    return named or area.neighborhood_at(*point)


def _history(
    found: Site, known: City, issued: IssuedForecast, category: str, flat: int
) -> dict[str, Any] | None:
    # Of a set only what each member tells on its own: differences of sets give nothing away.
    years = [found.year_counts(known, issued, name) for name in category.split(",")]
    counts = [int(cells[flat]) for _, _, cells in (year for year in years if year is not None)]
    if not counts:
        return None
    first, last, _ = next(year for year in years if year is not None)
    told = [count for count in counts if count >= MINIMUM]
    return {
        "from": str(first), "to": str(last), "count": sum(told) if told else None,
        "suppressed": len(told) < len(counts),
    }  # fmt: skip
