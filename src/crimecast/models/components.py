"""The parts of the additive intensity: which incidents, how smoothed, how faded, said how.

Every component is a density over the study area (or over it and the hours of the week), known at
any past day as it stood then, so that weights are fitted on what a forecast would have seen.
"""

from __future__ import annotations

from math import inf
from typing import Final, Literal

from crimecast.models.base import Term
from crimecast.models.fields import FieldSpec

Source = Literal["own", "class", "all"]
SOURCES: Final[tuple[Source, ...]] = ("own", "class", "all")

_OWN = (
    *(FieldSpec(b, inf) for b in (0.0, 50.0, 125.0, 250.0, 500.0, 1000.0)),
    *(FieldSpec(b, 365.0) for b in (0.0, 50.0, 125.0, 250.0, 500.0)),
    *(FieldSpec(b, 100.0) for b in (0.0, 125.0, 500.0)),
    *(FieldSpec(b, 30.0) for b in (0.0, 125.0, 500.0)),
    *(FieldSpec(b, 10.0) for b in (0.0, 125.0, 500.0)),
)
_SHARED = (
    *(FieldSpec(b, inf) for b in (0.0, 50.0, 125.0, 250.0)),
    *(FieldSpec(b, 365.0) for b in (0.0, 125.0)),
    *(FieldSpec(b, 100.0) for b in (0.0, 125.0)),
    *(FieldSpec(b, 30.0) for b in (0.0, 125.0)),
    *(FieldSpec(b, 10.0) for b in (0.0, 125.0)),
)
FIELDS: Final[dict[Source, tuple[FieldSpec, ...]]] = {
    "own": _OWN,
    "class": _SHARED,
    "all": _SHARED,
}
"""Fields of every source, in the order of the weights."""

NEAR_IN_HOUR: Final[dict[Source, tuple[float, ...]]] = {
    "own": (0.0, 125.0, 500.0),
    "all": (0.0,),
}
"""Bandwidths (m) of the fields that count incidents by their nearness in hour and kind of day."""

HERE: Final = Term("here", "Reports of this kind here over the years")
AROUND: Final = Term("around", "The wider area over the years")
RECENT: Final = Term("recent", "Reports of this kind here and close by in the last months")
OTHERS: Final = Term("others", "Reports of this and other kinds here and close by")
HOURS: Final = Term("hours", "What happens here at this hour on such days")
TERMS: Final = (HERE, AROUND, RECENT, OTHERS)
"""Terms that are a map times a series of hours; ``HOURS`` is the rest."""


def term_of(source: Source, spec: FieldSpec) -> Term:
    """Return the term under which a field's part of a prediction is told."""
    if source != "own":
        return OTHERS
    if spec.decay < 200:
        return RECENT
    return HERE if spec.bandwidth <= 125 else AROUND


SIZE: Final = (
    sum(len(FIELDS[source]) for source in SOURCES)
    + sum(len(bandwidths) for bandwidths in NEAR_IN_HOUR.values())
    + 1
)
"""Number of a mixture's weights: fields by source, fields near in hour by source, even spread."""
