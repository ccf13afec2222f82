from __future__ import annotations

import numpy as np
import pytest
import shapely

from crimecast.simulate.shapes import blob, curve, ribbon

BEND = np.array([[0.0, 0.0], [100.0, 50.0], [250.0, 40.0], [300.0, 200.0]])


def test_curve_passes_through_its_points() -> None:
    line = curve(BEND, 10)
    np.testing.assert_allclose(line[[0, -1]], BEND[[0, -1]])
    for point in BEND:
        assert np.hypot(*(line - point).T).min() < 1e-9
    assert np.hypot(*np.diff(line, axis=0).T).max() < 15
    np.testing.assert_allclose(curve(BEND[:2], 10)[:, 1], curve(BEND[:2], 10)[:, 0] / 2)


def test_ribbon_is_as_wide_as_told() -> None:
    line = np.column_stack([np.linspace(0, 1000, 101), np.zeros(101)])
    shape = ribbon(line, np.linspace(40, 80, 101))
    assert shape.is_valid
    for x, width in ((0, 40), (500, 60), (1000, 80)):
        cut = shape.intersection(shapely.linestrings([[x, -100], [x, 100]]))
        assert cut.length == pytest.approx(width, abs=1)


def test_blob_is_about_an_oval() -> None:
    shape = blob((10, 20), (200, 100), 30)
    assert shape.is_valid
    assert shape.area == pytest.approx(np.pi * 200 * 100, rel=0.1)
    assert shape.centroid.distance(shapely.points(10, 20)) < 30
