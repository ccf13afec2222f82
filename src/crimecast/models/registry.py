"""Models by name: a small immutable table.

Installed packages may add to it: see :mod:`crimecast.models.plugins`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType

from crimecast.errors import InputError
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
        InputError
            If there is no model of that name, or it is a plug-in that does not work.
        """
        if name not in self.makers:
            raise InputError(f"no model {name!r}; there are: {', '.join(self.makers)}")
        return self.makers[name]()

    def __getitem__(self, name: str) -> Maker:
        return self.makers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)


@dataclass(frozen=True)
class Lazy:
    """A model of ours: its module is imported only when it is made, as some need heavy libraries.

    Plain data, so that a worker process can be handed one.

    Attributes
    ----------
    module : str
        Below ``crimecast.models``.
    maker : str
        Name of the class in it.
    summary : str
        One line for people.
    extra : str, optional
        The extra of the package (``pip install crimecast[extra]``) that it needs.
    """

    module: str
    maker: str
    summary: str = ""
    extra: str | None = None

    def __call__(self) -> Model:
        """Make the model.

        Raises
        ------
        InputError
            If the extra that it needs is not installed.
        """
        try:
            found = import_module(f"crimecast.models.{self.module}")
            model: Model = getattr(found, self.maker)()
        except ModuleNotFoundError as error:
            if self.extra is None or (error.name or "").startswith("crimecast"):
                raise
            raise InputError(
                f"the model in crimecast.models.{self.module} needs {error.name}; "
                f"install crimecast[{self.extra}]"
            ) from error
        return model


MODELS = (
    Registry()
    .register("boosted", Lazy("boosted", "BoostedAdditive", "Additive kernels, boosted by trees"))
    .register("additive", Lazy("additive", "Additive", "Additive kernels, fitted by likelihood"))
    .register("uniform", Lazy("uniform", "Uniform", "Last year's mean, spread evenly"))
    .register(
        "same_hour_last_year",
        Lazy("same_hour_last_year", "SameHourLastYear", "The same hours a year before"),
    )
    .register(
        "prior_counts",
        Lazy("prior_counts", "PriorCounts", "Prior counts by a kernel of 50 m, times the hour"),
    )
    .register("kde", Lazy("kde", "KernelDensity", "Kernel density, tuned by category"))
    .register("promap", Lazy("promap", "ProMap", "Prospective hot-spotting: 400 m, two months"))
    .register("etas", Lazy("etas", "Etas", "Self-exciting point process, fitted by EM"))
    .register(
        "rff", Lazy("rff", "RandomFourier", "Random Fourier features and lagged kernel densities")
    )
    .register("stack", Lazy("stack", "Stack", "boosted and rff, weighted by how right they were"))
    .register(
        "place_time_net",
        Lazy(
            "neural.place_time",
            "PlaceTimeNet",
            "A fully connected network from place and time",
            extra="torch",
        ),
    )
    .register(
        "unet",
        Lazy("neural.unet", "UNet", "A U-Net on fields of past counts", extra="torch"),
    )
)
"""The models that come with crimecast; the first is the default."""

DEFAULT = "boosted"
