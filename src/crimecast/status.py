"""How a city's updates go: which step was done when, what failed, what is due.

One JSON file a city in the host's folder, replaced whole at each step, so that a reader never meets
half of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from crimecast import files
from crimecast.errors import InputError

STATUS: Final = "status.json"
STEPS: Final = ("fetch", "forecast", "score", "thin", "push")
"""In the order in which they are done."""
AGAIN_H: Final = 1
"""Hours after which a step that failed is tried again, where more lie between updates."""
State = Literal["never", "running", "done", "skipped", "failed"]


@dataclass(frozen=True)
class Step:
    """How a step went last.

    Attributes
    ----------
    at : str, optional
        When it began, UTC.
    seconds : float, optional
        How long it took.
    what : str
        What it did, or why not.
    succeeded : str, optional
        When it last ended well, UTC.
    failures : int
        How often it has failed since then.
    """

    state: State = "never"
    at: str | None = None
    seconds: float | None = None
    what: str = ""
    succeeded: str | None = None
    failures: int = 0


@dataclass(frozen=True)
class CityStatus:
    """How a city's updates go."""

    city: str
    steps: Mapping[str, Step] = field(default_factory=lambda: {name: Step() for name in STEPS})
    due: str | None = None

    @property
    def failed(self) -> list[str]:
        """The steps that failed last time."""
        return [name for name, step in self.steps.items() if step.state == "failed"]

    def begun(self, name: str, now: datetime) -> CityStatus:
        """Return the status with a step that begins."""
        return self._with(name, replace(self.steps[name], state="running", at=told(now)))

    def ended(
        self, name: str, state: State, what: str, *, now: datetime, seconds: float
    ) -> CityStatus:
        """Return the status with a step that ended."""
        step = replace(self.steps[name], state=state, what=what, seconds=round(seconds, 2))
        if state == "failed":
            step = replace(step, failures=step.failures + 1)
        elif state == "done":
            step = replace(step, succeeded=told(now), failures=0)
        else:
            step = replace(step, failures=0)
        return self._with(name, step)

    def _with(self, name: str, step: Step) -> CityStatus:
        return replace(self, steps={**self.steps, name: step})

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        steps = {name: asdict(step) for name, step in self.steps.items()}
        return {"city": self.city, "due": self.due, "steps": steps}


def told(instant: datetime) -> str:
    """Write an instant as ``2026-11-28T12:00:00Z``."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def parsed(text: str) -> datetime:
    """Read what :func:`told` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def next_due(status: CityStatus, every_h: int) -> datetime | None:
    """Return when a city is to be updated next; None: it never was."""
    fetched, issued = status.steps["fetch"], status.steps["forecast"]
    last = fetched.at if fetched.state != "skipped" else issued.at
    if last is None:
        return None
    hours = min(AGAIN_H, every_h) if status.failed else every_h
    return parsed(last) + timedelta(hours=hours)


def read_status(city_id: str, home: Path) -> CityStatus:
    """Return a city's status; that of one which was never updated where there is no file.

    A damaged file says nothing that the next update would not write again: it is as if it were not
    there.
    """
    try:
        content = files.read_json(home / city_id / STATUS)
        # Steps that came with a newer version are not in an older file.
        steps = {name: Step(**content["steps"].get(name, {})) for name in STEPS}
        return CityStatus(city_id, steps, content["due"])
    except (FileNotFoundError, InputError, KeyError, TypeError, AttributeError):
        return CityStatus(city_id)


def write_status(status: CityStatus, home: Path) -> None:
    """Write a city's status."""
    (home / status.city).mkdir(parents=True, exist_ok=True)
    files.write_json(home / status.city / STATUS, status.to_json())
