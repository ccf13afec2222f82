"""What installed packages offer through entry points: found without importing any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from crimecast.errors import InputError


@dataclass(frozen=True)
class Offer:
    """Something that an installed package offers. Plain data, so that a worker can be handed one.

    Attributes
    ----------
    group, name, value : str
        Of the entry point; ``value`` is ``module:attribute``.
    package, version, summary : str
        The distribution that offers it.
    fault : str
        Why it cannot be used, where that is known without importing it; else empty.
    """

    group: str
    name: str
    value: str
    package: str
    version: str
    summary: str = ""
    fault: str = ""

    def told(self, what: str) -> str:
        """Return what it is called in messages."""
        return f"the {what} {self.name!r} of the package {self.package} {self.version}"

    def load(self, what: str, use: Callable[[Any], Any] = lambda found: found) -> Any:
        """Import it, and return what ``use`` makes of it.

        Raises
        ------
        InputError
            If it has a fault, or cannot be imported or used.
        """
        who = self.told(what)
        if self.fault:
            raise InputError(f"{who} cannot be used: {self.fault}")
        try:
            return use(EntryPoint(self.name, self.value, self.group).load())
        except Exception as error:  # a stranger's code may raise anything
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            raise InputError(
                f"{who} cannot be loaded from {self.value} ({said}); mend or uninstall the package"
            ) from error


OfferT = TypeVar("OfferT", bound=Offer)


def offers(group: str, make: type[OfferT]) -> tuple[OfferT, ...]:
    """Return what packages offer in a group, ordered by name; nothing is imported."""
    found: dict[tuple[str, str, str], OfferT] = {}
    for point in entry_points(group=group):
        about = point.dist
        package, version = (about.name, about.version) if about else ("unknown", "0")
        summary = about.metadata["Summary"] if about and "Summary" in about.metadata else ""
        # One package may be found twice on the path: it is one offer all the same.
        found.setdefault(
            (point.name, package, point.value),
            make(group, point.name, point.value, package, version, summary),
        )
    return tuple(found[key] for key in sorted(found))
