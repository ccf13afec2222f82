"""How the server's cities are kept up to date, for watchers: as JSON and for Prometheus.

What went wrong in words stays in the host's own log and ``crimecast status``: it may name files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from crimecast import __version__
from crimecast.archive.index import COPIED, index_of
from crimecast.errors import InputError
from crimecast.files import read_json
from crimecast.status import STEPS, CityStatus, parsed, read_status
from crimecast.web.common import DEFAULTS, NOT_MODIFIED, CityId, site
from crimecast.web.problem import Problem
from crimecast.web.respond import NO_CACHE, NO_STORE, Payload, json_payload, respond
from crimecast.web.site import Site

router = APIRouter(prefix="/api", tags=["server"])
metrics_router = APIRouter(tags=["server"])
STALE_H: Final = 48
"""Hours without newer records after which a city's forecast is called stale."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StepTold(_Model):
    """How a step of the updates went last."""

    state: str = Field(description="`never`, `running`, `done`, `skipped` or `failed`.")
    at: str | None = Field(description="When it began, UTC.")
    seconds: float | None
    succeeded: str | None = Field(description="When it last ended well, UTC.")
    failures: int = Field(description="How often it has failed since.")


class CityTold(_Model):
    """How up to date a city is."""

    id: str
    forecast: str | None = Field(description="Id of the latest forecast.")
    issued_at: str | None
    data_through: str | None = Field(description="The latest report that it knew of, UTC.")
    hours_behind: float | None = Field(description="Hours since that report.")
    stale: bool = Field(description="No forecast, or one whose records end days ago.")
    due: str | None = Field(description="When it is updated next, UTC; null: now, or never yet.")
    steps: dict[str, StepTold]


class ServerStatus(_Model):
    """How the server's cities are kept up to date."""

    version: str
    at: str
    cities: list[CityTold]


class ArchiveEntry(_Model):
    """A forecast that was ever issued."""

    id: str
    issued_at: str | None
    content: str = Field(description="SHA-256 of its content.")
    ages: list[int] = Field(description="Days after which it was scored.")
    there: bool = Field(description="False: it was thinned out; its scores stay.")


class Archive(_Model):
    """All forecasts of a city that were ever issued, newest first."""

    forecasts: list[ArchiveEntry]
    entries: int = Field(description="Lines of the ledger of scores.")
    head: str = Field(description="SHA-256 of its last line.")


def _status(found: Site, now: datetime) -> list[tuple[CityTold, CityStatus]]:
    told = []
    for city in found.cities():
        served = found.latest(city.id)
        status = read_status(city.id, found.home)
        records = found.records(city)
        if served is None and status == CityStatus(city.id) and not (records and records["rows"]):
            continue  # shipped, and never used here
        through = None if served is None else served.issued.manifest.data_through
        behind = None if through is None else (now - parsed(through)).total_seconds() / 3600
        steps = {
            name: StepTold(
                state=step.state, at=step.at, seconds=step.seconds, succeeded=step.succeeded,
                failures=step.failures,
            )
            for name, step in status.steps.items()
        }  # fmt: skip
        one = CityTold(
            id=city.id,
            forecast=None if served is None else served.issued.id,
            issued_at=None if served is None else served.issued.manifest.issued_at,
            data_through=through,
            hours_behind=None if behind is None else round(behind, 1),
            stale=behind is None or behind > STALE_H,
            due=status.due,
            steps=steps,
        )
        told.append((one, status))
    return told


@router.get("/status", response_model=ServerStatus, responses=NOT_MODIFIED)
def status(request: Request) -> Response:
    """Tell of each city how up to date it is, and how its updates go."""
    now = datetime.now(UTC)
    cities = [one.model_dump() for one, _ in _status(site(request), now)]
    content = {"version": __version__, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "cities": cities}
    return respond(request, json_payload(content), NO_STORE)


@router.get("/cities/{city}/archive", response_model=Archive, responses=DEFAULTS)
def archive(request: Request, city: CityId) -> Response:
    """List all forecasts of a city that were ever issued, with the head of the ledger of scores."""
    found = site(request)
    known = found.city(city)
    try:
        content = _copied(known.id, found.home) if found.is_copy else None
        if content is None:
            entries, ledger = index_of(known.id, found.home)
            content = {
                "forecasts": [{**entry.to_json(), "ages": list(entry.ages)} for entry in entries],
                "entries": len(ledger.entries),
                "head": ledger.head,
            }
    except InputError:
        raise Problem(
            503, "ledger", "The ledger of scores was changed; the host has to bring it back."
        ) from None
    return respond(request, json_payload(content), NO_CACHE)


def _copied(city_id: str, home: Path) -> dict[str, Any] | None:
    """Return what the host that is followed told of its archive; None where it told nothing."""
    try:
        told = read_json(home / city_id / COPIED)
    except FileNotFoundError:
        return None
    return {name: told[name] for name in ("forecasts", "entries", "head")}


@metrics_router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus's text format."}},
)
def metrics(request: Request) -> Response:
    """Give the same as gauges for Prometheus, times as seconds since 1970."""
    text = exposition([one for one, _ in _status(site(request), datetime.now(UTC))])
    payload = Payload(text.encode(), "text/plain; version=0.0.4; charset=utf-8")
    return respond(request, payload, NO_STORE)


def exposition(told: list[CityTold]) -> str:
    """Return how up to date cities are in Prometheus's text format; ids hold no quotes."""
    lines = _gauge("info", "The version that runs.", [(f'version="{__version__}"', 1.0)])
    of_city: tuple[tuple[str, str, Callable[[CityTold], float | None]], ...] = (
        ("forecast_issued_seconds", "When the latest forecast was issued.",
         lambda one: _seconds(one.issued_at)),
        ("records_through_seconds", "The latest report that the forecast knew of.",
         lambda one: _seconds(one.data_through)),
        ("stale", "Whether there is no forecast, or its records end days ago.",
         lambda one: float(one.stale)),
    )  # fmt: skip
    for name, help_, of in of_city:
        lines += _gauge(name, help_, [(f'city="{one.id}"', of(one)) for one in told])
    by_step: tuple[tuple[str, str, Callable[[StepTold], float | None]], ...] = (
        ("step_succeeded_seconds", "When a step of the updates last ended well.",
         lambda step: _seconds(step.succeeded)),
        ("step_failures", "How often a step has failed since.", lambda step: float(step.failures)),
        ("step_seconds", "How long a step took last.", lambda step: step.seconds),
    )  # fmt: skip
    for name, help_, of_step in by_step:
        values = [
            (f'city="{one.id}",step="{name_}"', of_step(one.steps[name_]))
            for one in told for name_ in STEPS
        ]  # fmt: skip
        lines += _gauge(name, help_, values)
    return "\n".join(lines) + "\n"


def _gauge(name: str, help_: str, values: list[tuple[str, float | None]]) -> list[str]:
    head = [f"# HELP crimecast_{name} {help_}", f"# TYPE crimecast_{name} gauge"]
    return head + [
        f"crimecast_{name}{{{labels}}} {value:.12g}" for labels, value in values
        if value is not None
    ]  # fmt: skip


def _seconds(text: str | None) -> float | None:
    return None if text is None else parsed(text).timestamp()
