"""What a backtest's protocol says of the city and of its records: the folder then says it all."""

from __future__ import annotations

from typing import Any

import numpy as np

from crimecast.city import City
from crimecast.incidents.history import History


def about_city(city: City) -> dict[str, Any]:
    """Return what a reader must know of a city, as JSON values: names, source, terms, what is out.

    For ``protocol.json``, under ``about``.
    """
    forecast = {category.id for category in city.forecast_categories}
    return {
        "not_forecast": [c.label for c in city.kept_categories if c.id not in forecast],
        "not_shown": list(city.not_shown),
        "exclude": [rule.why for rule in city.exclude],
        "places": {"exactness": city.places.exactness, "blur_m": city.places.blur_m},
        "source": {
            "publisher": city.source.publisher,
            "title": city.source.title,
            "url": city.source.url,
            "license": city.source.license,
            "terms_url": city.source.terms_url,
            "notice": city.source.notice,
        },
    }


def about_records(history: History, origin: np.datetime64) -> dict[str, Any]:
    """Return what was known at an origin, as JSON values: how many records, how complete, how late.

    For ``protocol.json``, under ``data``. Delays are those of what happened from 400 to 35 days
    before the origin, by when nearly all is reported.

    Parameters
    ----------
    history : History
    origin : datetime64[s], UTC
        The first origin of the backtest.
    """
    known = history.reported_at <= origin
    placed = np.isfinite(history.x[known]) & np.isfinite(history.y[known])
    day = np.timedelta64(1, "D")
    middle = history.occurred_to
    recent = known & (middle >= origin - 400 * day) & (middle < origin - 35 * day)
    delay = (history.reported_at[recent] - middle[recent]) / day
    first = history.occurred_from[known].min() if known.any() else None
    return {
        "records": int(known.sum()),
        "first": None if first is None else f"{first}Z",
        "known_at": f"{origin}Z",
        "placed_share": float(placed.mean()) if len(placed) else None,
        "reported_within": {
            name: float((delay <= days).mean()) if len(delay) else None
            for name, days in (("1 day", 1), ("7 days", 7), ("30 days", 30))
        },
    }
