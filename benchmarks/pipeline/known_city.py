"""The simulated city, whose truth is known: its records in a home of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from crimecast.city import City, load_city
from crimecast.run.ingest import ingest
from crimecast.simulate.city import SimulatedFiles, simulate

UNTIL = np.datetime64("2025-09-01T12:00", "s")


def known_city(home: Path, *, seed: int, years: float) -> tuple[City, SimulatedFiles]:
    """Simulate some years of records up to :data:`UNTIL` and read them in."""
    city = load_city("simulated", home)
    made = simulate(city.folder(home), seed=seed, years=years, until=UNTIL)
    ingest(city, [made.csv], home=home)
    return city, made
