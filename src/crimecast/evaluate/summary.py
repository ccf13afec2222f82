"""Scores over all origins, with intervals by days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from crimecast.calendar import Instants, local_date
from crimecast.evaluate.bootstrap import ratio_interval
from crimecast.evaluate.protocol import REFERENCES
from crimecast.evaluate.tables import Column, Columns, Rows, codes_of
from crimecast.grid import Floats

_LOGS: Final = ("log_score", "log_score_unmarked", "log_score_unheaped", "poisson_score")
_GAINS: Final = {
    "log_score": "gain_over_{}",
    "log_score_unmarked": "gain_unmarked_over_{}",
    "log_score_unheaped": "gain_unheaped_over_{}",
}
_MEANS: Final = {
    "crps": ("crps", "incidents"),
    "inside_50": ("coverage_50", "1"),
    "inside_90": ("coverage_90", "1"),
    "covered_50": ("coverage_50_exact", "1"),
    "covered_90": ("coverage_90_exact", "1"),
    "spatial_pass": ("spatial_passed", "1"),
    "likelihood_pass": ("likelihood_passed", "1"),
    "category_right": ("category_accuracy", "1"),
    "category_log_loss": ("category_log_loss", "nats per incident"),
}
_NEEDED: Final = ("log_score", "log_score_unmarked", "log_score_unheaped")
_BATCH = 256
_DRAWS: Final = 4000


@dataclass(frozen=True, eq=False)
class _Series:
    """Daily sums of one model, category, resolution and lead: score to value and n (day,)."""

    value: Mapping[str, Floats]
    n: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class _Ratio:
    """A row of the summary before its interval is known."""

    key: tuple[str, str, str, str]
    score: str
    unit: str
    top: Floats
    bottom: Floats
    n: int


def needed_of_references() -> tuple[str, ...]:
    """Return the scores of reference models that another model's summary is made with."""
    return _NEEDED


def summarize(
    scores: Mapping[str, Column],
    *,
    models: tuple[str, ...] | None = None,
    time_zone: str = "UTC",
    horizon: int = 24,
    draws: int = _DRAWS,
) -> Columns:
    """Sum scores over origins and give them intervals.

    Parameters
    ----------
    scores : table ``scores``
    models : tuple of str, optional
        Which models to tell of; the others serve as references. All where absent.
    time_zone : str
        Origins of one local day are drawn together.
    horizon : int
        Hours scored after each origin; where origins are closer than that, runs of days that share
        hours are drawn together.
    draws : int
        Of the bootstrap.

    Returns
    -------
    table ``summary``
    """
    rows = Rows("summary")
    if not len(scores["model"]):
        return rows.columns()
    series, block = _daily(scores, time_zone, horizon)
    wanted = models if models is not None else tuple(dict.fromkeys(scores["model"]))
    ratios = [ratio for ratio in _ratios(series) if ratio.key[0] in wanted]
    for start in range(0, len(ratios), _BATCH):
        batch = ratios[start : start + _BATCH]
        value, low, high = _intervals(batch, block, draws)
        rows.add(
            model=_text(ratio.key[0] for ratio in batch),
            category=_text(ratio.key[1] for ratio in batch),
            lead=_text(ratio.key[3] for ratio in batch),
            resolution=_text(ratio.key[2] for ratio in batch),
            score=_text(ratio.score for ratio in batch),
            value=value,
            low=low,
            high=high,
            unit=_text(ratio.unit for ratio in batch),
            n=np.array([ratio.n for ratio in batch]),
        )
    return rows.columns()


def gains_over_each(
    scores: Mapping[str, Column],
    model: str,
    *,
    time_zone: str = "UTC",
    horizon: int = 24,
) -> dict[tuple[str, str, str], tuple[float, float, float]]:
    """Return what one model gains over each other, with intervals by days as in ``summary``.

    Parameters
    ----------
    scores : table ``scores``
        Rows of other scores than ``log_score`` do not count.
    model : str
    time_zone, horizon
        As of :func:`summarize`, whose intervals these are.

    Returns
    -------
    dict of (other model, category, resolution) to (gain, low, high)
        Nats per incident. Infinite where one of the two held impossible what happened; what both
        held impossible is left out.
    """
    own = scores["score"] == "log_score"
    if not own.any():
        return {}
    series, block = _daily(
        {name: column[own] for name, column in scores.items()}, time_zone, horizon
    )
    ratios = []
    for key, other in series.items():
        ours = series.get((model, *key[1:]))
        if key[0] != model and key[3] == "all" and ours is not None:
            with np.errstate(invalid="ignore"):
                gain = ours.value["log_score"] - other.value["log_score"]
            if not np.isnan(gain).any():
                ratios.append(_per_incident(key, "gain", gain, ours.n["log_score"]))
    if not ratios:
        return {}
    value, low, high = _intervals(ratios, block, _DRAWS)
    return {
        ratio.key[:3]: (float(v), float(a), float(b))
        for ratio, v, a, b in zip(ratios, value, low, high, strict=True)
    }


