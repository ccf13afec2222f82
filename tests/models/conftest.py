"""What the tests of models share."""

import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.incidents.history import History
from history_sample import ORIGIN, make_grid, make_history


@pytest.fixture(scope="session")
def grid() -> Grid:
    return make_grid()


@pytest.fixture(scope="session")
def history() -> History:
    return make_history()


@pytest.fixture(scope="session")
def origin() -> np.datetime64:
    return ORIGIN
