"""A small made-up history: two clusters, day and night, known delays."""

import numpy as np

from crimecast.grid import Grid
from crimecast.incidents.history import History

ORIGIN = np.datetime64("2024-07-01T06:00:00", "s")  # midnight in Denver
CATEGORIES = ("robbery", "burglary", "rare")
CLASSES = ("person", "property", "property")


def make_grid(cell: int = 100) -> Grid:
    mask = np.ones((2400 // cell, 3000 // cell), bool)
    mask[: 400 // cell, : 400 // cell] = False
    return Grid(32613, cell, 500_000.0, 4_400_000.0, mask)


def make_history(seed: int = 1, *, days: int = 500, until: np.datetime64 = ORIGIN) -> History:
    """Return about 6,000 incidents over ``days`` before ``until`` and up to 30 days after."""
    rng = np.random.default_rng(seed)
    n = 12 * days
    category = rng.choice(3, n, p=[0.3, 0.69, 0.01]).astype(np.int16)
    start = until - rng.integers(-30 * 86400, days * 86400, n).astype("timedelta64[s]")
    centre = np.array([[900.0, 900.0], [2000.0, 1500.0]])[rng.choice(2, n, p=[0.7, 0.3])]
    spread = np.where(rng.random(n) < 0.2, 800.0, 60.0)
    x, y = (centre + rng.normal(size=(n, 2)) * spread[:, None]).T
    length = np.where(rng.random(n) < 0.5, 0, rng.integers(0, 36 * 3600, n))
    end = start + length.astype("timedelta64[s]")
    delay = rng.exponential(np.where(rng.random(n) < 0.7, 3600.0, 5 * 86400.0), n)
    reported = end + delay.astype("timedelta64[s]")
    unplaced = rng.random(n) < 0.03
    order = np.lexsort((start, reported))
    return History(
        reported.max(), CATEGORIES, CLASSES, category[order], start[order], end[order],
        reported[order],
        np.where(unplaced, np.nan, x + 500_000)[order],
        np.where(unplaced, np.nan, y + 4_400_000)[order],
        "America/Denver", "US", "CO",
    )  # fmt: skip
