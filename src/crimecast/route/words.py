"""What is said of routes, in English: the same sentences on the command line and in the API."""

from __future__ import annotations

from crimecast.digits import short
from crimecast.route.answer import TRIPS
from crimecast.route.graph import Mode
from crimecast.route.plan import Route

_KINDS = {
    "street": "a street without a name", "service": "a service way", "path": "a path",
    "cycleway": "a cycle way", "footway": "a footway", "crossing": "a crossing",
    "steps": "steps",
}  # fmt: skip


def minutes(seconds: float) -> str:
    """Write a time as whole minutes, one at the least."""
    return f"{max(1, round(seconds / 60))} min"


def distance(metres: float) -> str:
    """Write a length: ``850 m``, ``2.4 km``."""
    return f"{10 * round(metres / 10):.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"


def expected(route: Route) -> str:
    """Write what is expected in so many trips, with its range: ``about 2 (1 to 4)``."""
    mean, lower, upper = (short(TRIPS * v) for v in (route.expected, route.lower, route.upper))
    return f"about {mean} ({lower} to {upper})"


def sentence(route: Route, what: str, near: float) -> str:
    """Say what is expected on a route."""
    return (
        f"In {TRIPS:,} trips like this at this hour, {expected(route)} reported incidents "
        f"({what}) within {near:.0f} m while you pass."
    )


def comparison(route: Route, fastest: Route) -> str:
    """Say how a route compares with the fastest: first what it costs, then what can be told."""
    # Of the minutes that are told, so that they add up.
    longer = minutes(60 * (round(route.path.seconds / 60) - round(fastest.path.seconds / 60)))
    if route.against is None or not route.against.apart:
        return f"{longer} longer; no meaningful difference from the fastest."
    less = TRIPS * route.against.less
    low, high = TRIPS * route.against.lower, TRIPS * route.against.upper
    return (
        f"{longer} longer; about {short(less)} ({short(low)} to {short(high)}) fewer in "
        f"{TRIPS:,} trips than on the fastest."
    )


def stretch_name(name: str, kind: str) -> str:
    """Name a stretch by its street, else by what it is."""
    return name or _KINDS.get(kind, "a way")


def by(mode: Mode) -> str:
    """Say how somebody travels."""
    return "on foot" if mode is Mode.FOOT else "by bicycle"
