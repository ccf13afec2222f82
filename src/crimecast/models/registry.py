"""Models by name: a small immutable table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType

from crimecast.models.base import Model

Maker = Callable[[], Model]


@dataclass(frozen=True)
class Registry(Mapping[str, Maker]):
    """Names of models and how to make them; :meth:`register` returns a new registry."""

    makers: Mapping[str, Maker] = field(default_factory=lambda: MappingProxyType({}))

    def register(self, name: str, maker: Maker) -> Registry:
        """Return a registry that also knows ``name``.

        Raises
        ------
        ValueError
            If the name is taken.
        """
        if name in self.makers:
            raise ValueError(f"a model named {name!r} is registered already")
        return Registry(MappingProxyType({**self.makers, name: maker}))

    def make(self, name: str) -> Model:
        """Return a new model, unfitted.

        Raises
        ------
        ValueError
            If there is no model of that name.
        """
        if name not in self.makers:
            raise ValueError(f"no model {name!r}; there are: {', '.join(self.makers)}")
        return self.makers[name]()

    def __getitem__(self, name: str) -> Maker:
        return self.makers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)


def _lazily(module: str, name: str) -> Maker:
    """Import a model's module only when it is made: some need heavy libraries."""

    def make() -> Model:
        model: Model = getattr(import_module(f"crimecast.models.{module}"), name)()
        return model

    return make


MODELS = (
    Registry()
    .register("additive", _lazily("additive", "Additive"))
    .register("prior_counts", _lazily("prior_counts", "PriorCounts"))
    .register("uniform", _lazily("uniform", "Uniform"))
)
"""The models that come with crimecast; the first is the default."""

DEFAULT = "additive"
