"""What an issued forecast expects, as routes need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from crimecast.archive import IssuedForecast
from crimecast.archive.manifest import moment
from crimecast.calendar import HOUR
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.route.plan import Rates

DEFAULT_CLASS: Final = "person"
"""What counts where nothing is chosen: offences against people, in public."""


def default_categories(issued: IssuedForecast) -> list[int]:
    """Return the places of the categories against people; of all where there are none."""
    categories = issued.manifest.categories
    person = [place for place, c in enumerate(categories) if c.class_ == DEFAULT_CLASS]
    return person or list(range(len(categories)))


def rates_of(
    issued: IssuedForecast, city: City, which: Sequence[int], *, first: int = 0,
    count: int | None = None,
) -> Rates:  # fmt: skip
    """Return the rates of some categories, in ``count`` hours from ``first`` on.

    Parameters
    ----------
    which : sequence of int
        Places of the categories in the manifest, each once.

    Raises
    ------
    InputError
        If the forecast was issued before forecasts told how sure they are.
    """
    m = issued.manifest
    if not issued.tells_spread:
        raise InputError(
            f"the forecast {issued.id} does not tell how sure it is; run crimecast forecast "
            f"{m.city}"
        )
    last = m.hours if count is None else min(first + count, m.hours)
    layers = [
        issued.layer(place, first, last) * weight
        for place, weight in zip(which, m.weights(which), strict=True)
    ]
    return Rates(
        grid=issued.grid,
        first=moment(m.first_hour) + HOUR * first,
        each=np.stack(layers).astype(np.float32),
        spread=issued.spread.select([m.categories[place].id for place in which]),
        blur=float(city.places.blur_m),
    )
