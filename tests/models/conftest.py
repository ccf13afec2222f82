"""What the tests of models share."""

from collections.abc import Iterator

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


@pytest.fixture(scope="session", autouse=True)
def short_lessons() -> Iterator[None]:
    """Let the networks learn for a few steps only: what they owe holds after any number."""
    from crimecast.models.neural.place_time import PlaceTimeNet
    from crimecast.models.neural.unet import UNet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlaceTimeNet, "default_steps", 40)
        patch.setattr(UNet, "default_steps", 6)
        yield
