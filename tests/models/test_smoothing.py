import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from crimecast.models.smoothing import kept_mass, kernel_matrix, smooth


@pytest.mark.parametrize("bandwidth", [50.0, 125.0, 400.0])
def test_a_kernel_keeps_its_mass_inside_the_grid(bandwidth: float) -> None:
    kernel = kernel_matrix(101, 100, bandwidth)
    assert kernel[50].sum() == pytest.approx(1.0, abs=1e-3)
    assert (kernel == kernel.T).all()


def test_it_is_the_gaussian_filter_where_cells_are_small() -> None:
    counts = np.random.default_rng(1).random((60, 80)).astype(np.float32)
    other = gaussian_filter(counts, 5.0, mode="constant", truncate=4.0)
    assert np.allclose(smooth(counts, 10, 50.0), other, rtol=0.01)


def test_bandwidth_zero_keeps_counts() -> None:
    counts = np.eye(4, dtype=np.float32)
    assert (smooth(counts, 100, 0.0) == counts).all()


def test_divided_by_the_kept_mass_nothing_leaves_the_mask() -> None:
    mask = np.zeros((30, 30), bool)
    mask[3:20, 5:28] = True
    kept = kept_mass(mask, 100, 250.0)
    point = np.zeros((30, 30), np.float32)
    point[3, 5] = 1.0  # in a corner: three quarters of the kernel would leave
    assert kept[3, 5] == pytest.approx(0.36, abs=0.05)
    assert smooth(point / kept, 100, 250.0)[mask].sum() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("bandwidth", [50.0, 250.0, 2500.0])
def test_within_a_mask_it_is_the_same(bandwidth: float) -> None:
    rng = np.random.default_rng(3)
    mask = rng.random((130, 170)) < 0.02
    mask[:, 60:110] = False  # two parts, and rows that hold none
    mask[50:100] = False
    counts = (rng.random((2, 130, 170)) * mask).astype(np.float32)
    within = smooth(counts, 100, bandwidth, mask)
    np.testing.assert_allclose(
        within[:, mask], smooth(counts, 100, bandwidth)[:, mask], rtol=1e-5, atol=1e-7
    )
    assert not smooth(counts * 0, 100, bandwidth, np.zeros_like(mask)).any()
