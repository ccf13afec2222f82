"""Text can be read and lines told from the ground, in both themes."""

import re

import pytest

from crimecast.report.style import style

GROUNDS = ("ground", "panel")
TEXT = ("ink", "ink-2", "accent")
LINES = ("accent", "s1", "s2", "s3", "s4", "s5", "ink-2")


def themes() -> dict[str, dict[str, str]]:
    """Return the page's colors by theme."""
    blocks = re.findall(r":root \{(.*?)\}", style(), re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})[;0-9a-f]", block)) for block in blocks]
    light, dark = found
    return {"light": light, "dark": light | dark}


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXT)
def test_text_is_legible(theme: str, ground: str, name: str) -> None:
    colors = themes()[theme]
    assert contrast(colors[name], colors[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", LINES)
def test_lines_stand_out(theme: str, name: str) -> None:
    colors = themes()[theme]
    assert contrast(colors[name], colors["panel"]) >= 3


def test_every_color_used_is_defined_and_differs_in_the_dark() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", style())) - {"c", "dash"}
    defined = set(re.findall(r"--([\w-]+):", style()))
    assert used <= defined
    found = themes()
    assert all(found["light"][name] != found["dark"][name] for name in found["light"])


def test_no_two_models_look_alike() -> None:
    for colors in themes().values():
        lines = [colors[name] for name in LINES[:-1]]
        assert len(set(lines)) == len(lines)
    dashes = re.findall(r"--dash: ([\d ]+);", style())
    assert len(set(dashes)) == len(dashes) == 5
