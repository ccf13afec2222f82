"""How much memory a step took at its highest."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path
from typing import Self

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_PEAK = re.compile(rb"VmHWM:\s+(\d+) kB")


class PeakMemory:
    """Measure a step's highest resident memory; ``peak_mb`` is set on leaving, in 10^6 bytes.

    Linux lets a process forget its highest memory, so that each step has its own; elsewhere it is
    the highest since the process began.
    """

    peak_mb: float = float("nan")

    def __enter__(self) -> Self:
        try:
            _CLEAR.write_text("5", encoding="ascii")
            self._own = True
        except OSError:
            self._own = False
        return self

    def __exit__(self, *_: object) -> None:
        found = _PEAK.search(_STATUS.read_bytes()) if self._own else None
        if found:
            self.peak_mb = int(found[1]) * 1024 / 1e6
        else:
            unit = 1 if sys.platform == "darwin" else 1024
            self.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
