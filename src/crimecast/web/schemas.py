"""The answers of the API, as the OpenAPI document tells them. See ``docs/api.md``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from crimecast.archive.manifest import GridInfo

LonLat = tuple[float, float]


class _Model(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class Freshness(_Model):
    """How far a server's copy may be behind the address that it follows."""

    reached_at: str | None = Field(description="UTC; null where it was not reached yet.")
    seconds_ago: int | None


class Health(_Model):
    """That the server answers, and which version it is."""

    status: Literal["ok"] = "ok"
    version: str = Field(examples=["0.1.0"])
    mirror: Freshness | None = Field(
        None, description="Of a server that follows an address (`serve --from`)."
    )


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
    has_record: bool = Field(description="Whether it was published how right the forecasts were.")


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


class Streets(_Model):
    """A city's base map: vector tiles with the layers water, park, street, rail and name."""

    id: str = Field(examples=["20200224-1f2e3d4c"])
    tiles: str = Field(description="Address of the PMTiles file on this server.")
    size: int = Field(description="Bytes of it.")
    attribution: str = Field(
        description="Words that must be shown with the map.",
        examples=["© OpenStreetMap contributors"],
    )
    attribution_url: str | None = Field(description="What the words must link to.")
    license: str = Field(examples=["ODbL-1.0"])
    bounds: tuple[float, float, float, float] = Field(
        description="West, south, east, north of what the tiles hold, degrees."
    )
    zooms: tuple[int, int] = Field(description="Lowest and highest zoom.", examples=[(9, 15)])
    layers: list[str]
    data_date: str | None = Field(description="Day of the data, where the extract told it.")
    names: int = Field(description="How many names can be looked for.")


class NameFound(_Model):
    """Something that has a name."""

    name: str = Field(examples=["Northeast 45th Street"])
    kind: Literal["neighborhood", "street", "path", "park", "water", "place"]
    near: str | None = Field(description="The neighborhood it is in, to tell two apart.")
    lon: float = Field(description="A place on it.")
    lat: float
    bbox: tuple[float, float, float, float] = Field(description="West, south, east, north.")


class Names(_Model):
    """What was found by name, the likeliest first, at most 20."""

    results: list[NameFound]


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
    streets: Streets | None = Field(description="The base map; null where none was loaded.")
    style_url: str | None = Field(
        description="A MapLibre style that the host wants in place of the base map."
    )


Position = Annotated[list[float], Field(min_length=2, description="Longitude, latitude.")]


class Polygon(_Model):
    """One polygon: its outer ring, then its holes."""

    type: Literal["Polygon"]
    coordinates: list[list[Position]]


class MultiPolygon(_Model):
    """Several polygons."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Position]]]


class LineString(_Model):
    """One line."""

    type: Literal["LineString"]
    coordinates: list[Position]


class MultiLineString(_Model):
    """Several lines."""

    type: Literal["MultiLineString"]
    coordinates: list[list[Position]]


class AreaProperties(_Model):
    """What a part of the map is."""

    kind: Literal["area", "neighborhood", "street", "water", "park"]
    name: str | None = None
    label: LonLat | None = Field(default=None, description="Where its name may stand.")
    rank: int | None = Field(default=None, description="Of a street: 1 major to 3 minor.")


class Feature(_Model):
    """A part of the map, in degrees."""

    type: Literal["Feature"]
    properties: AreaProperties
    geometry: Polygon | MultiPolygon | LineString | MultiLineString


class FeatureCollection(_Model):
    """GeoJSON: the study area (`kind` "area"), then its neighborhoods (`kind` "neighborhood")."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class Band(_Model):
    """By hour, the range in which the count lies."""

    lower: list[float]
    upper: list[float]


class Interval(_Model):
    """The ranges of all categories together and, by its id, of each."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Band]

    level: float = Field(description="Chance that the count lies in the range.")
    all: Band


class Totals(_Model):
    """Expected reported incidents of the whole city by hour, with and without a place."""

    hours: int
    all: list[float]
    categories: dict[str, list[float]]
    interval: Interval


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


class Window(_Model):
    """Reported incidents that are to come in a cell, from the present on."""

    hours: int = Field(description="Length, from hour `now` of the forecast.")
    expected: float
    lower: int = Field(description="Lower end of the range of the count.")
    upper: int
    some: float = Field(description="Chance of at least one.")


class Ahead(_Model):
    """What is to come in a cell, and how sure that is."""

    level: float = Field(description="Chance that a count lies in its range.")
    windows: list[Window]


class PlaceMix(_Model):
    """Which of several categories a report of an hour is likeliest of, by hour."""

    categories: list[str]
    which: list[int] = Field(description="Index into `categories`; -1 where nothing is expected.")
    chance: list[float] = Field(description="Chance that a report, if there is one, is of it.")


class Place(_Model):
    """One cell's forecast, why, and what was reported there."""

    cell: Cell
    category: str
    hours: int
    expected: list[float] = Field(description="Expected reported incidents in the cell, by hour.")
    terms: list[TermSeries] = Field(description="They add up to `expected`.")
    likeliest: PlaceMix | None = Field(description="Null for one category.")
    ahead: Ahead | None = Field(description="Null in forecasts that do not tell how sure they are.")
    history: PlaceHistory | None


class Weeks(_Model):
    """Counts of all weeks of the records, whatever the period: of the same categories and hours."""

    first: str = Field(description="The first week's Monday.")
    counts: list[float]


class History(_Model):
    """Reported incidents of a period by cell, day, hour of week and category."""

    from_: str = Field(alias="from")
    to: str
    category: str
    weekdays: list[int] = Field(description="Those that count, 1 (Monday) to 7.")
    hours: list[int] = Field(description="Local hours of the day that count, 0 to 23.")
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
    crowded: list[int] = Field(
        description="Cells of `cells` most of whose incidents are recorded at one point."
    )
    domain: tuple[float, float]
    days: list[str]
    by_day: list[float]
    by_hour_of_week: list[float] = Field(description="Of all hours, whichever are chosen.")
    by_category: dict[str, float] = Field(
        description="Of all kept categories, chosen or not: the offenses of each."
    )
    weeks: Weeks


class Told(_Model):
    """A count, where it is large enough to be told and no smaller one follows from it."""

    count: int | None
    suppressed: bool = Field(
        description="It is 1 or 2. False where `count` is null: a smaller one would follow from it."
    )


class TimeSpan(_Model):
    """What was reported from one local day to another, in a cell and in its neighborhood."""

    from_: str = Field(alias="from")
    to: str
    here: Told
    around: Told | None = Field(description="In the neighborhood; null where the cell is in none.")


class HistoryPlace(_Model):
    """What was reported in one cell and in its neighborhood, in a period and year by year."""

    category: str
    weekdays: list[int]
    hours: list[int]
    cell: Cell
    crowded: bool = Field(description="Most of the period's are recorded at one point.")
    square_km: float | None = Field(description="Of the neighborhood.")
    period: TimeSpan
    compared: TimeSpan | None = Field(description="The period of `against`.")
    years: list[TimeSpan]