def _text(values: Iterator[str]) -> Column:
    return np.array(list(values), object)


def _daily(
    scores: Mapping[str, Column], time_zone: str, horizon: int
) -> tuple[dict[tuple[str, str, str, str], _Series], int]:
    """Return daily sums by (model, category, resolution, lead), and the days that go together."""
    names, codes = zip(
        *(codes_of(scores[c]) for c in ("model", "category", "resolution", "score")), strict=True
    )
    leads, lead = np.unique(scores["lead"], return_inverse=True)
    days, day = np.unique(local_date(scores["origin"], time_zone), return_inverse=True)
    shape = (*(len(n) for n in names[:3]), len(leads), len(names[3]), len(days))
    place = np.ravel_multi_index((*codes[:3], lead, codes[3], day), shape)
    size = int(np.prod(shape))
    with np.errstate(invalid="ignore"):
        value = np.bincount(place, scores["value"], size).reshape(shape)
    n = np.bincount(place, scores["n"].astype(float), size).reshape(shape)
    there = np.bincount(place, minlength=size).reshape(shape).sum(axis=-1) > 0
    found: dict[tuple[str, str, str, str], _Series] = {}
    for at in np.ndindex(shape[:3]):
        own = np.flatnonzero(there[at].any(axis=1))
        key = (names[0][at[0]], names[1][at[1]], names[2][at[2]])
        several = {str(leads[i]): np.array([i]) for i in own} if len(own) > 1 else {}
        for label, which in {"all": own, **several}.items():
            chosen = np.flatnonzero(there[at][which].any(axis=0))
            with np.errstate(invalid="ignore"):
                sums, counts = value[at][which].sum(axis=0), n[at][which].sum(axis=0)
            found[(*key, label)] = _Series(
                {names[3][s]: sums[s] for s in chosen}, {names[3][s]: counts[s] for s in chosen}
            )
    return found, _overlap(scores["origin"], horizon)


def _overlap(origins: Instants, horizon: int) -> int:
    """Return how many days go together so that few hours are shared with others."""
    distinct = np.unique(origins)
    if len(distinct) < 2:
        return 1
    apart = float(np.median(np.diff(distinct).astype(np.int64))) / 3600
    return max(1, round(horizon / max(apart, 24.0)))


def _ratios(series: Mapping[tuple[str, str, str, str], _Series]) -> Iterator[_Ratio]:
    for key, own in series.items():
        for score in _LOGS:
            if score in own.value:
                yield _per_incident(key, score, own.value[score], own.n[score])
        for name in REFERENCES:
            other = series.get((name, *key[1:]))
            if other is not None and name != key[0]:
                yield from _gains(key, own, name, other)
        if "expected" in own.value:
            yield _ratio(key, "expected_over_observed", own, "expected", "observed")
        for score in own.value:
            if score.startswith("hits_"):
                share = score.removeprefix("hits_")
                n = own.n[score]
                yield _Ratio(key, f"hit_rate_{share}", "1", own.value[score], n, int(n.sum()))
                yield _ratio(key, f"pei_{share}", own, score, f"oracle_{share}")
            elif score in _MEANS:
                told, unit = _MEANS[score]
                n = own.n[score]
                yield _Ratio(key, told, unit, own.value[score], n, int(n.sum()))


def _gains(
    key: tuple[str, str, str, str], own: _Series, name: str, other: _Series
) -> Iterator[_Ratio]:
    for score, told in _GAINS.items():
        if score in own.value and score in other.value:
            with np.errstate(invalid="ignore"):
                gain = own.value[score] - other.value[score]
            yield _per_incident(key, told.format(name), gain, own.n[score])


def _per_incident(key: tuple[str, str, str, str], score: str, value: Floats, n: Floats) -> _Ratio:
    return _Ratio(key, score, "nats per incident", value, n, int(n.sum()))


def _ratio(
    key: tuple[str, str, str, str], score: str, own: _Series, top: str, bottom: str
) -> _Ratio:
    n = int(own.n[top].sum())
    return _Ratio(key, score, "1", own.value[top], own.value[bottom], n)


def _intervals(ratios: list[_Ratio], block: int, draws: int) -> tuple[Floats, Floats, Floats]:
    top = np.stack([ratio.top for ratio in ratios])
    bottom = np.stack([ratio.bottom for ratio in ratios])
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = bottom.sum(axis=1)
        value = np.where(whole > 0, top.sum(axis=1) / whole, np.nan)
    finite = np.isfinite(top).all(axis=1)
    low, high = value.copy(), value.copy()  # of what is infinite, every draw is
    if finite.any():
        low[finite], high[finite] = ratio_interval(
            top[finite], bottom[finite], draws=draws, block=block
        )
    return value, low, high
