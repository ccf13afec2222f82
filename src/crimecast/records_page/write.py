"""The page of a city's records, as one file."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from crimecast.city import City
from crimecast.files import write_text
from crimecast.incidents.described import Described
from crimecast.records_page import arrivals, counts, delays, oddities
from crimecast.records_page.source import source
from crimecast.records_page.words import day, instant, lag, most_of, quarter
from crimecast.report.markup import h, page
from crimecast.report.numbers import count, several
from crimecast.report.style import style


def write_page(path: Path, city: City, found: Described) -> None:
    """Write one HTML file that needs no script and fetches nothing.

    Parameters
    ----------
    path : Path
        Replaced whole, or not at all.
    found : Described
        The city's records.
    """
    write_text(path, records_page(city, found))


def records_page(city: City, found: Described) -> str:
    """Return the page as HTML."""
    heading = f"Reported incidents of {city.name}: what the records hold"
    sections = [
        counts.kinds(found),
        counts.months(found),
        counts.week(found),
        delays.delays(found),
        delays.missing(found),
        oddities.gaps(found),
        counts.years(found),
        oddities.heaps(found),
        oddities.crowds(found),
        oddities.unmapped(found),
        arrivals.revisions(found),
        arrivals.ingests(found),
        source(city),
    ]
    return page(heading, style(), _hatch(), _main(city, found, heading, sections))


def sentence(city: City, found: Described) -> str:
    """Return what the records hold, in one sentence."""
    first = min(kind.first for kind in found.kinds)
    last = max(kind.last for kind in found.kinds)
    what = f"{several(found.rows, 'offense')} of {several(found.incidents, 'incident')}"
    said = [
        f"{city.name} published {what} that happened from {day(first)} to {day(last)}",
        f"{most_of(found.placed)} have a place",
    ]
    if found.quarters:
        newest = [one for one in found.quarters if one.id == found.quarters[0].id][-1]
        said.append(
            f"of {quarter(newest.first)}, half were reported within {lag(newest.median_h)}, "
            f"nine of ten within {lag(newest.most_h)}"
        )
    missing = sum(gap.days for gap in found.gaps)
    said.append(f"{several(missing, 'day')} of the city {'is' if missing == 1 else 'are'} missing"
                if missing else "no day of the city is missing")  # fmt: skip
    return "; ".join(said) + "."


def _main(city: City, found: Described, heading: str, sections: list[Element]) -> Element:
    links = [h("a", one.findtext("h2"), href=f"#{one.get('id')}") for one in sections]
    when = f"As known at {instant(found.known_at)}" if found.known_at else "As known now"
    return h(
        "main",
        h(
            "header",
            h("h1", heading),
            h("p", sentence(city, found), class_="lead"),
            h("p", f"{when}; the last report is of {instant(found.reported_through)}.",
              class_="quiet"),
            h("nav", links, aria_label="Sections"),
        ),
        sections,
        h(
            "footer",
            h("p", f"{count(found.rows)} offenses as {city.source.publisher} publishes them. About "
              "reports to police, not danger. Not for directing patrols, nor for decisions about "
              "people or property, nor for ranking neighborhoods.", class_="quiet"),
        ),
    )  # fmt: skip


def _hatch() -> Element:
    """Return the pattern of days without data."""
    pattern = h(
        "pattern", h("path", d="M-1 1l2-2M0 4l4-4M3 5l2-2", class_="hatching"), id="hatch",
        width=4, height=4,
    )  # fmt: skip
    pattern.set("patternUnits", "userSpaceOnUse")
    return h("svg", h("defs", pattern), width=0, height=0, aria_hidden="true", class_="defs")
