"""Which category an incident is of, given that there was one: accuracy, F1 and log loss.

A forecast of intensities by category implies chances of each category at a place and hour: its
intensity over their sum.

References
----------
Sokolova & Lapalme (2009), "A systematic analysis of performance measures for classification tasks",
Information Processing & Management 45. Gneiting & Raftery (2007), JASA 102 (log loss is proper;
accuracy and F1 are not, and favor whoever names the commonest).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats

Counts = npt.NDArray[np.int64]


def confusion(intensity: npt.ArrayLike, category: npt.ArrayLike) -> Counts:
    """Count incidents by their category and the one with the highest intensity.

    Matrices of chunks and origins add up.

    Parameters
    ----------
    intensity : (category, incident)
        Expected incidents of each category in the cell and window of each incident. The first of
        equal ones is taken.
    category : (incident,)
        Index of the category it was of.

    Returns
    -------
    int64 (category, category)
        Rows: what it was; columns: what was most likely.

    Raises
    ------
    ValueError
        If shapes do not fit, a category is out of range, or an intensity negative or not finite.
    """
    values, was = _checked(intensity, category)
    n = len(values)
    said = values.argmax(axis=0) if was.size else was
    return np.bincount(was * n + said, minlength=n * n).reshape(n, n)


def accuracy(matrix: npt.ArrayLike) -> float:
    """Return the share of incidents whose category was the most likely; NaN without incidents."""
    counts = np.asarray(matrix)
    return float(np.trace(counts) / counts.sum()) if counts.sum() else float("nan")


def f1(matrix: npt.ArrayLike, *, average: Literal["macro", "weighted"] = "macro") -> float:
    """Return the mean F1 of the categories that occurred or were named.

    A category's F1 is the harmonic mean of the share of its incidents that were named right and of
    the share of its namings that were right.

    Parameters
    ----------
    matrix : (category, category)
        As of :func:`confusion`.
    average : {"macro", "weighted"}
        All categories alike, or by how often they occurred.

    Returns
    -------
    float
        NaN without incidents.
    """
    counts = np.asarray(matrix, float)
    was, said = counts.sum(axis=1), counts.sum(axis=0)
    used = was + said > 0
    if not used.any():
        return float("nan")
    each = 2.0 * np.diag(counts)[used] / (was + said)[used]
    return float(np.average(each, weights=was[used] if average == "weighted" else None))


def log_losses(intensity: npt.ArrayLike, category: npt.ArrayLike) -> Floats:
    """Return the log loss (nats) of each incident's category.

    Parameters
    ----------
    intensity, category
        As of :func:`confusion`.

    Returns
    -------
    (incident,) float
        Minus the logarithm of the chance its category had; infinite where that was zero, NaN where
        nothing at all was expected.

    Raises
    ------
    ValueError
        As :func:`confusion`.
    """
    values, was = _checked(intensity, category)
    own = values[was, np.arange(len(was))].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        losses: Floats = np.log(values.sum(axis=0, dtype=float)) - np.log(own)
    return losses


def _checked(
    intensity: npt.ArrayLike, category: npt.ArrayLike
) -> tuple[npt.NDArray[np.floating], Counts]:
    values, was = np.asarray(intensity), np.asarray(category, np.int64)
    if values.dtype.kind != "f":
        values = values.astype(float)
    if values.ndim != 2 or was.shape != values.shape[1:]:
        raise ValueError(
            f"intensity must be (category, incident) and category (incident,); "
            f"they are {values.shape} and {was.shape}"
        )
    if was.size and (was.min() < 0 or was.max() >= len(values)):
        raise ValueError(f"a category is not one of the {len(values)} that have an intensity")
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("an intensity is negative or not finite")
    return values, was
