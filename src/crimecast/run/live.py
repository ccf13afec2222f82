"""A city's file held against its portal as it is now; nothing is stored."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from crimecast.city import City
from crimecast.errors import InputError
from crimecast.incidents.store import open_store
from crimecast.sources.adapters import installed
from crimecast.sources.compare import Comparison, compare
from crimecast.sources.http import Fetcher
from crimecast.sources.portal import Column, Described, Wanted


@dataclass(frozen=True)
class Live:
    """What a portal told, and how it differs from the city's file and from the last pull."""

    described: Described
    comparison: Comparison


def check_portal(city: City, home: Path, *, private: bool = False) -> Live:
    """Ask a city's portal for its columns and compare.

    Parameters
    ----------
    private : bool
        Allow a portal on this machine or in a private network.

    Raises
    ------
    InputError
        If the city's file names no portal, or it cannot be reached.
    """
    portal = city.portal
    if portal is None:
        raise InputError(f"the file of {city.name} names no portal: there is nothing to ask")
    wanted = Wanted(city.required_columns, city.optional_columns, city.columns.also)
    with tempfile.TemporaryDirectory() as work, Fetcher(portal.hosts, private=private) as fetcher:
        described = installed().find(portal.kind)(portal, wanted, fetcher, Path(work)).describe()
    last = open_store(city.id, home).manifest().pull
    before = [Column(name, kind) for name, kind in last.columns] if last else []
    others = [*city.required_columns, *filter(None, (portal.key, portal.updated))]
    own = [name for name in others if not name.startswith(":")]
    return Live(described, compare(described.columns, city.columns, others=own, before=before))
