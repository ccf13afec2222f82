"""Two student demos as they were, for the record: never offered as a forecast.

They are not among :data:`crimecast.models.registry.MODELS`, so neither the command line nor the
server knows them. Their code is not ours to copy: these are built from what is known of them, with
LightGBM and NumPy in the place of the libraries that they used. What they reach is in
``docs/evaluation-demos.md``.
"""

from __future__ import annotations

from typing import Final

from crimecast.models.registry import Lazy, Registry

DEMOS: Final = (
    Registry()
    .register(
        "demo_denver",
        Lazy("demos.denver", "PositiveCells", "Boosted counts of block-hours that had some"),
    )
    .register(
        "demo_seattle", Lazy("demos.seattle", "TimeToPoint", "A network from a time to one point")
    )
)
"""To be handed over where a bench is to score them beside the others."""
