import sys

import numpy as np
import pytest

from crimecast.evaluate import memory
from crimecast.evaluate.memory import PeakMemory


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forgets a process's peak")
def test_each_step_has_its_own_peak() -> None:
    with PeakMemory() as large:
        held = np.ones(30_000_000)
    del held
    with PeakMemory() as small:
        pass
    assert 150 < large.peak_mb - small.peak_mb < 400


def test_elsewhere_it_is_the_highest_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refuses:
        def write_text(self, *_: object, **__: object) -> None:
            raise PermissionError

    monkeypatch.setattr(memory, "_CLEAR", Refuses())
    with PeakMemory() as found:
        pass
    assert 20 < found.peak_mb < 100_000
