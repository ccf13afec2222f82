"""One model's forecast from one origin against what came: every score, in one pass over the cube.

Values come a category at a time, so that memory holds one category, a sum for each class and one
for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import gammaln

from crimecast.calendar import hours_from
from crimecast.evaluate.all_scores import Score, consistency_scores, mix_scores
from crimecast.evaluate.category_mix import Counts
from crimecast.evaluate.hit_rate import CURVE_SHARES
from crimecast.evaluate.log_score import log_score
from crimecast.evaluate.observed import Shares, Window
from crimecast.evaluate.protocol import EDGES, SHARES, THRESHOLDS, Protocol, Span
from crimecast.evaluate.ranks import rank
from crimecast.evaluate.tables import Columns, Rows
from crimecast.evaluate.totals import Areas, Totals
from crimecast.forecast import Singles
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.spread import Spread

_BINS = len(EDGES) + 1
_AT = np.concatenate([np.array(SHARES), CURVE_SHARES])
_HITS = [f"hits_{100 * share:g}" for share in SHARES]
_ORACLE = [f"oracle_{100 * share:g}" for share in SHARES]
_ALL = "all"


class BlockScores:
    """Tables of one model over the origins of a block.

    Parameters
    ----------
    model : str
    categories, groups
        Ids of categories; sums over them by name, as their indices.
    """

    def __init__(  # noqa: PLR0917 -- made in one place
        self,
        model: str,
        protocol: Protocol,
        grid: Grid,
        areas: Areas,
        categories: Sequence[str],
        groups: Mapping[str, tuple[int, ...]],
    ) -> None:
        self.model, self.protocol, self.grid, self.areas = model, protocol, grid, areas
        self.categories, self.groups = tuple(categories), dict(groups)
        self.spans = protocol.spans()
        self.scores, self.rates = Rows("scores"), Rows("rates")
        self.totals, self.timings = Rows("totals"), Rows("timings")
        self._sums: dict[tuple[str, str], _Sums] = {}
        self._mix: dict[str, Counts] = {}

    def sums(self, category: str, resolution: str) -> _Sums:
        """Return the running sums of a category and resolution."""
        return self._sums.setdefault((category, resolution), _Sums())

    def mixed(self, resolution: str, matrix: Counts) -> None:
        """Add incidents by category and the most likely one, (category, category)."""
        self._mix[resolution] = self._mix.get(resolution, 0) + matrix

    def tables(self) -> dict[str, Columns]:
        """Return the block's tables."""
        curves, reliability, murphy = Rows("curves"), Rows("reliability"), Rows("murphy")
        low, high = np.append(0.0, EDGES), np.append(EDGES, np.inf)
        for (category, resolution), sums in self._sums.items():
            same = {"model": self.model, "category": category, "resolution": resolution}
            curves.add(
                **same, area_share=CURVE_SHARES, hits=sums.hits, oracle=sums.oracle, n=sums.n
            )
            used = np.flatnonzero(sums.cells)
            reliability.add(
                **same, bin=used, low=low[used], high=high[used], expected=sums.expected[used],
                observed=sums.observed[used], cells=sums.cells[used],
            )  # fmt: skip
            murphy.add(
                **same, threshold=THRESHOLDS, score=sums.elementary, cells=int(sums.cells.sum())
            )
        confusion = Rows("confusion")
        names = np.array(self.categories, object)
        for resolution, matrix in self._mix.items():
            was, said = np.nonzero(matrix)
            confusion.add(
                model=self.model, resolution=resolution, category=names[was],
                most_likely=names[said], incidents=matrix[was, said],
            )  # fmt: skip
        made = {
            "scores": self.scores, "rates": self.rates, "totals": self.totals, "curves": curves,
            "reliability": reliability, "murphy": murphy, "confusion": confusion,
            "timings": self.timings,
        }  # fmt: skip
        return {name: rows.columns() for name, rows in made.items()}


