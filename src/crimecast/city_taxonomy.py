"""What a city's words for offences mean: category, code, class, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from crimecast.city import WITHHELD, City
from crimecast.city_parts import Category
from crimecast.incidents.schema import UNMAPPED
from crimecast.taxonomy import NIBRS, OffenceClass

Use = Literal["forecast", "kept", "withheld"]
Counted = tuple[str | None, str, str | None, int]
"""An offence in the publisher's words, its category, its NIBRS code, and how many rows are kept."""
SOURCES: Final = {
    "offence": "listed by a category",
    "group": "the publisher's coarser words, for an offence that no category lists",
    "records": "in the records, listed by no category",
}


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes
    ----------
    words : str
        The publisher's.
    source : str
        One of :data:`SOURCES`.
    category, label : str
    nibrs, nibrs_name : str, optional
    offence_class : str, optional
        None for what is of no category.
    use : str
        ``forecast``, ``kept`` (never forecast) or ``withheld`` (never stored).
    rows : int, optional
        Rows of it in the store; None where there is no store, and for a group.
    """

    words: str
    source: str
    category: str
    label: str
    nibrs: str | None
    nibrs_name: str | None
    offence_class: OffenceClass | None
    use: Use
    rows: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON values."""
        told = asdict(self)
        told["class"] = told.pop("offence_class")
        return told


@dataclass(frozen=True)
class Taxonomy:
    """The table of a city, and what its records hold beyond it."""

    lines: tuple[Line, ...]
    records: int | None
    unmapped_rows: int | None
    uncoded_rows: int | None


def use_of(category: Category) -> Use:
    """Return what is done with a category's records."""
    if category.forecast:
        return "forecast"
    return "withheld" if category.offence_class == WITHHELD else "kept"


def taxonomy(city: City, counted: Iterable[Counted] | None = None) -> Taxonomy:
    """Return the table of a city.

    Parameters
    ----------
    counted : iterable, optional
        What the store holds, for the counts of rows and for words that no category lists.
    """
    kept = None if counted is None else list(counted)
    rows: dict[str, int] = {}
    beyond: list[Counted] = []
    for item in kept or ():
        name = city.listed_as(item[0])
        if name is None:
            beyond.append(item)
        else:
            rows[name] = rows.get(name, 0) + item[3]
    lines = [*_listed(city, rows, known=kept is not None), *_beyond(city, beyond)]
    if kept is None:
        return Taxonomy(tuple(lines), None, None, None)
    return Taxonomy(
        tuple(lines),
        records=sum(item[3] for item in kept),
        unmapped_rows=sum(item[3] for item in kept if item[1] == UNMAPPED),
        uncoded_rows=sum(item[3] for item in kept if item[2] is None and item[1] != UNMAPPED),
    )


def _name(code: str | None) -> str | None:
    return NIBRS[code][0] if code in NIBRS else None


def _listed(city: City, rows: dict[str, int], *, known: bool) -> Iterator[Line]:
    for category in city.categories:
        use = use_of(category)
        for source, names in (("offence", category.offences), ("group", category.groups)):
            for name, given in names.items():
                code = category.code(given)
                counts = known and source == "offence" and use != "withheld"
                yield Line(
                    name, source, category.id, category.label, code, _name(code),
                    category.offence_class, use, rows.get(name, 0) if counts else None,
                )  # fmt: skip


def _beyond(city: City, items: Iterable[Counted]) -> Iterator[Line]:
    for words, name, code, count in sorted(items, key=lambda item: (-item[3], item[0] or "")):
        category = city.category_by_id.get(name)
        yield Line(
            words or "(none)",
            "records",
            name,
            category.label if category else name,
            code,
            _name(code),
            category.offence_class if category else None,
            use_of(category) if category else "kept",
            count,
        )
