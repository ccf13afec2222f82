"""Several offences of one incident: which of them the incident is counted as.

Counted together, in a class, a set or all, an incident is one: its most serious offence stands for
it (the hierarchy rule of the FBI's Uniform Crime Reporting, see
:data:`crimecast.taxonomy.HIERARCHY`). A category on its own counts each of its offences. So counts
of categories that are told together add up to the count of all, while a category's own may be more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crimecast.city_parts import Category
from crimecast.grid import Bools, Floats
from crimecast.taxonomy import seriousness

FEW = 50
"""A category's own share of the last year counts as much as so many offences of all years."""


def ranks(categories: Sequence[Category]) -> tuple[int, ...]:
    """Return how serious each category is beside the others, 0 is the most serious.

    What is forecast comes before what is not, so that no forecast total lacks an incident that is
    led by an offence which is only counted. Where codes do not tell, the city's own order does.
    """

    def rank(place: int) -> tuple[bool, int, int]:
        category = categories[place]
        codes = {*category.nibrs, *category.offences.values(), *category.groups.values()}
        return not category.forecast, seriousness(code for code in codes if code), place

    order = sorted(range(len(categories)), key=rank)
    return tuple(order.index(place) for place in range(len(categories)))


def leading(
    incident: npt.NDArray[np.uint64], category: npt.NDArray[np.int16], rank: Sequence[int]
) -> Bools:
    """Return of each offence whether its incident is counted as it.

    Parameters
    ----------
    incident : uint64
        A number that offences of the same incident share.
    category : int16
        Index into ``rank``.
    rank : sequence of int
        How serious each category is, see :func:`ranks`. Of equals the first row leads.
    """
    found = np.ones(len(incident), bool)
    order = np.argsort(incident, kind="stable")
    same = incident[order[1:]] == incident[order[:-1]]
    if not same.any():
        return found
    # Nearly all incidents have one offence: only the others are looked at.
    shared = np.zeros(len(order), bool)
    shared[1:] |= same
    shared[:-1] |= same
    rows = np.sort(order[shared])
    serious = np.asarray(rank)[category[rows]]
    by = np.lexsort((rows, serious, incident[rows]))
    sorted_ = incident[rows][by]
    follows = np.concatenate([[False], sorted_[1:] == sorted_[:-1]])
    found[rows[by[follows]]] = False
    return found


def leading_shares(
    leads: Bools, category: npt.NDArray[np.int16], recent: Bools, categories: int
) -> Floats:
    """Return of each category the share of its offences that their incident is counted as.

    Of the recent ones, drawn towards the share of all where they are few.
    """

    def counted(rows: Bools) -> Floats:
        return np.bincount(category[rows], minlength=categories).astype(float)

    every = (counted(leads) + 1e-9) / (counted(np.ones(len(leads), bool)) + 1e-9)
    return (counted(leads & recent) + FEW * every) / (counted(recent) + FEW)
