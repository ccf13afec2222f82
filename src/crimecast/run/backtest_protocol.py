"""What makes a city's backtest what it is: the same digest means the same tables."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast import __version__
from crimecast.area import area_of
from crimecast.calendar import Instants
from crimecast.city import City
from crimecast.evaluate.protocol import SHARES, Protocol
from crimecast.evaluate.totals import Areas
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.incidents.store import open_store
from crimecast.study import study_grid

FORMAT: Final = "crimecast-backtest/1"
LIBRARIES: Final = ("numpy", "scipy", "lightgbm", "duckdb")
"""Dependencies whose versions decide the last digits."""
_WORDS: Final = {
    "format": "its format",
    "crimecast": "the version of crimecast",
    "city": "the city",
    "store_version": "the records",
    "reported_through": "the records",
    "categories": "the categories",
    "cell_m": "the cell",
    "grid": "the study area",
    "areas": "the neighborhoods",
    "origins": "the origins",
    "horizon": "the horizon",
    "windows": "the windows",
    "refit_hours": "the time between fits",
    "longest": "the longest window of an hour that is known",
}
DEFINITIONS: Final = {
    "origin": "a model sees the records reported at or before it",
    "incident": "a record with a place in the study area whose window's middle lies in the hours "
    "that are scored, reported after the origin",
    "hour_known": "its window is at most an hour; only these are scored by windows shorter than a "
    "day, with the intensity times their share in the year before the origin, by category",
    "heaped": "it begins at local midnight, a minute past it, or noon",
    "shares": list(SHARES),
    "interval": "95%, percentile bootstrap of days, 4000 draws, seed 1",
}


@dataclass(frozen=True, eq=False)
class Plan:
    """A city's backtest apart from its models.

    Attributes
    ----------
    content : dict
        All that its tables depend on, as JSON values.
    digest : str
        SHA-256 of ``content``.
    """

    city: City
    home: Path
    origins: tuple[np.datetime64, ...]
    protocol: Protocol
    cell: int
    categories: tuple[str, ...]
    store_version: str
    content: Mapping[str, Any] = field(repr=False)
    digest: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, Path]:
        return self.digest, self.home

    @classmethod
    def of(  # noqa: PLR0917
        cls,
        city: City,
        home: Path,
        history: History,
        origins: Instants,
        protocol: Protocol,
        cell: int,
        *,
        grid: Grid | None = None,
    ) -> Plan:
        """Make the plan of scoring a history; reads the study area where no grid is given."""
        grid = grid or study_grid(city, home, cell=cell, reported_by=origins[0])
        area = area_of(city, home)
        areas = Areas.none(grid) if area is None else Areas.neighborhoods(area, grid)
        store = open_store(city.id, home)
        version = store.content(store.manifest())
        content = {
            "format": FORMAT,
            "crimecast": __version__,
            "city": {
                "id": city.id, "name": city.name, "simulated": city.simulated,
                "time_zone": city.time_zone,
            },
            "store_version": version,
            "reported_through": f"{history.data_through}Z",
            "categories": [
                {
                    "id": name, "label": city.category_by_id[name].label,
                    "class": city.category_by_id[name].offence_class,
                }
                for name in history.categories
            ],
            **protocol.to_json(),
            "cell_m": cell,
            "grid": {
                "epsg": grid.epsg, "x0": grid.x0, "y0": grid.y0, "shape": list(grid.shape),
                "cells": len(grid.cells), "sha256": _sha256(np.packbits(grid.mask)),
            },
            "areas": {"count": len(areas.names), "sha256": _sha256(areas.of_cell, *areas.names)},
            "origins": [f"{origin}Z" for origin in origins],
        }  # fmt: skip
        content = json.loads(json.dumps(content))  # as it is read again
        text = json.dumps(content, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(
            city, home, tuple(origins), protocol, cell, history.categories, version, content, digest
        )

    def to_json(self) -> dict[str, Any]:
        """Return the content with its digest."""
        return {**self.content, "digest": self.digest}

    def told(
        self, models: Mapping[str, str], command: Sequence[str], libraries: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return what ``protocol.json`` holds of a finished backtest.

        Parameters
        ----------
        models : mapping of name to version
        command : sequence of str
            What was typed.
        libraries : sequence of str
            Distributions that models need besides the dependencies of all.
        """
        return {
            **self.to_json(),
            "command": list(command),
            "models": {name: {"version": version} for name, version in models.items()},
            "software": {
                "crimecast": __version__,
                "python": platform.python_version(),
                **{name: version_of(name) for name in (*LIBRARIES, *libraries)},
            },
            "definitions": DEFINITIONS,
        }


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return in words how two plans differ; empty where they do not."""
    if old.get("digest") == new["digest"]:
        return ""
    names = [name for name in new if name != "digest" and old.get(name) != new[name]]
    words = list(dict.fromkeys(_WORDS.get(name, name) for name in names))
    return f"it differs in {', '.join(words) or 'something'}"


def _sha256(values: np.ndarray[Any, Any], *names: str) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(values).tobytes())
    digest.update("\n".join(names).encode())
    return digest.hexdigest()
