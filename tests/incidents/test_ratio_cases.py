"""What the page is tested on when it compares two counts, held against scipy."""

import json
from pathlib import Path

import pytest
from scipy import stats

CASES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "history" / "ratio.cases.json"


def limits(counts: tuple[int, int], spans: tuple[float, float]) -> tuple[float, float | None]:
    """Return the exact 95% limits of the ratio of two Poisson rates."""
    first, second = counts
    found = stats.binomtest(first, first + second).proportion_ci(0.95, method="exact")
    scale = spans[1] / spans[0]
    lower = found.low / (1 - found.low) * scale
    return lower, (None if second == 0 else found.high / (1 - found.high) * scale)


@pytest.mark.parametrize("case", json.loads(CASES.read_text()), ids=lambda c: str(c["counts"]))
def test_the_page_is_tested_on_what_scipy_finds(case: dict[str, list[int]]) -> None:
    lower, upper = limits(
        (case["counts"][0], case["counts"][1]), (case["spans"][0], case["spans"][1])
    )
    assert case["lower"] == pytest.approx(lower, rel=1e-9)
    assert case["upper"] == (None if upper is None else pytest.approx(upper, rel=1e-9))
