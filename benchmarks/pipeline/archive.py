"""Time and memory of issuing a forecast that is already computed, per cell size.

Run it as ``python -m benchmarks.pipeline.archive [--cell 100]``. The time in which the made-up
cubes are made is taken off.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.pipeline.synthetic import grid_like_denver, header, parts, totals

from crimecast.archive import open_latest
from crimecast.archive.inputs import Part
from crimecast.archive.write import write_forecast


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cell", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="issue into this folder and leave it there")
    arguments = parser.parse_args()
    grid, head = grid_like_denver(arguments.cell), header()
    making = making_cpu = 0.0

    def timed() -> Iterator[Part]:
        nonlocal making, making_cpu
        source = parts(grid, head)
        while True:
            start, start_cpu = time.perf_counter(), time.process_time()
            part = next(source, None)
            making += time.perf_counter() - start
            making_cpu += time.process_time() - start_cpu
            if part is None:
                return
            yield part
            del part

    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or Path(name)
        start, start_cpu = time.perf_counter(), time.process_time()
        write_forecast(folder, header=head, grid=grid, parts=timed(), totals=totals)
        took = time.perf_counter() - start - making
        cpu = time.process_time() - start_cpu - making_cpu
        issued = open_latest(folder)
        assert issued is not None
        start = time.perf_counter()
        issued.verify()
        verifying = time.perf_counter() - start
        frames = np.diff(np.load(issued.folder / "frames.idx.npy"))
        sizes = {}
        for path in issued.folder.rglob("*"):
            if path.is_file():
                top = path.relative_to(issued.folder).parts[0]
                sizes[top] = sizes.get(top, 0) + path.stat().st_size
        # What writing takes beside the cube it is handed: the process's peak is told as it is.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = {
        "cell": arguments.cell, "cells": len(grid.cells), "shape": grid.shape,
        "seconds": round(took, 1), "cpu_seconds": round(cpu, 1),
        "verify_seconds": round(verifying, 1),
        "peak_mib": round(peak), "frame_kb_max": round(frames.max() / 1e3, 1),
        "frame_kb_mean": round(frames.mean() / 1e3, 1),
        "mb": {name: round(size / 1e6, 1) for name, size in sorted(sizes.items())},
    }  # fmt: skip
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    warnings.simplefilter("error")
    main()
