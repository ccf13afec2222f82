"""Which forecasts were ever issued, by the archive and the ledger: those there, and those thinned.

Light: what a web server reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from crimecast.archive.manifest import MANIFEST, Manifest
from crimecast.archive.read import list_ids
from crimecast.record.ledger import LEDGER, Ledger, read_ledger

SCORES: Final = "scores"
FORECASTS: Final = "forecasts"
DAY_H: Final = 24
"""Hours that a score is about where its entry does not say."""
COPIED: Final = "archive.json"
"""In a folder that follows a host's: what that told of its archive, of which some is here."""
SCORED, THINNED = "scored", "thinned"
"""Kinds of entries of the ledger."""


@dataclass(frozen=True)
class Entry:
    """A forecast that was ever issued.

    Attributes
    ----------
    id : str
    issued_at : str, optional
        UTC; None where it is gone and was never scored, or is damaged.
    content : str
        Its content's SHA-256; empty where it is damaged and was never scored.
    ages : tuple of int
        Days after which its first day was scored.
    there : bool
        False: it was thinned out.
    """

    id: str
    issued_at: str | None
    content: str
    ages: tuple[int, ...]
    there: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def _told(folder: Path) -> tuple[str | None, str]:
    """Return when a forecast was issued, and its content's hash, from its manifest alone."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):  # damaged, or thinned out meanwhile
        return None, ""
    return manifest.issued_at, manifest.hashes.content


def part_of(forecast: str, age: int, horizon: int) -> str:
    """Return where a score is kept, below the folder of a city's scores."""
    return f"{forecast}/{age}d" if horizon == DAY_H else f"{forecast}/{age}d-{horizon}h"


def score_path(entry: Mapping[str, Any]) -> str:
    """Return where the score that an entry of the ledger tells of is kept."""
    horizon = int(entry.get("horizon", DAY_H))
    return part_of(str(entry["forecast"]), int(entry["age"]), horizon)


def ledger_of(city_id: str, home: Path) -> Ledger:
    """Read a city's ledger; errors are those of :func:`crimecast.record.ledger.read_ledger`."""
    return read_ledger(home / city_id / SCORES / LEDGER)


def index_of(city_id: str, home: Path) -> tuple[list[Entry], Ledger]:
    """Return all forecasts that were ever issued, newest first, and the ledger that tells of them.

    Raises
    ------
    InputError
        If the ledger was changed.
    """
    ledger, folder = ledger_of(city_id, home), home / city_id / FORECASTS
    ages: dict[str, list[int]] = {}
    told: dict[str, tuple[str | None, str]] = {}
    for entry in ledger.of_kind(SCORED):
        if int(entry.get("horizon", DAY_H)) == DAY_H:
            ages.setdefault(str(entry["forecast"]), []).append(int(entry["age"]))
        told[str(entry["forecast"])] = (str(entry["issued_at"]), str(entry["content"]))
    for entry in ledger.of_kind(THINNED):
        told.setdefault(str(entry["forecast"]), (None, str(entry["content"])))
    there = set(list_ids(folder))
    for name in there - told.keys():
        told[name] = _told(folder / name)
    found = [
        Entry(name, *told[name], tuple(sorted(ages.get(name, ()))), name in there) for name in told
    ]
    found.sort(key=_when, reverse=True)
    return found, ledger


def _when(entry: Entry) -> tuple[str, str]:
    """Return what sorts by when a forecast was issued; by its origin where that is not known."""
    day, _, hour = (entry.issued_at or "").replace("-", "").replace(":", "").partition("T")
    return (f"{day}T{hour}" if day else entry.id, entry.id)
