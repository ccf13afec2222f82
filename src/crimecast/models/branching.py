"""What a self-exciting process expects ahead, once it is fitted: offspring of offspring included.

The expected rate follows from the background and from what known incidents still set off. What it
expects in turn sets off more, in expectation: exponential kernels turn that into a linear
differential equation, whose solution gives the right total at every lead. Source: Hawkes & Oakes
(1974), "A cluster process representation of a self-exciting process", J. Appl. Probab. 11(3).

A map is followed through one smoothing by each kernel; offspring of later generations keep the
place of the second, which spreads them a little too little and loses none.
"""

from __future__ import annotations

import numpy as np

from crimecast.grid import Floats
from crimecast.models.triggering import Kernels


def weights_ahead(kernels: Kernels, rate: float, hidden: Floats, times: Floats) -> Floats:
    """Return how much each map counts in the expected rate at times after the origin.

    Parameters
    ----------
    kernels : Kernels
        ``K`` kernels.
    rate : float
        Background, incidents a day.
    hidden : (K,)
        Rate at the origin of what incidents not yet reported set off, a day, by kernel.
    times : (time,)
        Days after the origin, >= 0.

    Returns
    -------
    (time, 1 + 2 K + K ** 2)
        For the background's density; for what known incidents set off at the origin, by kernel;
        for the background smoothed by each kernel; and for what known incidents set off smoothed
        by each kernel, in order (smoothed by, set off by).
    """
    from scipy.linalg import expm  # noqa: PLC0415

    k = len(kernels.ratio)
    fading, birth = 1.0 / kernels.decay, kernels.ratio / kernels.decay
    size = 1 + 2 * k + k * k
    change = np.zeros((size, size))
    direct, second = 1 + np.arange(k), 1 + k + np.arange(k)
    change[direct, direct] = -fading
    for i in range(k):
        change[second[i], second[i]] -= fading[i]
        change[second[i], 0] += birth[i]
        change[second[i], second] += birth[i]
        for j in range(k):
            at = 1 + 2 * k + i * k + j
            change[at, at] -= fading[i]
            change[at, direct[j]] += birth[i]
            change[at, 1 + 2 * k + np.arange(k) * k + j] += birth[i]
    start = np.concatenate([[rate], np.ones(k), hidden, np.zeros(k * k)])
    ahead: Floats = np.asarray(expm(change[None] * times[:, None, None]) @ start)
    return ahead


def unreported(kernels: Kernels, per_day: float, unknown: Floats) -> Floats:
    """Return the rate at the origin that incidents not yet reported set off, by kernel.

    Parameters
    ----------
    per_day : float
        Incidents a day.
    unknown : (age,)
        Share of the incidents of each day before the origin that is not known.
    """
    ages = np.arange(len(unknown) + 1)
    left = np.exp(-ages[None, :] / kernels.decay[:, None])
    rate: Floats = kernels.ratio * ((left[:, :-1] - left[:, 1:]) @ unknown) * per_day
    return rate
