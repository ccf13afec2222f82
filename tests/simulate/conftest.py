"""One small city for all tests of this folder: a good half year at twice the rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crimecast.simulate import truth
from crimecast.simulate.city import SimulatedFiles, simulate
from crimecast.simulate.citymap import CityMap, city_map
from crimecast.simulate.truth import Truth

UNTIL = np.datetime64("2024-12-03T12:00", "s")
"""The span holds both clock changes of 2024."""


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> SimulatedFiles:
    out: Path = tmp_path_factory.mktemp("simulated")
    return simulate(out, seed=8, years=0.8, until=UNTIL, rate=2.0)


@pytest.fixture(scope="session")
def known(files: SimulatedFiles) -> Truth:
    return truth.load(files.truth)


@pytest.fixture(scope="session")
def city() -> CityMap:
    return city_map()
