"""The two networks as PyTorch modules; imported only where one is fitted or asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

_EMBEDDED = 8  # numbers that stand for a category
_LEVELS = 2  # times that the U-Net halves its grid
_COARSE = 400  # m: the least block of cells that the U-Net looks at


@dataclass(frozen=True)
class Blocks:
    """Blocks of cells that the U-Net works on, whatever the size of the cells.

    Attributes
    ----------
    shape : (y, x)
        Blocks each way, padded so that they can be halved.
    of : int (cell,)
        Flat block of each cell of the study area.
    """

    shape: tuple[int, int]
    of: torch.Tensor


def make_blocks(shape: tuple[int, int], cells: npt.NDArray[np.int64], cell: int) -> Blocks:
    """Lay blocks of about 400 m over a grid; one cell each where cells are that large.

    Parameters
    ----------
    cells : int (cell,)
        Flat indices of the study area's cells.
    cell : int
        Their side in metres.
    """
    side = max(1, -(-_COARSE // cell))
    unit = side * 2**_LEVELS
    height, width = (-(-n // unit) * 2**_LEVELS for n in shape)
    row, column = np.divmod(cells, shape[1])
    return Blocks((height, width), torch.from_numpy(row // side * width + column // side))


def _doubled(x: torch.Tensor) -> torch.Tensor:
    """Repeat every pixel twice each way; unlike interpolation, the same bytes on every device."""
    n, c, h, w = x.shape
    return x[:, :, :, None, :, None].expand(n, c, h, 2, w, 2).reshape(n, c, 2 * h, 2 * w)


class _Block(nn.Module):
    def __init__(self, entering: int, leaving: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(entering, leaving, 3, padding=1)
        self.second = nn.Conv2d(leaving, leaving, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.silu(self.second(functional.silu(self.first(x))))


class FieldUNet(nn.Module):
    """A U-Net over all fields gives every cell a context; a head shared by categories uses it.

    The U-Net works on blocks of cells: what is near is in the fields' bandwidths already, and a
    fine grid costs little more. The head sees, cell by cell, the context, the category's own
    fields, its class's and those of all, the baseline, and an embedding of the category. It starts
    at zero: the baseline as it is.

    Parameters
    ----------
    members : int (category, 3)
        Sources that a category looks at: itself, its class, all.
    """

    members: torch.Tensor
    block: torch.Tensor
    held: torch.Tensor

    def __init__(
        self,
        *,
        sources: int,
        fields: int,
        members: torch.Tensor,
        blocks: Blocks,
        width: int,
        hidden: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.shape = blocks.shape
        held = torch.bincount(blocks.of, minlength=self.shape[0] * self.shape[1]).clamp(min=1)
        self.register_buffer("members", members, persistent=False)
        self.register_buffer("block", blocks.of, persistent=False)
        self.register_buffer("held", held.float(), persistent=False)
        self.drop = nn.Dropout1d(dropout)
        self.enter = nn.Conv1d(sources * fields, width, 1)
        self.down = nn.ModuleList(
            [_Block(width, width), _Block(width, 2 * width), _Block(2 * width, 2 * width)]
        )
        self.up = nn.ModuleList([_Block(4 * width, width), _Block(2 * width, width)])
        self.category = nn.Parameter(0.1 * torch.randn(len(members), 1, _EMBEDDED))
        self.near = nn.Linear(3 * fields + 1 + _EMBEDDED, hidden)
        self.around = nn.Linear(width, hidden, bias=False)
        self.middle = nn.Linear(hidden, hidden)
        self.leave = nn.Linear(hidden, 1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(
        self, logs: torch.Tensor, base: torch.Tensor, at: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the residual (category, cell) on the log scale.

        Parameters
        ----------
        logs : (source, field, cell)
            Scaled logs of the stack.
        base : (category, cell)
            Log of the baseline's density over an even spread.
        at : int (wanted,), optional
            Cells whose residual is wanted; all where absent.
        """
        context = self._context(logs)
        block = self.block
        if at is not None:
            logs, base, block = logs[:, :, at], base[:, at], block[at]
        categories, cells = base.shape
        seen = logs[self.members].reshape(categories, -1, cells).transpose(1, 2)
        embedded = self.category.expand(categories, cells, -1)
        local = self.near(torch.cat([seen, base[:, :, None] / 3.0, embedded], dim=2))
        around = self.around(context).index_select(0, block)
        hidden = functional.silu(local + around[None])
        out: torch.Tensor = self.leave(functional.silu(self.middle(hidden)))[:, :, 0]
        return out

    def _context(self, logs: torch.Tensor) -> torch.Tensor:
        """Return the U-Net's numbers (block, width); outside the study area it sees zeros."""
        entered: torch.Tensor = functional.silu(
            self.enter(self.drop(logs.reshape(1, -1, logs.shape[2])))
        )[0]
        image = entered.new_zeros(len(entered), len(self.held))
        image = image.index_add(1, self.block, entered) / self.held
        fine = self.down[0](image.reshape(1, -1, *self.shape))
        half = self.down[1](functional.avg_pool2d(fine, 2))
        deep = self.down[2](functional.avg_pool2d(half, 2))
        half = self.up[0](torch.cat([_doubled(deep), half], dim=1))
        fine = self.up[1](torch.cat([_doubled(half), fine], dim=1))
        context: torch.Tensor = fine.reshape(len(entered), -1).T
        return context


class PlaceTime(nn.Module):
    """A fully connected network from a place and an hour to a log intensity.

    Its first layer is a sum of what it makes of the place and of the hour, so that a forecast
    works out each place and each hour once and joins them.

    Parameters
    ----------
    place, time : int
        Numbers that describe a place (of a category), and an hour.
    """

    def __init__(
        self, *, place: int, time: int, categories: int, hidden: Sequence[int], dropout: float
    ) -> None:
        super().__init__()
        first, second = hidden
        self.drop = nn.Dropout(dropout)
        self.place = nn.Linear(place, first)
        self.time = nn.Linear(time, first, bias=False)
        self.category = nn.Embedding(categories, _EMBEDDED)
        self.kind = nn.Linear(_EMBEDDED, first, bias=False)
        self.middle = nn.Linear(first, second)
        self.leave = nn.Linear(second, 1)
        nn.init.normal_(self.category.weight, std=0.1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def at_place(self, place: torch.Tensor, category: torch.Tensor) -> torch.Tensor:
        """Return the part of the first layer (..., first) that a place of a category decides."""
        embedded: torch.Tensor = self.kind(self.category(category))
        joined: torch.Tensor = self.place(self.drop(place)) + embedded
        return joined

    def joined(self, at_place: torch.Tensor, at_time: torch.Tensor) -> torch.Tensor:
        """Return residuals (...) of first layers that broadcast against each other."""
        hidden = functional.silu(self.middle(functional.silu(at_place + at_time)))
        out: torch.Tensor = self.leave(hidden)[..., 0]
        return out

    def forward(
        self, place: torch.Tensor, time: torch.Tensor, category: torch.Tensor
    ) -> torch.Tensor:
        """Return residuals (...) on the log scale of places (..., place) at hours (..., time)."""
        return self.joined(self.at_place(place, category), self.time(time))
