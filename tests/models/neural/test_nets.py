"""The modules: any grid, nothing learned yet is nothing added, the best look is kept."""

import numpy as np
import pytest
import torch
from torch import nn

from crimecast.models.neural.learn import Budget, learn
from crimecast.models.neural.nets import FieldUNet, PlaceTime, make_blocks


@pytest.mark.parametrize(("shape", "cell"), [((1, 1), 1000), ((7, 5), 250), ((23, 50), 100)])
def test_a_unet_fits_any_grid_and_starts_at_nothing(shape: tuple[int, int], cell: int) -> None:
    cells = np.flatnonzero(np.arange(shape[0] * shape[1]) % 3 != 1)
    blocks = make_blocks(shape, cells, cell)
    assert blocks.shape[0] % 4 == blocks.shape[1] % 4 == 0
    assert int(blocks.of.max()) < blocks.shape[0] * blocks.shape[1]
    net = FieldUNet(
        sources=4, fields=2, members=torch.tensor([[0, 2, 3], [1, 2, 3]]), blocks=blocks,
        width=4, hidden=8, dropout=0.0,
    )  # fmt: skip
    logs, base = torch.randn(4, 2, len(cells)), torch.randn(2, len(cells))
    assert (net(logs, base) == 0).all()
    nn.init.normal_(net.leave.weight)
    whole = net(logs, base)
    assert whole.shape == (2, len(cells))
    at = torch.tensor([0, len(cells) - 1])
    assert torch.allclose(net(logs, base, at), whole[:, at], atol=1e-6)


def test_blocks_hold_the_cells_that_lie_in_them() -> None:
    blocks = make_blocks((10, 9), np.arange(90), 200)  # two cells each way
    grid = blocks.of.numpy().reshape(10, 9)
    assert blocks.shape == (8, 8)
    assert grid[0, 0] == grid[1, 1] == 0
    assert grid[0, 2] == 1
    assert grid[2, 0] == 8


def test_context_reaches_beyond_a_cell() -> None:
    blocks = make_blocks((20, 20), np.arange(400), 500)
    net = FieldUNet(
        sources=3, fields=1, members=torch.tensor([[0, 1, 2]]), blocks=blocks,
        width=4, hidden=8, dropout=0.0,
    )  # fmt: skip
    nn.init.normal_(net.leave.weight)
    logs, base = torch.zeros(3, 1, 400), torch.zeros(1, 400)
    before = net(logs, base)
    logs[:, :, 0] = 1.0
    changed = (net(logs, base) != before)[0].reshape(20, 20)
    assert changed[3, 3]
    assert changed.sum() > 30


def test_joined_parts_are_the_whole_network() -> None:
    net = PlaceTime(place=5, time=3, categories=2, hidden=(7, 6), dropout=0.0)
    nn.init.normal_(net.leave.weight)
    place, time = torch.randn(4, 5), torch.randn(6, 3)
    kind = torch.tensor(1)
    part = net.at_place(place, kind)
    joined = torch.stack([net.joined(part, net.time(t)) for t in time])
    assert torch.allclose(joined, net(place[None], time[:, None], kind), atol=1e-6)


class _Line(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.zeros(()))


def test_learning_keeps_the_best_look_and_stops() -> None:
    """What is learned pulls the slope to 5; the later block likes 1 best."""
    net = _Line()
    scores = learn(
        net,
        lambda step: (net.slope - 5.0) ** 2,
        lambda asked: -abs(float(asked.slope.detach()) - 1.0),
        Budget(steps=2000, check=5, patience=3, rate=0.05, average=0.5),
    )
    assert float(net.slope.detach()) == pytest.approx(1.0, abs=0.3)
    assert len(scores) < 60
    assert scores[0] == -1.0
    assert max(scores) > -0.3


def test_where_nothing_helps_nothing_is_learned() -> None:
    net = _Line()
    scores = learn(
        net,
        lambda step: (net.slope - 5.0) ** 2,
        lambda asked: -abs(float(asked.slope.detach())),
        Budget(steps=50, check=5, patience=2),
    )
    assert float(net.slope.detach()) == 0.0
    assert scores[0] == max(scores) == 0.0
