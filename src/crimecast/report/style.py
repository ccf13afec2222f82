"""The style sheet of pages that stand alone: light, dark, from a phone to a desk, in print."""

from __future__ import annotations

from importlib import resources


def style() -> str:
    """Return the style sheet."""
    return (resources.files(__package__) / "report.css").read_text(encoding="utf-8")
