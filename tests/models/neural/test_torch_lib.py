"""PyTorch is asked for by name where it is missing, and left as it was where it is there."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

import pytest

from crimecast.errors import InputError
from crimecast.models.registry import MODELS, Lazy

if TYPE_CHECKING:
    import torch

NETWORKS = ("place_time_net", "unet")


@pytest.mark.parametrize("name", NETWORKS)
def test_without_torch_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found: Callable[..., ModuleSpec | None] = importlib.util.find_spec

    def blind(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "torch" else found(name, package)

    monkeypatch.setattr("crimecast.models.neural.torch_lib.find_spec", blind)
    with pytest.raises(InputError, match=r'needs PyTorch.*pip install "crimecast\[torch\]"'):
        MODELS.make(name)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_list_of_models_says_what_they_need(name: str) -> None:
    maker = MODELS[name]
    assert isinstance(maker, Lazy)
    assert maker.extra == "torch"


def test_a_device_that_is_not_there_is_refused() -> None:
    from crimecast.models.neural.torch_lib import pick_device

    assert pick_device("cpu").type == "cpu"
    assert pick_device("auto").type in {"cpu", "cuda"}
    for wrong in ("cuda:99", "abacus"):
        with pytest.raises(InputError, match=f"no device '{wrong}' here"):
            pick_device(wrong)


def test_torch_is_left_as_it_was() -> None:
    import torch

    from crimecast.models.neural.torch_lib import steady

    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    count = torch.get_num_threads()
    with steady(threads=count + 1, seed=1):
        assert torch.get_num_threads() == count + 1
        assert torch.are_deterministic_algorithms_enabled()
        first = torch.rand(3)
    assert torch.get_num_threads() == count
    assert not torch.are_deterministic_algorithms_enabled()
    assert torch.equal(torch.rand(3), expected)
    again = _interrupted(count + 1)
    assert torch.equal(again, first)
    assert torch.get_num_threads() == count


def _interrupted(threads: int) -> torch.Tensor:
    """Draw as :func:`steady` has it, and be stopped by an error."""
    import torch

    from crimecast.models.neural.torch_lib import steady

    drawn = torch.zeros(0)
    with contextlib.suppress(ZeroDivisionError), steady(threads=threads, seed=1):
        drawn = torch.rand(3)
        1 / 0  # noqa: B018
    return drawn
