"""Models of other packages: entry points of the group ``crimecast.models``.

A package says in its ``pyproject.toml``

.. code-block:: toml

    [project.entry-points."crimecast.models"]
    mine = "my_package.mine:MyModel"

and its model is there by that name once it is installed. Nothing of it is imported before it is
asked for, so one that is broken is no obstacle to the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from crimecast.errors import InputError
from crimecast.models.base import Model
from crimecast.models.registry import MODELS, Registry

GROUP = "crimecast.models"


@dataclass(frozen=True)
class PlugIn:
    """A model that an installed package offers; calling it imports and makes the model.

    Plain data, so that a worker process can be handed one.

    Attributes
    ----------
    name : str
        Name of the entry point, which has to be the model's.
    value : str
        ``module:attribute`` of a subclass of ``Model``, or of a function that makes a model.
    package, version, summary : str
        The distribution that offers it.
    fault : str
        Why it cannot be used, where that is known without importing it; else empty.
    """

    name: str
    value: str
    package: str
    version: str
    summary: str = ""
    fault: str = ""

    def __call__(self) -> Model:
        """Import and make the model.

        Raises
        ------
        InputError
            If it cannot be imported or made, or is no model of that name.
        """
        who = f"the model {self.name!r} of the package {self.package} {self.version}"
        if self.fault:
            raise InputError(f"{who} cannot be used: {self.fault}")
        try:
            model = EntryPoint(self.name, self.value, GROUP).load()()
        except Exception as error:  # a stranger's code may raise anything
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            raise InputError(
                f"{who} cannot be loaded from {self.value} ({said}); mend or uninstall the package"
            ) from error
        if not isinstance(model, Model):
            raise InputError(
                f"{who} is no model: {self.value} makes a {type(model).__name__}, "
                "not a subclass of crimecast.models.base.Model"
            )
        if getattr(model, "name", None) != self.name:
            raise InputError(
                f"{who} calls itself {getattr(model, 'name', None)!r}; "
                "its attribute `name` and its entry point must agree"
            )
        return model


def plug_ins() -> tuple[PlugIn, ...]:
    """Return what the installed packages offer, ordered by name; nothing is imported.

    One that has a name of ours, or of another package's, is there with its ``fault``.
    """
    found: dict[tuple[str, str, str], PlugIn] = {}
    for point in entry_points(group=GROUP):
        about = point.dist
        package, version = (about.name, about.version) if about else ("unknown", "0")
        summary = about.metadata["Summary"] if about and "Summary" in about.metadata else ""
        # One package may be found twice on the path: it is one offer all the same.
        found.setdefault(
            (point.name, package, point.value),
            PlugIn(point.name, point.value, package, version, summary),
        )
    offers = sorted(found.values(), key=lambda offer: (offer.name, offer.package, offer.value))
    return tuple(_judged(offer, offers) for offer in offers)


def _judged(offer: PlugIn, offers: list[PlugIn]) -> PlugIn:
    rivals = [other for other in offers if other.name == offer.name and other is not offer]
    if offer.name in MODELS:
        fault = "crimecast has a model of that name; a plug-in cannot stand in for it"
    elif rivals:
        fault = (
            f"{', '.join(sorted({other.package for other in rivals}))} offers one of that name too"
        )
    else:
        return offer
    return PlugIn(offer.name, offer.value, offer.package, offer.version, offer.summary, fault)


def installed(models: Registry = MODELS) -> Registry:
    """Return the models of crimecast and of every installed plug-in, none of them imported.

    Plug-ins cannot take the place of a model in ``models``. A broken one raises when it is made.
    """
    for offer in plug_ins():
        if offer.name not in models:
            models = models.register(offer.name, offer)
    return models
