"""The rows of the demos' protocol: offences, and hours of 50 m blocks that held at least one."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crimecast.calendar import utc_to_local
from crimecast.city import load_city
from crimecast.grid import Grid, Ints
from crimecast.incidents.query import load_history, offence_ids
from crimecast.models.demos.denver import block_hours
from crimecast.study import study_grid

BLOCK = 50  # m


@dataclass(frozen=True, eq=False)
class Rows:
    """Offences with a place in the study area, in order of block, then hour.

    Attributes
    ----------
    grid : Grid
        Of the blocks.
    block : int (offence,)
        Flat cell.
    hour : int (offence,)
        Hours of the local wall clock since 1970.
    label : int (offence,)
        Index into ``names``.
    """

    grid: Grid
    block: Ints
    hour: Ints
    label: Ints
    names: tuple[str, ...]

    def block_hours(self) -> tuple[Ints, Ints, Ints]:
        """Return block, hour and count of the block-hours that held at least one offence."""
        return block_hours(self.block, self.hour)


def load(city_id: str, home: Path, records: Path | None) -> Rows:
    """Load a city's offences, the police-initiated ones too; withheld ones are not in the store.

    Labels are the publisher's own coarse categories where its file is given, else the city file's.
    """
    city = load_city(city_id, home)
    kept = [c.id for c in city.kept_categories]
    history = load_history(city, home, categories=kept)
    grid = study_grid(city, home, cell=BLOCK)
    block = grid.locate(history.x, history.y)
    hour = utc_to_local(history.occurred_from, city.time_zone).astype("datetime64[h]").astype(int)
    named = np.array(kept)[history.category]
    if records is not None:
        published = dict(_published(records))
        named = np.array([published[i] for i in offence_ids(city, home, categories=kept)])
    inside = np.flatnonzero(block >= 0)
    order = inside[np.lexsort((hour[inside], block[inside]))]
    names, label = np.unique(named[order], return_inverse=True)
    return Rows(grid, block[order], hour[order], label, tuple(map(str, names)))


def _published(records: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(records, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["OFFENSE_ID"], row["OFFENSE_CATEGORY_ID"]


@dataclass(frozen=True, eq=False)
class Split:
    """Which rows are learned from and which are tested on."""

    train: npt.NDArray[np.intp]
    test: npt.NDArray[np.intp]


def random_split(n: int, *, seed: int = 42) -> Split:
    """Split rows 80/20 at random, as scikit-learn's ``train_test_split`` draws them."""
    # The legacy generator is the one that a demo's seed goes to.
    drawn = np.random.RandomState(seed).permutation(n)
    tested = int(np.ceil(0.2 * n))
    return Split(drawn[tested:], drawn[:tested])


def time_split(hour: Ints) -> Split:
    """Split rows at an hour: the first four fifths are learned from, the rest tested on."""
    cut = np.quantile(hour, 0.8)
    return Split(np.flatnonzero(hour <= cut), np.flatnonzero(hour > cut))
