"""A first draft of a city's file, from a file of its records.

What cannot be known from the records (time zone, terms, how exact places are) is left to a person,
and the draft says so where it stands.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from crimecast.calendar import zone
from crimecast.city import ID_PATTERN
from crimecast.city_look import Look, look
from crimecast.city_parts import MAX_COLORS
from crimecast.errors import InputError
from crimecast.files import write_text
from crimecast.taxonomy import CLASSES, FORECAST_CLASSES, OffenceClass, guess, plain

COLORS: Final = (
    "#D55E00", "#56B4E9", "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#882255",
)  # fmt: skip
"""Distinct for color-blind eyes too (Okabe and Ito, black replaced)."""


@dataclass
class _Drafted:
    """A category of the draft: offences with their rows and NIBRS codes."""

    label: str
    offence_class: OffenceClass
    rows: int = 0
    offences: list[tuple[str, str | None, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """A drafted city file.

    ``todo`` are the sentences that say what a person has to decide.
    """

    id: str
    text: str
    todo: tuple[str, ...]


def slug(name: str) -> str:
    """Turn a name into an id: small letters, digits and hyphens, beginning with a letter."""
    text = plain(name).replace(" ", "-")[:50].strip("-") or "city"
    return text if text[:1].isalpha() else f"city-{text}"


def draft_city(path: Path, *, city_id: str | None = None, time_zone: str | None = None) -> Draft:
    """Draft a city's file from a file of its records.

    Raises
    ------
    InputError
        If the file cannot be read, or the id or time zone given is none.
    """
    if city_id is not None and not re.match(ID_PATTERN, city_id):
        raise InputError(f"{city_id!r} is no id: small letters, digits and hyphens, a letter first")
    if time_zone is not None:
        zone(time_zone)
    chosen = city_id or slug(path.name.split(".")[0])
    with tempfile.TemporaryDirectory() as work:
        found = look(path, Path(work))
    categories, unknown = _categories(found)
    todo = _todo(found, time_zone, unknown)
    parts = [
        _head(path, found, todo),
        _who(chosen, found, time_zone),
        _where_from(found),
        _mapping(found),
        *_category_tables(categories),
        _unknown(unknown),
    ]
    return Draft(chosen, "\n\n".join(part for part in parts if part) + "\n", tuple(todo))


def save_draft(draft: Draft, path: Path, *, replace: bool = False) -> None:
    """Write a draft, never over a file that exists unless told to.

    Raises
    ------
    InputError
        If the file exists.
    """
    if path.exists() and not replace:
        raise InputError(f"{path} exists; give --force to replace it, or --out for another place")
    write_text(path, draft.text)


def _categories(
    found: Look,
) -> tuple[dict[str, _Drafted], list[tuple[str, str | None, int]]]:
    categories: dict[str, _Drafted] = {}
    unknown = []
    for offence, group, nibrs, rows in found.values:
        told = guess(offence, nibrs) or (guess(group) if group else None)
        if told is None:
            unknown.append((offence, group, rows))
            continue
        category = categories.setdefault(told.category, _Drafted(told.label, told.offence_class))
        category.rows += rows
        category.offences.append((offence, told.nibrs if nibrs else None, rows))
    order = list(CLASSES)
    ranked = sorted(
        categories.items(), key=lambda item: (order.index(item[1].offence_class), -item[1].rows)
    )
    return dict(ranked), unknown


def _todo(
    found: Look, time_zone: str | None, unknown: list[tuple[str, str | None, int]]
) -> list[str]:
    todo = list(found.notes)
    if time_zone is None:
        todo.append("time_zone: the records do not say; give the city's IANA zone")
    if not found.occurred_from:
        todo.append("occurred_from: no column of times was found")
    if not found.offence_id:
        todo.append("offence_id: no unique column was found")
    todo.append("source and places: publisher, license, terms and how exact the places are")
    todo.append("categories: read every line; what they mean decides what is forecast")
    if unknown:
        rows = sum(item[2] for item in unknown)
        todo.append(
            f"{len(unknown)} values ({rows:,} rows) fit no category; see the end of the file"
        )
    return todo


def _text(value: str) -> str:
    """Write a TOML string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: tuple[str, ...] | list[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def _one_or_list(values: tuple[str, ...]) -> str:
    return _text(values[0]) if len(values) == 1 else _list(values)


def _head(path: Path, found: Look, todo: list[str]) -> str:
    lines = [
        f"# A draft made by `crimecast city init` from {path.name} ({found.rows:,} rows).",
        "# Read it through, then run: crimecast city check",
        "#",
        "# To decide:",
        *(f"#  - {sentence}" for sentence in todo),
    ]
    return "\n".join(lines)


def _who(chosen: str, found: Look, time_zone: str | None) -> str:
    lon, lat = found.center or (0.0, 0.0)
    hint = ""
    if time_zone is None:
        hint = '  # TODO, such as "America/Denver"'
        if found.center:
            hint += f" (the longitude suggests about UTC{round(lon / 15):+d})"
    place = "" if found.center else "  # TODO: longitude, latitude"
    return "\n".join(
        [
            f"id = {_text(chosen)}",
            f"name = {_text(chosen.replace('-', ' ').title())}",
            f"time_zone = {_text(time_zone or '')}{hint}",
            '# country = "US"  # ISO code, for public holidays',
            '# subdivision = "CO"',
            f"center = [{lon}, {lat}]{place}",
            f"downtown = [{lon}, {lat}]  # where the map's home button goes",
            'not_shown = ["homicides", "sexual offenses", "family and domestic violence"]',
            "",
            "# [area]",
            '# name_field = "NAME"  # the GeoJSON property that names neighborhoods',
        ]
    )


def _where_from(found: Look) -> str:
    return "\n".join(
        [
            "[source]",
            'publisher = "TODO"',
            f"title = {_text(found.info.name)}",
            '# url = "https://..."',
            'license = "TODO"',
            '# terms_url = "https://..."',
            '# notice = "words that the terms require"',
            "",
            "[places]",
            'exactness = "TODO: how the publisher blurs places, such as to the hundred-block."',
            "blur_m = 0",
            "sentinels = [[0, 0], [-1, -1]]  # coordinates that stand for unknown",
        ]
    )


def _mapping(found: Look) -> str:
    lines = ["[columns]"]

    def line(key: str, value: str | None, *, needed: bool) -> None:
        if value is not None:
            lines.append(f"{key} = {value}")
        else:
            lines.append(f'{key} = ""  # TODO' if needed else f'# {key} = ""')

    def one(name: str | None) -> str | None:
        return None if name is None else _text(name)

    line("offence_id", one(found.offence_id), needed=True)
    line("incident_id", one(found.incident_id), needed=False)
    for key in ("occurred_from", "occurred_to", "reported_at"):
        names: tuple[str, ...] = getattr(found, key)
        line(key, _one_or_list(names) if names else None, needed=key == "occurred_from")
    line("lon", one(found.lon), needed=True)
    line("lat", one(found.lat), needed=True)
    line("offence", one(found.offence), needed=True)
    line("group", one(found.group), needed=False)
    line("nibrs", one(found.nibrs), needed=False)
    used = {found.offence_id, found.incident_id, found.lon, found.lat, found.offence, found.group}
    used |= {found.nibrs, *found.occurred_from, *found.occurred_to, *found.reported_at}
    lines.append("# Not used: " + ", ".join(c.name for c in found.columns if c.name not in used))
    lines += ["", "[times]"]
    if found.formats:
        lines.append(f"formats = {_list(found.formats)}")
    else:
        lines.append('formats = ["%Y-%m-%d %H:%M:%S"]  # TODO')
    if found.first:
        lines.append(
            f"first = {found.first.isoformat()}  # what occurred before is refused as a slip"
        )
    if found.reported_by_day:
        lines.append('reported_precision = "day"  # reports have a date and no time of day')
    lines += [
        "",
        "# [[exclude]]",
        '# column = ""',
        '# values = [""]',
        '# why = "rows that are no reported incidents"',
    ]
    return "\n".join(lines)


def _category_tables(categories: dict[str, _Drafted]) -> list[str]:
    forecast = [name for name, c in categories.items() if c.offence_class in FORECAST_CLASSES]
    largest = sorted(forecast, key=lambda name: -categories[name].rows)[:MAX_COLORS]
    colors = dict(zip([n for n in forecast if n in largest], COLORS, strict=False))
    tables = []
    for name, category in categories.items():
        lines = [f"# {category.rows:,} rows"]
        if category.offence_class == "police-initiated":
            lines[0] += "; kept and counted, not forecast: they say where police look"
        if category.offence_class == "withheld":
            lines[0] += "; refused at the door, never stored or shown"
        lines += [
            f"[categories.{name}]",
            f"label = {_text(category.label)}",
            f"class = {_text(category.offence_class)}",
        ]
        codes = sorted({code for _, code, _ in category.offences if code})
        if codes:
            lines.append(f"nibrs = {_list(codes)}")
        if name in colors:
            lines.append(f"color = {_text(colors[name])}")
        if len(codes) > 1:
            lines += ["", f"[categories.{name}.offences]"]
            lines += [
                f"{_text(offence)} = {_text(code or '')}  # {rows:,}"
                for offence, code, rows in category.offences
            ]
        else:
            lines.append("offences = [")
            lines += [f"  {_text(offence)},  # {rows:,}" for offence, _, rows in category.offences]
            lines.append("]")
        tables.append("\n".join(lines))
    return tables


def _unknown(unknown: list[tuple[str, str | None, int]]) -> str:
    if not unknown:
        return ""
    lines = [
        "# TODO: these values fit no category. Move each into the offences of the category that it",
        '# belongs to. One left here is kept and counted as "unmapped", and not forecast.',
    ]
    for offence, group, rows in unknown:
        beside = f", {group}" if group else ""
        lines.append(f"#  {_text(offence)},  # {rows:,}{beside}")
    return "\n".join(lines)
