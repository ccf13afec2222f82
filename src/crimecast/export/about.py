"""What stands beside exported numbers: what they are, what they are not, on what terms."""

from __future__ import annotations

from typing import Any, Final

from crimecast import __version__
from crimecast.city import City
from crimecast.export.known import Known
from crimecast.export.periods import By
from crimecast.export.question import Question
from crimecast.export.table import Table
from crimecast.incidents.pulls import stamp
from crimecast.incidents.small import MINIMUM

NOT: Final = (
    "It counts reports to police, not danger. Where more people are, more is reported; much that "
    "happens is never reported. Nothing in it says anything about a person, household or address."
)
USE: Final = (
    "Not for directing patrols or enforcement at places or people; not for decisions about "
    "housing, lending, insurance, employment or tenancy; not for rating or ranking neighborhoods; "
    "not for looking up a property or a person."
)
SUPPRESSION: Final = (
    f"Counts below {MINIMUM} in a cell, period and category are withheld: such a row has no count "
    "and is marked suppressed. A cell, period and category without a row had none."
)
HOLDER: Final = (
    "Single records, for the analysis of whoever holds these records. They are no publication of "
    "crimecast's: to publish, export counts by cell, which withhold small ones."
)
LATE: Final = "Of the last days more will be reported."
HARMLESS: Final = (
    "Text that a spreadsheet could take for a formula (it begins with = + - @, a tab or a line "
    "end) has an apostrophe before it; numbers stay numbers."
)


def what(city: City, question: Question) -> str:
    """Say in a line what a file holds."""
    if question.records:
        return f"Records of offenses reported to police in {city.name}"
    by = "the whole period" if question.by is By.WHOLE else question.by.value
    kind = "categories together" if question.together else "category"
    return f"Reported incidents in {city.name} by cell of {question.cell} m, {by} and {kind}"


def about(city: City, question: Question, known: Known, table: Table) -> dict[str, Any]:
    """Return as JSON what a file is. The same question of the same store gives the same."""
    chosen = set(question.categories)
    words = (
        {"for": HOLDER}
        if question.records
        else {"suppression": SUPPRESSION, "minimum": MINIMUM, "by": question.by.value}
    )
    return {
        "what": what(city, question),
        "not": NOT,
        "use": USE,
        **words,
        "city": city.id,
        "simulated": city.simulated,
        "counts_of": "offenses; one incident can hold several",
        "categories": {
            c.id: {"label": c.label, "class": c.offence_class, "forecast": c.forecast}
            for c in city.kept_categories
            if c.id in chosen
        },
        "not_in_it": [c.label for c in city.kept_categories if c.id not in chosen],
        "withheld": list(city.not_shown),
        "first_day": str(known.first),
        "last_day": str(known.last),
        "days": "local days on which the time of occurrence, or its window, begins",
        "time_zone": city.time_zone,
        "known_at": stamp(question.known_at) if question.known_at else None,
        "records": {
            "first_day": str(known.records_first), "last_day": str(known.records_last),
            "reported_through": known.reported_through, "version": known.version,
        },
        "late": LATE,
        "reported_after_1_day": known.later_1d,
        "reported_after_7_days": known.later_7d,
        "places": city.places.exactness,
        "blur_m": city.places.blur_m,
        **table.facts,
        "source": city.source.model_dump(mode="json"),
        "columns": {column.name: column.about for column in table.columns},
        "made_by": f"crimecast {__version__}",
    }  # fmt: skip


def csvw(name: str, told: dict[str, Any], table: Table) -> dict[str, Any]:
    """Return the metadata of a CSV file as CSV on the Web (W3C, 2015) has them."""
    source = told["source"]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": told["what"],
        "dc:description": told["not"],
        "dc:publisher": source["publisher"],
        "dc:source": source["url"] or source["title"],
        "dc:license": source["license"],
        "tableSchema": {
            "columns": [
                {"name": c.name, "titles": c.name, "datatype": c.kind.value,
                 "dc:description": c.about}
                for c in table.columns
            ],
        },
        "notes": [told],
    }  # fmt: skip


def geoparquet(table: Table) -> dict[str, Any]:
    """Return the ``geo`` metadata of GeoParquet 1.1.0: WKB in degrees, longitude first."""
    from pyproj import CRS  # noqa: PLC0415

    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [table.geometry] if table.bounds else [],
        "crs": CRS("OGC:CRS84").to_json_dict(),
        "edges": "planar",
    }
    if table.geometry == "Polygon":
        column["orientation"] = "counterclockwise"
    if table.bounds:
        column["bbox"] = list(table.bounds)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
