"""A block of origins: one fit, the origins it is advanced to, and the scores of each.

Blocks of a model do not depend on each other: :func:`run_block` is what other processes are handed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol as Shape

import numpy as np

from crimecast.calendar import Instants, hours_from
from crimecast.evaluate.memory import PeakMemory
from crimecast.evaluate.observed import Incidents
from crimecast.evaluate.protocol import Protocol, class_groups
from crimecast.evaluate.scoring import BlockScores, OriginScores
from crimecast.evaluate.tables import Columns
from crimecast.evaluate.totals import Areas
from crimecast.forecast import Singles, cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.base import Model


class CubeSink(Shape):
    """Takes the values of one forecast, a category at a time."""

    def write(self, category: int, values: Singles) -> None:
        """Take one category's values (hour, cell)."""


OpenSink = Callable[[str, Instants], AbstractContextManager["CubeSink | None"]]
"""Opens a sink for a model's forecast of some hours; kept once left without an exception."""


def no_cubes(model: str, hours: Instants) -> AbstractContextManager[CubeSink | None]:  # noqa: ARG001
    """Keep no cube."""
    return nullcontext()


@dataclass(frozen=True, eq=False)
class Bench:
    """What all blocks share: the records as they are known now, and how they are scored.

    Attributes
    ----------
    incidents : Incidents
    protocol : Protocol
    areas : Areas
    """

    incidents: Incidents
    protocol: Protocol
    areas: Areas

    @classmethod
    def of(
        cls, history: History, grid: Grid, protocol: Protocol, areas: Areas | None = None
    ) -> Bench:
        """Place the incidents of a history on a grid, once for all origins."""
        incidents = Incidents(history, grid, longest=protocol.longest)
        return cls(incidents, protocol, areas if areas is not None else Areas.none(grid))


def run_block(
    bench: Bench,
    name: str,
    make: Callable[[], Model],
    origins: Instants,
    *,
    open_sink: OpenSink = no_cubes,
) -> dict[str, Columns]:
    """Fit a model at a block's first origin, advance it to the others, and score each.

    Parameters
    ----------
    bench : Bench
    name : str
        What the model is called in the tables.
    make : callable
        Returns a new model, unfitted.
    origins : datetime64[s], UTC
        Ascending, on the hour.

    Returns
    -------
    dict of table name to columns
        All tables of ``docs/backtest.md`` but ``observed`` and ``summary``.

    Raises
    ------
    ValueError
        If the model's intensity is no intensity.
    """
    history, grid = bench.incidents.history, bench.incidents.grid
    groups = class_groups(history.classes)
    block = BlockScores(name, bench.protocol, grid, bench.areas, history.categories, groups)
    model = make()
    for number, origin in enumerate(origins):
        step = "advance" if number else "fit"
        with PeakMemory() as memory:
            began = time.perf_counter()
            if number:
                model.advance(history, origin=origin)
            else:
                model.fit(history, grid=grid, origin=origin)
            seconds = time.perf_counter() - began
        block.timings.add(
            model=name, origin=origin, step=step, seconds=seconds, peak_mb=memory.peak_mb
        )
        _score_origin(bench, block, model, origin, open_sink)
    return block.tables()


def _score_origin(
    bench: Bench, block: BlockScores, model: Model, origin: np.datetime64, open_sink: OpenSink
) -> None:
    incidents, protocol = bench.incidents, bench.protocol
    hours = hours_from(origin, protocol.horizon)
    window = incidents.window(origin, protocol.horizon)
    scores = OriginScores(block, window, incidents.shares(origin), model.spread())
    seconds, peak = 0.0, 0.0
    with open_sink(block.model, hours) as sink:
        for index, category in enumerate(block.categories):
            with PeakMemory() as memory:
                began = time.perf_counter()
                cube = model.predict(hours, categories=[category])
                seconds += time.perf_counter() - began
            peak = max(peak, memory.peak_mb)
            values = cells_of(cube, incidents.grid)[0]
            del cube
            try:
                scores.add(index, values)
            except ValueError as error:
                raise ValueError(f"{block.model}, {category}, {origin}Z: {error}") from error
            if sink is not None:
                sink.write(index, values)
        scores.finish()
    block.timings.add(
        model=block.model, origin=origin, step="predict", seconds=seconds, peak_mb=peak
    )
