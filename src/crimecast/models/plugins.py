"""Models of other packages: entry points of the group ``crimecast.models``.

A package says in its ``pyproject.toml``

.. code-block:: toml

    [project.entry-points."crimecast.models"]
    mine = "my_package.mine:MyModel"

and its model is there by that name once it is installed. Nothing of it is imported before it is
asked for, so one that is broken is no obstacle to the others.
"""

from __future__ import annotations

from dataclasses import replace

from crimecast.errors import InputError
from crimecast.models.base import Model
from crimecast.models.registry import MODELS, Registry
from crimecast.offers import Offer, offers

GROUP = "crimecast.models"


class PlugIn(Offer):
    """A model that an installed package offers; calling it imports and makes the model.

    ``value`` is ``module:attribute`` of a subclass of ``Model``, or of a function that makes a
    model; ``name`` has to be the model's.
    """

    def __call__(self) -> Model:
        """Import and make the model.

        Raises
        ------
        InputError
            If it cannot be imported or made, or is no model of that name.
        """
        who = self.told("model")
        model = self.load("model", lambda found: found())
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
    found = offers(GROUP, PlugIn)
    return tuple(_judged(offer, found) for offer in found)


def _judged(offer: PlugIn, found: tuple[PlugIn, ...]) -> PlugIn:
    rivals = [other for other in found if other.name == offer.name and other is not offer]
    if offer.name in MODELS:
        fault = "crimecast has a model of that name; a plug-in cannot stand in for it"
    elif rivals:
        fault = (
            f"{', '.join(sorted({other.package for other in rivals}))} offers one of that name too"
        )
    else:
        return offer
    return replace(offer, fault=fault)


def installed(models: Registry = MODELS) -> Registry:
    """Return the models of crimecast and of every installed plug-in, none of them imported.

    Plug-ins cannot take the place of a model in ``models``. A broken one raises when it is made.
    """
    for offer in plug_ins():
        if offer.name not in models:
            models = models.register(offer.name, offer)
    return models
