"""Gradient descent that keeps the weights which did best on a later block."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

_WARM_UP = 20  # steps to the full rate
_LAST = 0.1  # share of the rate left at the last step


@dataclass(frozen=True)
class Budget:
    """How long to learn, and how fast.

    Attributes
    ----------
    steps : int
        At most so many steps.
    check : int
        Steps between looks at the later block.
    patience : int
        Looks without a gain after which to stop.
    rate : float
        Largest step size of AdamW.
    decay : float
        Weight decay.
    average : float
        Share of the running mean of the weights that a step keeps.
    """

    steps: int
    check: int = 25
    patience: int = 8
    rate: float = 2e-3
    decay: float = 1e-2
    average: float = 0.98


def learn(
    net: nn.Module,
    loss: Callable[[int], torch.Tensor],
    score: Callable[[nn.Module], float],
    budget: Budget,
) -> list[float]:
    """Train a network in place; it ends with the averaged weights of the best score.

    Parameters
    ----------
    loss : callable
        Loss of the batch of a step, worked out with ``net``.
    score : callable
        What is gained on the later block; higher is better. The untrained network is scored too,
        and stays where nothing does better.

    Returns
    -------
    list of float
        The scores, one a look, the untrained network's first.
    """
    optimizer = torch.optim.AdamW(net.parameters(), lr=budget.rate, weight_decay=budget.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, budget.steps))
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(budget.average))  # type: ignore[no-untyped-call]
    best = copy.deepcopy(net.state_dict())
    net.eval()
    scores = [score(net)]
    since = 0
    for step in range(budget.steps):
        net.train()
        optimizer.zero_grad()
        value = loss(step)
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean.update_parameters(net)
        if (step + 1) % budget.check and step + 1 < budget.steps:
            continue
        mean.eval()
        now = score(mean.module)
        since += 1
        if now > max(scores):
            best, since = copy.deepcopy(mean.module.state_dict()), 0
        scores.append(now)
        if since >= budget.patience:
            break
    net.load_state_dict(best)
    net.eval()
    return scores


def _rate(step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / _WARM_UP)
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(steps, 1))))
    return warm * (_LAST + (1 - _LAST) * fall)
