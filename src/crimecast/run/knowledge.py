"""Up to when a city's records tell what happened."""

from __future__ import annotations

import numpy as np

from crimecast.calendar import HOUR
from crimecast.incidents.history import History


def end_of_records(known: History) -> tuple[np.datetime64, np.timedelta64]:
    """Return when records end (UTC), and how long a silence after that says nothing yet.

    A model takes silence for news that nothing happened. So where the reports stop well before the
    present (a portal a day behind), the history ends with them. Where a publisher cut its records
    by the day they happened, late reports go on long after the last incident: it ends with that.
    """
    end = known.data_through
    pace = (end - known.reported_at[0]) / HOUR / max(len(known), 1)
    quiet = np.timedelta64(round(3600 * max(6.0, 5.0 * pace)), "s")
    newest: np.datetime64 = known.occurred_from.max()
    return (newest if end - newest > 4 * quiet else end), quiet
