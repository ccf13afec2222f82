"""A city's planner from a host's folder: its streets and its latest forecast."""

from __future__ import annotations

from pathlib import Path

from crimecast.archive import open_latest
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.route.planner import Planner
from crimecast.route.prepared import Prepared
from crimecast.route.store import current_graph
from crimecast.run.forecast import forecasts_folder


def open_planner(city: City, home: Path) -> Planner:
    """Return what finds routes in a city.

    Raises
    ------
    InputError
        If the city has no streets or no forecast, or one of them is damaged: it says what to run.
    """
    streets = Prepared(current_graph(city, home))
    issued = open_latest(forecasts_folder(city, home))
    if issued is None:
        raise InputError(f"no forecast is issued for {city.name}; run crimecast forecast {city.id}")
    return Planner(city, streets, issued)
