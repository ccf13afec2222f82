from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from crimecast.errors import InputError
from crimecast.grid import Grid, grid_from_area
from crimecast.simulate import events as draws
from crimecast.simulate import plan, truth
from crimecast.simulate.citymap import CityMap
from crimecast.simulate.publish import Offences
from crimecast.simulate.truth import Truth
from crimecast.simulate.world import make_world

HOUR = np.timedelta64(3600, "s")
DAY = 24 * HOUR


def hours_between(start: np.datetime64, stop: np.datetime64) -> np.ndarray:
    return np.arange(start, stop, HOUR)


@pytest.fixture(scope="module")
def grids(city: CityMap) -> dict[int, Grid]:
    area = city.ground.area
    return {cell: grid_from_area(area, epsg=plan.EPSG, cell=cell) for cell in (50, 100, 250)}


@pytest.fixture(scope="module")
def day(known: Truth) -> np.ndarray:
    start = np.datetime64("2024-11-10T07", "s")
    return hours_between(start, start + DAY)


def test_counts_match_the_integral_by_category(known: Truth) -> None:
    expected = known.totals(hours_between(known.start, known.until))
    events = known.events(stop=known.until)
    counts = np.bincount(events.category, minlength=len(known.categories))
    # given the past each hour is Poisson: the sum's variance is the sum of the expectations
    off = (counts - expected.sum(axis=1)) / np.sqrt(expected.sum(axis=1))
    assert (np.abs(off) < 3).all(), dict(zip(known.categories, off.round(2), strict=True))
    assert abs(counts.sum() - expected.sum()) < 3 * np.sqrt(expected.sum())


