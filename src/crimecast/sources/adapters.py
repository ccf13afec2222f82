"""Adapters by kind: a small immutable table, open to installed packages.

A package says in its ``pyproject.toml``

.. code-block:: toml

    [project.entry-points."crimecast.adapters"]
    mine = "my_package.mine:MyAdapter"

and ``kind = "mine"`` is known to cities' files once it is installed. Nothing of it is imported
before it is asked for, so one that is broken is no obstacle to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import MappingProxyType
from typing import Final

from crimecast.errors import InputError
from crimecast.offers import Offer, offers
from crimecast.sources.portal import Adapter

GROUP: Final = "crimecast.adapters"
Finder = Callable[[], type[Adapter]]


@dataclass(frozen=True)
class Adapters(Mapping[str, Finder]):
    """Kinds of portals and how their adapters are found; :meth:`register` returns a new table."""

    finders: Mapping[str, Finder] = field(default_factory=lambda: MappingProxyType({}))

    def register(self, kind: str, finder: Finder) -> Adapters:
        """Return a table that also knows ``kind``.

        Raises
        ------
        ValueError
            If the kind is taken.
        """
        if kind in self.finders:
            raise ValueError(f"an adapter of the kind {kind!r} is registered already")
        return Adapters(MappingProxyType({**self.finders, kind: finder}))

    def find(self, kind: str) -> type[Adapter]:
        """Return the class of a kind's adapters.

        Raises
        ------
        InputError
            If there is none, or it is a plug-in that does not work.
        """
        if kind not in self.finders:
            raise InputError(
                f"portal.kind: there is no adapter {kind!r}; there are: {', '.join(self.finders)}"
            )
        return self.finders[kind]()

    def __getitem__(self, kind: str) -> Finder:
        return self.finders[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.finders)

    def __len__(self) -> int:
        return len(self.finders)


@dataclass(frozen=True)
class Own:
    """An adapter of ours, imported when it is asked for."""

    module: str
    name: str
    summary: str

    def __call__(self) -> type[Adapter]:
        """Import the class."""
        found: type[Adapter] = getattr(import_module(f"crimecast.sources.{self.module}"), self.name)
        return found


class PlugIn(Offer):
    """An adapter that an installed package offers; calling it imports the class.

    ``value`` is ``module:attribute`` of a subclass of :class:`crimecast.sources.portal.Adapter`;
    ``name`` has to be its ``kind``.
    """

    def __call__(self) -> type[Adapter]:
        """Import the class.

        Raises
        ------
        InputError
            If it cannot be imported, or is no adapter of that kind.
        """
        who = self.told("adapter")
        found = self.load("adapter")
        if not isinstance(found, type) or not issubclass(found, Adapter):
            raise InputError(
                f"{who} is no adapter: {self.value} is no subclass of "
                "crimecast.sources.portal.Adapter"
            )
        if getattr(found, "kind", None) != self.name:
            raise InputError(
                f"{who} calls itself {getattr(found, 'kind', None)!r}; "
                "its attribute `kind` and its entry point must agree"
            )
        return found


ADAPTERS: Final = (
    Adapters()
    .register("socrata", Own("socrata", "Socrata", "Socrata portals, SODA 2 or 3"))
    .register("arcgis", Own("arcgis", "ArcGIS", "ArcGIS FeatureServer and MapServer"))
    .register("ckan", Own("ckan", "Ckan", "CKAN's datastore"))
    .register("carto", Own("carto", "Carto", "Carto's SQL API"))
    .register("url", Own("address", "Address", "A file at an address, plain or in a zip archive"))
)
"""The adapters that come with crimecast."""


def installed(adapters: Adapters = ADAPTERS) -> Adapters:
    """Return the adapters of crimecast and of every installed package, none of them imported.

    A package cannot take the place of an adapter in ``adapters``; of two packages that offer one
    of the same kind, neither is used.
    """
    found = offers(GROUP, PlugIn)
    for kind in sorted({offer.name for offer in found} - adapters.keys()):
        rivals = [offer for offer in found if offer.name == kind]
        first = rivals[0]
        if len(rivals) > 1:
            names = ", ".join(sorted({rival.package for rival in rivals}))
            fault = f"it is offered more than once, by {names}; uninstall all but one"
            first = replace(first, fault=fault)
        adapters = adapters.register(kind, first)
    return adapters
