"""The demos' own test (`benchmarks/demos`): its rows, its splits, and that no row tells itself."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from crimecast.grid import Grid

ROOT = Path(__file__).resolve().parent.parent
GRID = Grid(32613, 50, 500_000.0, 4_400_000.0, np.ones((6, 8), bool))


@pytest.fixture(autouse=True)
def _from_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)


def part(name: str) -> ModuleType:
    return import_module(f"benchmarks.demos.{name}")


def offences(n: int = 800, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return block, hour and label in the order of the rows; the label follows the block."""
    rng = np.random.default_rng(seed)
    block = rng.integers(0, 48, n)
    hour = 450_000 + rng.integers(0, 2000, n)
    label = np.where(rng.random(n) < 0.8, block % 3, rng.integers(0, 3, n))
    order = np.lexsort((hour, block))
    return block[order], hour[order], label[order]


def test_the_random_split_is_the_one_of_the_protocol() -> None:
    """As scikit-learn's train_test_split(range(10), test_size=0.2, random_state=42) gives."""
    split = part("rows").random_split(10)
    assert split.test.tolist() == [8, 1]
    assert split.train.tolist() == [5, 0, 7, 2, 9, 4, 3, 6]
    large = part("rows").random_split(1001)
    assert len(large.test) == 201
    assert np.array_equal(np.sort(np.concatenate([large.test, large.train])), np.arange(1001))


def test_the_split_by_time_tests_on_what_came_later() -> None:
    hour = np.random.default_rng(1).permutation(1000)
    split = part("rows").time_split(hour)
    assert hour[split.train].max() < hour[split.test].min()
    assert len(split.test) == 200


def test_f1_by_hand() -> None:
    """Three categories, the last neither there nor told; as f1_score has it."""
    label, told = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    hits = part("categories").hits(label, told, 3)
    assert hits.accuracy == 0.75
    assert hits.macro == pytest.approx((0.8 + 2 / 3) / 2)
    assert hits.weighted == pytest.approx((3 * 0.8 + 2 / 3) / 4)


def test_r_squared_by_hand() -> None:
    r_squared = part("counts").r_squared
    count = np.array([1, 1, 3, 3])
    assert r_squared(count, np.full(4, 2.0)) == 0
    assert r_squared(count, np.array([1.0, 1.0, 3.0, 1.0])) == pytest.approx(0)
    assert r_squared(count, count.astype(float)) == 1


def test_what_is_near_in_time_is_summed_as_by_hand() -> None:
    block, hour, label = offences()
    near = part("features").NearInTime(GRID, block, hour, np.eye(3, dtype=np.float32)[label])
    for reach in (0, 1):
        got = near.within(block, hour, -5, 3, reach=reach)
        for i in (0, 17, 400, 799):
            y, x = np.divmod(block[i], 8)
            dy, dx = np.abs(block // 8 - y), np.abs(block % 8 - x)
            gap = hour - hour[i]
            there = (gap >= -5) & (gap <= 3) & (dy <= reach) & (dx <= reach)
            if 0 < x < 7:  # at an edge the next row's block is taken for a neighbor
                assert got[i].tolist() == np.bincount(label[there], minlength=3).tolist()


def test_sums_about_a_block_are_those_of_the_kernel() -> None:
    block = np.array([3 * 8 + 4, 3 * 8 + 4, 0])
    values = np.array([[1.0], [2.0], [0.0]], np.float32)
    around = part("features").Around.of(GRID, block, values, (0.0, 50.0))
    told = around.at(np.array([28, 29]))
    assert told[:, 0, 0].tolist() == [3, 0]
    kernel = np.exp(-0.5 * np.arange(-4, 5) ** 2)
    kernel /= kernel.sum()
    assert told[1, 1, 0] == pytest.approx(3 * kernel[4] * kernel[5], rel=1e-3)


@pytest.mark.parametrize("kind", ["folds", "time"])
def test_no_row_is_described_by_itself_or_by_one_tested_on(kind: str) -> None:
    rows, described = part("rows"), part("described")
    _, hour, _ = offences()
    seen: list[tuple[set[int], set[int]]] = []

    def describe(source: np.ndarray, at: np.ndarray) -> np.ndarray:
        seen.append((set(source.tolist()), set(at.tolist())))
        return at[:, None].astype(np.float32)

    if kind == "folds":
        split = rows.random_split(len(hour))
        told = described.by_folds(split, describe)
        assert set(told.train_rows) == set(split.train)
    else:
        split = rows.time_split(hour)
        told = described.by_time(split, hour, describe)
        for source, at in seen:
            assert max(hour[i] for i in source) < min(hour[i] for i in at)
    test = set(split.test.tolist())
    assert all(not source & at and not source & test for source, at in seen)
    assert told.train[:, 0].tolist() == told.train_rows.tolist()
    assert told.test[:, 0].tolist() == split.test.tolist()


def test_both_ways_are_scored_on_the_same_rows() -> None:
    """Where the label follows the block, what is told of the block tells it."""
    pytest.importorskip("lightgbm")
    rows = part("rows")
    block, hour, label = offences(3000)
    made = rows.Rows(GRID, block, hour, label, ("a", "b", "c"))
    test = part("categories").CategoryTest(made)
    split = rows.random_split(len(block))
    ours, commonest = test.ours(near=False), test.commonest(split)
    assert ours.accuracy > 0.8
    assert ours.accuracy > commonest.accuracy + 0.3
    assert test.demo(split).accuracy > commonest.accuracy + 0.3


def test_counts_that_follow_the_block_are_found() -> None:
    """Counts of blocks that differ are explained; where nothing differs, nothing is."""
    pytest.importorskip("lightgbm")
    rows, counts = part("rows"), part("counts")
    rng = np.random.default_rng(5)
    found = {}
    for name, rate in (("differ", np.where(np.arange(48) % 2, 3.0, 0.3)), ("same", np.ones(48))):
        block = np.repeat(rng.integers(0, 48, 4000), 1)
        hour = 450_000 + np.arange(4000)
        times = 1 + rng.poisson(rate[block])
        block, hour = np.repeat(block, times), np.repeat(hour, times)
        order = np.lexsort((hour, block))
        label = np.zeros(len(block), int)
        test = counts.CountTest(rows.Rows(GRID, block[order], hour[order], label, ("a",)))
        assert len(test.block) == 4000
        found[name] = test.ours(near=False)
        if name == "differ":
            assert test.ours_by_time() > 0.3
    assert found["differ"] > 0.3
    assert -0.1 < found["same"] < 0.05


def test_it_is_run_as_a_module() -> None:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.demos", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "--records" in done.stdout
