import numpy as np
import pytest
import shapely

from crimecast.area import Area, Neighborhood
from crimecast.calendar import hours_from
from crimecast.evaluate.protocol import Protocol, class_groups
from crimecast.evaluate.tables import Rows
from crimecast.evaluate.totals import Areas, Totals
from crimecast.spread import Scale, Spread, variance_of_sum
from history_sample import CATEGORIES, CLASSES, ORIGIN, make_grid

GRID = make_grid(400)
IY, IX = np.divmod(GRID.cells, GRID.shape[1])


def test_neighborhoods_hold_the_cells_whose_centre_they_hold() -> None:
    west = shapely.box(500_000, 4_400_000, 501_400, 4_402_400)
    inner = shapely.box(501_000, 4_400_000, 501_800, 4_402_400)  # partly over the first
    far = shapely.box(0, 0, 1, 1)
    polygons = [Neighborhood(n, p, (0, 0)) for n, p in
                (("West", west), ("Inner", inner), ("Far", far), ("West", inner))]  # fmt: skip
    areas = Areas.neighborhoods(Area(west, tuple(polygons), GRID.epsg, None), GRID)  # type: ignore[arg-type]
    assert areas.names == ("West", "Inner")
    x = GRID.x[IX]
    assert np.array_equal(areas.of_cell, np.select([x < 501_400, x < 501_800], [0, 1], -1))
    assert Areas.none(GRID).names == ()
    with pytest.raises(ValueError, match="no name"):
        Areas(("a",), np.array([0, 1]))


def test_variance_is_the_spreads_and_hours_are_thinned() -> None:
    rng = np.random.default_rng(3)
    scales = (Scale(None, 24, joint=True), Scale(None, 1))
    spread = Spread(CATEGORIES, scales, rng.random((3, 2)), "America/Denver")
    areas = Areas(("a", "b"), IX % 3 - 1)  # the first third belongs to none
    hours = hours_from(ORIGIN, 48)
    values = rng.random((3, 48, len(GRID.cells))).astype(np.float32)
    groups = class_groups(CLASSES)
    spans = Protocol(horizon=48).spans()
    totals = Totals(areas, GRID, spans, hours, CATEGORIES, groups, spread)
    for c in range(3):
        for span in spans:
            own = values[c, span.lead : span.stop] * np.float32(0.5 if span.short else 1.0)
            totals.add(c, span, own, np.array([0]), np.array([1 if span.short else 2]))
    rows, scores = Rows("totals"), Rows("scores")
    totals.write(rows, scores, "m", ORIGIN)
    found = rows.columns()

    def pick(category: str, area: str, lead: int, hours: int, column: str = "variance") -> float:
        own = (found["category"] == category) & (found["area"] == area)
        own &= (found["lead"] == lead) & (found["hours"] == hours)
        assert own.sum() == 1
        return float(found[column][own][0])

    place = {"x": GRID.x[IX], "y": GRID.y[IY]}
    second = variance_of_sum(values[:, 24:], spread, hours=hours[24:], areas=areas.of_cell, **place)
    assert pick("robbery", "b", 24, 24) == pytest.approx(second.variance[0, 0, 1], rel=1e-5)
    assert pick("all", "a", 24, 24) == pytest.approx(second.all_variance[0, 0], rel=1e-5)
    hour = variance_of_sum(
        values[:, :24] / 2, spread, hours=hours[:24], windows=np.arange(24), **place
    )
    assert pick("all", "city", 5, 1) == pytest.approx(hour.all_variance[5, 0], rel=1e-5)
    assert pick("all", "city", 5, 1, "expected") == pytest.approx(hour.all_mean[5, 0], rel=1e-5)
    assert pick("all", "city", 24, 1, "observed") == 3  # one of each category, in the first hour
    assert pick("class:property", "city", 0, 24, "observed") == 2
    column = scores.columns()
    own = (column["resolution"] == "24h x neighborhood") & (column["score"] == "crps")
    own &= (column["category"] == "all") & (column["lead"] == 24)
    by_area = [pick("all", area, 24, 24, "crps") for area in ("a", "b")]
    assert column["value"][own] == pytest.approx(sum(by_area))
    assert column["n"][own] == [2]
    assert set(rows.columns()["origin"]) == {ORIGIN}


def test_a_spread_of_other_categories_is_refused() -> None:
    spread = Spread.poisson(["other"])
    with pytest.raises(ValueError, match="no spread is known"):
        Totals(
            Areas.none(GRID), GRID, Protocol().spans(), hours_from(ORIGIN, 24), CATEGORIES,
            class_groups(CLASSES), spread,
        )  # fmt: skip
