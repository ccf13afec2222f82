"""PyTorch when it is wanted: found or asked for, and made to give the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crimecast.errors import InputError

if TYPE_CHECKING:
    import torch

INSTALL = 'pip install "crimecast[torch]"'
_CPU_WHEELS = "without a GPU, PyTorch's own CPU build is much smaller: see its install page"


def require_torch(model: str) -> None:
    """Refuse a model that cannot run here, without the second that an import of torch takes.

    Raises
    ------
    InputError
        If PyTorch is not installed.
    """
    if find_spec("torch") is None:
        raise InputError(
            f"the model {model!r} needs PyTorch, which is not installed: {INSTALL} ({_CPU_WHEELS})"
        )


def pick_device(wanted: str) -> torch.device:
    """Return the device of that name; ``auto`` is a GPU where there is one.

    Raises
    ------
    InputError
        If there is no such device here.
    """
    import torch  # noqa: PLC0415

    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(wanted)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise InputError(f"no device {wanted!r} here ({error}); use 'auto', 'cpu'") from error
    return device


@contextmanager
def steady(*, threads: int, seed: int) -> Iterator[None]:
    """Work with a fixed seed, number of threads and deterministic algorithms, then put all back.

    Sums depend on how many threads share them, so their number is part of a forecast's definition
    and not taken from the machine.
    """
    import torch  # noqa: PLC0415

    # cuBLAS sums in one order only with a workspace of fixed size; it is read at its first use.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    count = torch.get_num_threads()
    strict = torch.are_deterministic_algorithms_enabled()
    warn = torch.is_deterministic_algorithms_warn_only_enabled()
    cudnn = torch.backends.cudnn
    flags = cudnn.benchmark, cudnn.deterministic
    with torch.random.fork_rng():
        try:
            torch.manual_seed(seed)
            torch.set_num_threads(threads)
            torch.use_deterministic_algorithms(True)
            cudnn.benchmark, cudnn.deterministic = False, True
            yield
        finally:
            torch.set_num_threads(count)
            torch.use_deterministic_algorithms(strict, warn_only=warn)
            cudnn.benchmark, cudnn.deterministic = flags
