"""How right the forecasts were: the record that the host published, and its report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from crimecast.record.document import ID_PATTERN, Record
from crimecast.record.store import REPORT, Published
from crimecast.web.common import DEFAULTS, CityId, binary, shelf, site
from crimecast.web.problem import Problem
from crimecast.web.respond import IMMUTABLE, NO_CACHE, Payload, json_payload, respond

router = APIRouter(prefix="/api/cities/{city}", tags=["record"])

RecordId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN, description="Id of a record.", examples=["20240101-20240930-1f2e3d4c"]
    ),
]
HTML = "text/html; charset=utf-8"


def document(found: Published) -> Payload:
    """Return a record as JSON."""
    return json_payload(found.record.model_dump(mode="json"))


def whole_report(found: Published) -> Payload:
    """Return a record's report."""
    try:
        return Payload(found.read(REPORT), HTML)
    except KeyError as error:
        raise Problem(404, "no-report", "This record has no report.") from error


@router.get("/record", response_model=Record, responses=DEFAULTS)
def latest(request: Request, city: CityId) -> Response:
    """Tell how right the city's forecasts were."""
    known = site(request).city(city)
    found = shelf(request).current(known)
    if found is None:
        raise Problem(
            404, "no-record",
            f"There is no record of {known.name} yet: run crimecast backtest {known.id} over the "
            f"days to look at, then crimecast record publish {known.id} with its folder.",
        )  # fmt: skip
    return respond(request, shelf(request).answer(found, document), NO_CACHE)


@router.get("/records/{record}", response_model=Record, responses=DEFAULTS)
def by_id(request: Request, city: CityId, record: RecordId) -> Response:
    """Tell one record, which never changes."""
    site(request).city(city)
    found = shelf(request).by_id(city, record)
    return respond(request, shelf(request).answer(found, document), IMMUTABLE)


@router.get(
    "/records/{record}/report.html",
    response_class=Response,
    responses={**DEFAULTS, **binary("All tables and pictures in one file.", "text/html")},
)
def report(request: Request, city: CityId, record: RecordId) -> Response:
    """Give a record's full report, to be saved: one page that needs no network and no script."""
    site(request).city(city)
    found = shelf(request).by_id(city, record)
    answer = respond(request, shelf(request).answer(found, whole_report), IMMUTABLE)
    # Its styles stand in it, which the policy of this server's pages does not allow.
    name = f"crimecast-{city}-{record}.html"
    answer.raw_headers.append((b"content-disposition", f'attachment; filename="{name}"'.encode()))
    return answer
