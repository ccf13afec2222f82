"""At which past days a model is asked what it would have said: their mean is its usual map."""

from __future__ import annotations

from crimecast.models.fields import Points

_EVERY, _MOST = 56, 6
_LEAST = 90
"""Days of records that a map needs behind it to be one of the usual."""


def past_days(points: Points) -> list[int]:
    """Return days before the origin (negative), the last year's every eight weeks.

    Fewer where records are short; none where they are too short to know what is usual.
    """
    if not len(points.occurred):
        return []
    # A few incidents reported years late do not make long records.
    first = float(sorted(points.occurred)[len(points.occurred) // 200])
    return [-_EVERY * k for k in range(1, _MOST + 1) if -_EVERY * k >= first + _LEAST]