class _Sums:
    """What adds up over origins for one category and resolution."""

    def __init__(self) -> None:
        self.hits, self.oracle = np.zeros(len(CURVE_SHARES)), np.zeros(len(CURVE_SHARES))
        self.expected, self.observed = np.zeros(_BINS), np.zeros(_BINS, np.int64)
        self.cells = np.zeros(_BINS, np.int64)
        self.elementary = np.zeros(len(THRESHOLDS))
        self.n = 0


class OriginScores:
    """Scores one origin: give every category with :meth:`add`, in order, then :meth:`finish`."""

    def __init__(
        self, block: BlockScores, window: Window, shares: Shares, spread: Spread | None = None
    ) -> None:
        self._block, self._window, self._shares = block, window, shares
        hours = hours_from(window.origin, block.protocol.horizon)
        self._totals = Totals(
            block.areas, block.grid, block.spans, hours, block.categories, block.groups, spread
        )
        n_cells = len(block.grid.cells)
        self._summed = {
            (group, span): np.zeros((span.count, n_cells), np.float32)
            for group in block.groups
            for span in block.spans
        }
        self._log_scores: dict[Span, list[tuple[float, float]]] = {s: [] for s in block.spans}
        # Where the incidents of all categories are, and what each category expects there.
        self._every = {span: self._places(span, self._inside(span))[0] for span in block.spans}
        self._there = {
            span: np.zeros((len(block.categories), len(at)), np.float32)
            for span, at in self._every.items()
        }

    def add(self, category: int, values: Singles) -> None:
        """Score one category.

        Parameters
        ----------
        category : int
            The next index.
        values : float32 (hour, cell)
            Intensity of the horizon's hours over ``grid.cells``.

        Raises
        ------
        ValueError
            If it is negative or not finite somewhere.
        """
        if not (values.min() >= 0 and values.max() < np.inf):
            raise ValueError("an intensity is negative, infinite or no number")
        block, window = self._block, self._window
        own = window.category == category
        name = block.categories[category]
        for span in block.spans:
            inside = own & self._inside(span)
            at, step, cell = self._places(span, inside)
            thin = float(self._shares.timed[category]) if span.short else 1.0
            # What can be scored by short windows is a share of all, and its intensity is thinned.
            hours = values[span.lead : span.stop]
            hours = hours * np.float32(thin) if span.short else hours
            layer = hours
            if span.window > 1:
                layer = hours.reshape(span.count, span.window, -1).sum(axis=1)
            self._totals.add(category, span, hours, step, cell)
            flat, total = layer.reshape(-1), float(layer.sum(dtype=np.float64))
            self._there[span][category] = flat[self._every[span]]
            self._rates(span, flat[at], thin, inside)
            score, unheaped = _log_score(flat[at], total), np.nan
            if span.short:
                clear = float(self._shares.clear[category]) / thin
                kept = at[~window.heaped[inside]]
                unheaped = _log_score(flat[kept], total, thinning=clear)
            self._log_scores[span].append((score, unheaped))
            self._judge(name, span, layer, at, inside, total, (score, unheaped))
            for group, members in block.groups.items():
                if category in members:
                    self._summed[group, span] += layer

    def finish(self) -> None:
        """Score the sums over categories and write the totals."""
        block, window = self._block, self._window
        for group, members in block.groups.items():
            own = np.isin(window.category, members)
            for span in block.spans:
                layer = self._summed.pop((group, span))
                inside = own & self._inside(span)
                at, _, _ = self._places(span, inside)
                total = float(layer.sum(dtype=np.float64))
                parts = np.array([self._log_scores[span][c] for c in members]).sum(axis=0)
                unmarked = _log_score(layer.reshape(-1)[at], total)
                both = (float(parts[0]), float(parts[1]))
                self._judge(group, span, layer, at, inside, total, both, unmarked)
                if group == _ALL:
                    self._judge_all(span, layer, at, inside)
        self._totals.write(block.totals, block.scores, block.model, window.origin)

    def _inside(self, span: Span) -> Bools:
        step = self._window.step
        inside: Bools = (step >= span.lead) & (step < span.stop)
        return inside & self._window.timed if span.short else inside

    def _places(self, span: Span, inside: Bools) -> tuple[Ints, Ints, Ints]:
        """Return each incident's place in the span's values, its window and its cell."""
        step = (self._window.step[inside] - span.lead) // span.window
        cell = self._window.cell[inside]
        return step * len(self._block.grid.cells) + cell, step, cell

    def _rates(self, span: Span, at_incidents: Singles, thin: float, inside: Bools) -> None:
        """Write the log intensity, not thinned, of the incidents' cells and windows."""
        with np.errstate(divide="ignore"):
            logs = np.log(at_incidents.astype(np.float64)) - np.log(thin)
        self._block.rates.add(
            model=self._block.model,
            origin=self._window.origin,
            incident=self._window.row[inside],
            resolution=span.resolution(self._block.grid.cell),
            log_intensity=logs,
        )

    def _judge(  # noqa: PLR0917
        self,
        name: str,
        span: Span,
        layer: Singles,
        at: Ints,
        inside: Bools,
        expected: float,
        log_scores: tuple[float, float],
        unmarked: float | None = None,
    ) -> None:
        """Write the scores of one category, or sum of categories, in one span."""
        block, flat = self._block, layer.reshape(-1)
        resolution = span.resolution(block.grid.cell)
        ranked = rank(flat, at)
        hits, busy, counts = ranked.hits(_AT), *np.unique(at, return_counts=True)
        oracle = _oracle(counts, ranked.cells)
        sums = block.sums(name, resolution)
        shares = len(SHARES)
        sums.hits += hits[shares:]
        sums.oracle += oracle[shares:]
        sums.expected += ranked.bin_expected
        sums.observed += np.bincount(ranked.bin, minlength=_BINS)
        sums.cells += ranked.bin_cells
        sums.elementary += ranked.elementary(flat[busy].astype(np.float64), counts)
        sums.n += len(at)
        n = len(at)
        found: list[Score] = [("log_score", log_scores[0], "nats", n)]
        if unmarked is not None:
            found.append(("log_score_unmarked", unmarked, "nats", n))
        if span.short:
            clear = int((~self._window.heaped[inside]).sum())
            found.append(("log_score_unheaped", log_scores[1], "nats", clear))
        else:
            points = log_scores[0] if unmarked is None else unmarked
            found.append(("poisson_score", points - float(gammaln(counts + 1.0).sum()), "nats", n))
        found += [("expected", expected, "incidents", n), ("observed", n, "incidents", n)]
        for names, values in ((_HITS, hits), (_ORACLE, oracle)):
            found += [
                (at_share, float(values[i]), "incidents", n) for i, at_share in enumerate(names)
            ]
        self._write(name, span, found)

    def _judge_all(self, span: Span, layer: Singles, at: Ints, inside: Bools) -> None:
        """Write what is asked of all categories together only."""
        # Hours since 1970: the same draws for all models, whatever process makes them.
        start = self._window.origin.astype("datetime64[h]").astype(np.int64) + span.lead
        found = consistency_scores(layer, at, seed=int(start) % 2**32)
        scores, matrix = mix_scores(self._there.pop(span), self._window.category[inside])
        self._block.mixed(span.resolution(self._block.grid.cell), matrix)
        self._write(_ALL, span, found + scores)

    def _write(self, name: str, span: Span, found: Sequence[Score]) -> None:
        block = self._block
        score, value, unit, n = zip(*found, strict=True)
        block.scores.add(
            model=block.model,
            category=name,
            origin=self._window.origin,
            lead=span.lead,
            resolution=span.resolution(block.grid.cell),
            score=np.array(score, object),
            value=np.array(value, float),
            unit=np.array(unit, object),
            n=np.array(n),
        )


def _log_score(at_incidents: Singles, total: float, *, thinning: float = 1.0) -> float:
    """Return the log score, -inf where an incident was said to be impossible."""
    if (at_incidents <= 0).any():
        return -np.inf
    return log_score(at_incidents, total, thinning=thinning)


def _oracle(counts: Ints, size: int) -> Floats:
    """Return ``hit_rate.oracle_hits`` of cells of which only these hold incidents."""
    best = np.concatenate([[0.0], np.cumsum(np.sort(counts)[::-1])])
    found: Floats = np.interp(_AT * size, np.arange(len(best)), best)
    return found