def test_counts_match_the_integral_in_every_place_and_hour(
    known: Truth, grids: dict[int, Grid]
) -> None:
    grid = grids[250]
    start, stop = known.until - 28 * DAY, known.until
    hours = hours_between(start, stop)
    cube = known.intensity(hours, grid)
    events = known.events(start, stop)
    cell = grid.locate(events.published_x, events.published_y)
    assert (cell[~np.isnan(events.published_x)] >= 0).all()
    when = (events.time - start).astype(np.int64) // 3600
    # in blocks of 10 x 10 cells, and by hour of the day: chi-squared, each near its degrees
    rows, columns = np.divmod(cell[cell >= 0], grid.shape[1])
    shape = (grid.shape[0] // 10 + 1, grid.shape[1] // 10 + 1)
    seen = np.zeros(shape)
    np.add.at(seen, (rows // 10, columns // 10), 1)
    wanted = np.zeros(shape)
    by_cell = cube.sum(axis=(0, 1))
    y, x = np.indices(grid.shape)
    np.add.at(wanted, (y // 10, x // 10), by_cell)
    big = wanted > 5
    chi = ((seen - wanted)[big] ** 2 / wanted[big]).sum()
    assert abs(chi - big.sum()) < 3.5 * np.sqrt(2 * big.sum())
    by_hour = cube.sum(axis=(0, 2, 3)).reshape(-1, 24).sum(axis=0)
    seen_hour = np.bincount(when[cell >= 0] % 24, minlength=24)
    chi = ((seen_hour - by_hour) ** 2 / by_hour).sum()
    assert abs(chi - 24) < 3.5 * np.sqrt(48)


def test_intensity_tells_places_apart(known: Truth, grids: dict[int, Grid]) -> None:
    """Events lie where the intensity is high: their log score beats a shuffled place's clearly."""
    grid = grids[100]
    start, stop = known.until - 10 * DAY, known.until
    cube = known.intensity(hours_between(start, stop), grid).sum(axis=0)
    events = known.events(start, stop)
    cell = grid.locate(events.published_x, events.published_y)
    when = (events.time - start).astype(np.int64) // 3600
    flat = cube.reshape(len(cube), -1)
    gain = np.log(flat[when, cell][cell >= 0] / (cube.sum() / (len(cube) * len(grid.cells))))
    assert gain.mean() > 1.2
    # the information gain of the truth over uniform equals its expectation under the truth itself
    mean = flat.sum() / (len(cube) * len(grid.cells))
    positive = flat[flat > 0]
    entropy = (positive * np.log(positive / mean)).sum() / flat.sum()
    assert abs(gain.mean() - entropy) < 3 * gain.std() / np.sqrt(len(gain))


def test_every_cell_size_holds_the_same(
    known: Truth, grids: dict[int, Grid], day: np.ndarray
) -> None:
    total = known.totals(day, placed_only=True)
    for until in (None, day[3]):
        total = known.totals(day, known_until=until, placed_only=True)
        for grid in grids.values():
            cube = known.intensity(day, grid, known_until=until)
            assert cube.dtype == np.float32
            assert cube.shape == (len(known.categories), len(day), *grid.shape)
            assert (cube >= 0).all()
            assert (cube[:, :, ~grid.mask] == 0).all()
            np.testing.assert_allclose(cube.sum(axis=(2, 3), dtype=float), total, rtol=1e-5)
    assert (known.totals(day).sum(axis=1) > total.sum(axis=1)).all()


def test_cells_add_up_where_they_nest(
    known: Truth, grids: dict[int, Grid], day: np.ndarray
) -> None:
    fine, coarse = (known.intensity(day[:2], grids[cell]) for cell in (50, 100))
    shift = [round((grids[50].y0 - grids[100].y0) / 50), round((grids[50].x0 - grids[100].x0) / 50)]
    whole = np.zeros((*fine.shape[:2], 2 * coarse.shape[2], 2 * coarse.shape[3]))
    rows = slice(shift[0], shift[0] + fine.shape[2])
    columns = slice(shift[1], shift[1] + fine.shape[3])
    whole[:, :, rows, columns] = fine
    folded = whole.reshape(*coarse.shape[:3], 2, coarse.shape[3], 2).sum(axis=(3, 5))
    np.testing.assert_allclose(folded, coarse, rtol=1e-5, atol=1e-9)


def test_near_repeats_exist(known: Truth) -> None:
    events = known.events(stop=known.until, categories=["burglary"])
    days = events.time.astype(np.int64) / 86400
    near = cKDTree(np.column_stack([events.x, events.y])).query_pairs(200, output_type="ndarray")

    def close(times: np.ndarray) -> int:
        return int((np.abs(times[near[:, 0]] - times[near[:, 1]]) < 7).sum())

    rng = np.random.default_rng(1)
    control = [close(rng.permutation(days)) for _ in range(200)]
    assert close(days) > np.mean(control) + 6 * np.std(control)
    assert close(days) > 1.25 * np.mean(control)
    # what set off what is in the truth: near, and later by at least an hour's turn
    child = np.flatnonzero(events.parent >= 0)
    parent = events.parent[child]
    assert 0.1 < len(child) / len(events) < 0.3
    assert (events.generation[child] == events.generation[parent] + 1).all()
    assert (events.category[child] == events.category[parent]).all()
    hour = events.time.astype(np.int64) // 3600
    assert (hour[child] > hour[parent]).all()
    apart = np.hypot(events.x[child] - events.x[parent], events.y[child] - events.y[parent])
    assert 60 < np.median(apart) < 250


def test_known_until_forgets_the_future_only(
    known: Truth, grids: dict[int, Grid], day: np.ndarray
) -> None:
    grid = grids[250]
    oracle = known.intensity(day, grid)
    blind = known.intensity(day, grid, known_until=day[12] + np.timedelta64(1799, "s"))
    np.testing.assert_array_equal(blind[:, :13], oracle[:, :13])
    assert (blind[:, 13:] != oracle[:, 13:]).any()
    # the same from another start of the request, and in any order
    order = np.array([20, 3, 20, 15])
    some = known.intensity(day[order], grid, known_until=day[12])
    np.testing.assert_allclose(some, blind[:, order], rtol=1e-5, atol=1e-12)
    late = known.totals(day[-2:], known_until=day[12])
    np.testing.assert_allclose(late, known.totals(day, known_until=day[12])[:, -2:], rtol=1e-9)


def test_expectation_given_nothing_is_the_mean_of_many_draws(city: CityMap) -> None:
    """The recursion over all generations against brute force: 24 draws of four weeks."""
    index = 717
    first, last = index * draws.CHUNK, (index + 1) * draws.CHUNK
    world = make_world(city.blocks, seed=5, rate=1.0, first=first, last=last)
    about = {"categories": list(truth.IDS), "seed": 5, "epsg": plan.EPSG}
    instants = [f"{np.datetime64(h * 3600, 's')}Z" for h in (first, first, first, last)]
    about |= dict(zip(("start", "until", "through", "end"), instants, strict=True))
    nothing = Truth(world, empty(), about)
    hours = hours_between(nothing.start, nothing.end)
    parts = [draws.Draw(world, seed).chunk(index) for seed in range(24)]
    incidents = draws.join(parts)
    incidents = incidents.take(incidents.hour < last)
    counts = np.bincount(incidents.category, minlength=len(world.branching)) / len(parts)
    world.also[:] = 0
    expected = nothing.totals(hours).sum(axis=1)
    # clusters: the variance is larger than Poisson's by (1 - branching) ** -2 at most
    error = np.sqrt(expected / len(parts)) / (1 - world.branching)
    assert (np.abs(counts - expected) < 3 * error).all()
    grid = grid_from_area(city.ground.area, epsg=plan.EPSG, cell=1000)
    cell = grid.locate(city.blocks.x[incidents.block], city.blocks.y[incidents.block])
    seen = np.bincount(cell, minlength=grid.mask.size) / len(parts)
    cube = nothing.intensity(hours, grid, known_until=nothing.start).sum(axis=1)
    wanted = (cube / world.placed[:, None, None]).sum(axis=0).ravel()
    busy = wanted > 2
    off = (seen - wanted)[busy] / np.sqrt(wanted[busy] / len(parts))
    assert busy.sum() > 30
    assert np.abs(off).max() < 5
    assert 0.7 < off.std() < 1.4


def empty() -> Offences:
    numbers = np.zeros(0, np.int64)
    return Offences(*([numbers] * 8), *([numbers.astype(float)] * 2), *([numbers] * 3),
                    *([numbers.astype(bool)] * 2))  # fmt: skip


def test_bad_questions_are_answered_in_words(
    known: Truth, grids: dict[int, Grid], day: np.ndarray
) -> None:
    grid = grids[250]
    with pytest.raises(ValueError, match="no category 'arson'; there are robbery"):
        known.intensity(day, grid, ["arson"])
    with pytest.raises(ValueError, match="starts of hours"):
        known.intensity(day + np.timedelta64(1, "s"), grid)
    with pytest.raises(ValueError, match="the truth reaches from"):
        known.intensity(np.array([known.end]), grid)
    with pytest.raises(ValueError, match="the truth reaches from"):
        known.totals(np.array([known.start - HOUR]))
    with pytest.raises(ValueError, match="before the truth's"):
        known.totals(day, known_until=known.start - DAY)
    elsewhere = grid_from_area(shapely.box(5e5, 4e6, 501e3, 4001e3), epsg=32613, cell=100)
    with pytest.raises(ValueError, match="EPSG:32613"):
        known.intensity(day, elsewhere)
    assert known.intensity(day[:0], grid).shape == (9, 0, *grid.shape)


def test_beyond_what_is_known_the_future_is_expected(known: Truth, grids: dict[int, Grid]) -> None:
    hours = hours_between(known.through - HOUR, known.through + 3 * HOUR)
    np.testing.assert_allclose(
        known.intensity(hours, grids[250]),
        known.intensity(hours, grids[250], known_until=known.through),
        rtol=1e-6,
    )


def test_events_by_span_and_category(known: Truth) -> None:
    start, stop = known.until - 5 * DAY, known.until
    events = known.events(start, stop, ["robbery", "burglary"])
    assert len(events) == len(events.category) == len(events.offence_id) > 20
    assert (np.diff(events.time) >= np.timedelta64(0, "s")).all()
    assert events.time[0] >= start
    assert events.time[-1] < stop
    names = {known.categories[c] for c in np.unique(events.category)}
    assert names == {"robbery", "burglary"}
    assert len(set(events.offence_id.tolist())) == len(events)
    assert len(known.events(start, start)) == 0


def test_another_format_is_refused(known: Truth, tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text(json.dumps({"format": "crimecast-truth/0"}))
    with pytest.raises(InputError, match="simulate the city again"):
        truth.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        truth.load(tmp_path / "none")
