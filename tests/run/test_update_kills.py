"""An update that is killed, or cannot write, leaves readers what they had."""

import errno
import random
from collections.abc import Iterator

import pytest

from killing import Runner
from update_killing import Home, disturb, make_home, prepare


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as found:
        yield found


@pytest.fixture(scope="module")
def home(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return prepare(runner, make_home(tmp_path_factory.mktemp("update")))


@pytest.mark.parametrize("seed", range(1))
def test_killed(runner: Runner, home: Home, seed: int) -> None:
    assert home.after[0] != home.before
    assert len(home.after[2]) == 2  # type: ignore[arg-type]
    disturb(runner, home, random.Random(seed))


@pytest.mark.parametrize("fault", [errno.ENOSPC])
def test_the_disk_fails(runner: Runner, home: Home, fault: int) -> None:
    disturb(runner, home, random.Random(fault), fault=fault)
