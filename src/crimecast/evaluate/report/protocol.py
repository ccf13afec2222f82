"""What was done, so that anyone can do it again; and what it cannot tell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import Backtest, day, resolution_words
from crimecast.report.markup import Child, h
from crimecast.report.numbers import listed, several
from crimecast.report.parts import facts, folded, section

LIMITS = (
    (
        "Reports are not what happens. What is not reported to police is not in it; where more "
        "people are, more is reported."
    ),
    (
        "The incidents that score a forecast come from the same records as those that made it: a "
        "publisher's habits count as knowledge."
    ),
    (
        "Records that were corrected later enter as they are now known; only their report time is "
        "held to. A publisher that rewrites history cannot be seen through."
    ),
    (
        "Intervals come from drawing days anew. They hold for days like these, not for another "
        "season, and where there are few days they are themselves uncertain."
    ),
    "Hours are scored by incidents whose hour is known; those of unknown hour may differ.",
)


def versions(data: Backtest) -> dict[str, str]:
    """Return models and their versions."""
    models = data.protocol.get("models")
    if isinstance(models, Mapping):
        return {
            str(name): str(it.get("version", "") if isinstance(it, Mapping) else it)
            for name, it in models.items()
        }
    if isinstance(models, list):
        return {
            str(it["name"]): str(it.get("version", ""))
            for it in models
            if isinstance(it, Mapping) and "name" in it
        }
    return {}


def software(data: Backtest) -> list[tuple[str, str]]:
    """Return packages and their versions."""
    made = data.protocol.get("software")
    if isinstance(made, Mapping):
        return [(str(name), str(number)) for name, number in made.items()]
    return [("crimecast", str(made))] if made else []


def instant_words(data: Backtest, instant: object) -> str:
    """Return an instant of the protocol as a local date; empty where there is none."""
    try:
        when = datetime.fromisoformat(str(instant).removesuffix("Z"))
    except ValueError:
        return ""
    return day(data.local(when))


def command(data: Backtest) -> str:
    """Return the command that repeats the backtest."""
    given = data.protocol.get("command")
    if isinstance(given, list) and given:
        return shlex.join(_public([str(word) for word in given]))
    city = data.protocol.get("city")
    name = city.get("id") if isinstance(city, Mapping) else city
    words = ["crimecast", "backtest", str(name or "CITY")]
    if data.origins:
        first, last = data.origins[0], data.origins[-1]
        words += ["--from", f"{first:%Y-%m-%d}", "--to", f"{last:%Y-%m-%d}"]
    words += ["--models", ",".join(data.models)]
    for option, key, unit in (("--cell", "cell_m", ""), ("--horizon", "horizon", "h")):
        if data.protocol.get(key):
            words += [option, f"{data.protocol[key]}{unit}"]
    return shlex.join(words)


OF_THE_MACHINE = ("--home", "--out", "--jobs")
"""Options that say where it ran, not what was done; a path may hold a person's name."""


def _public(words: list[str]) -> list[str]:
    """Leave out what concerns only the machine that ran it."""
    kept: list[str] = []
    skip = False
    for word in words:
        name, equals, _ = word.partition("=")
        if not skip and name not in OF_THE_MACHINE:
            kept.append(word)
        skip = not skip and name in OF_THE_MACHINE and not equals
    return kept


def protocol(data: Backtest) -> Element:
    """Return the section."""
    return section(
        "protocol",
        "How to repeat it",
        h("pre", h("code", command(data))),
        facts(_facts(data)),
        folded("protocol.json", h("pre", h("code", _whole(data.protocol)))),
        h("h3", "What this cannot tell"),
        h("ul", [h("li", limit) for limit in LIMITS]),
        _absent(data),
    )


def _facts(data: Backtest) -> Iterator[tuple[str, Child]]:
    told = data.protocol
    yield "City", data.city
    yield "Origins", f"{several(len(data.origins), 'forecast')}, {data.window}"
    if told.get("horizon"):
        yield "Scored after each", f"{told['horizon']} hours"
    yield "Windows and cells", listed([resolution_words(name) for name in data.resolutions])
    store = told.get("store_version") or told.get("store") or told.get("records_version")
    yield "Records", str(store) if store else None
    made = versions(data)
    yield "Models", listed([f"{m} {made[m]}".strip() if m in made else m for m in data.models])
    yield "Software", listed([f"{name} {number}" for name, number in software(data)])
    seeds = told.get("seed", told.get("seeds"))
    yield "Seeds", str(seeds) if seeds is not None else None


def _whole(told: Mapping[str, Any]) -> str:
    """Return the protocol as JSON, apart from what concerns only the machine that ran it."""
    kept = {key: value for key, value in told.items() if key != "command"}
    return json.dumps(kept, indent=1, ensure_ascii=False)


def _absent(data: Backtest) -> Element | None:
    if not data.tables.missing:
        return None
    names = listed([f"{name}.parquet" for name in data.tables.missing])
    return h("p", f"Not in this backtest's folder: {names}.", class_="note")
