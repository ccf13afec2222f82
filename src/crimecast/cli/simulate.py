"""``crimecast simulate``: a made-up city, its records, its map and its truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from crimecast.simulate.city import SimulatedFiles


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate")(simulate)


def simulate(
    out: Annotated[Path, typer.Argument(help="Folder to write to; made where it is missing.")],
    *,
    seed: Annotated[
        int, typer.Option(help="Another seed is another city in the same streets.", min=0)
    ] = 1,
    years: Annotated[float, typer.Option(help="Length of the records, 0.02 to 20.")] = 3.0,
    until: Annotated[
        str | None,
        typer.Option(
            help="Last instant of a report: 2026-11-22, or 2026-11-22T12:00Z; without a zone in "
            "UTC. Floored to its hour.",
            show_default="now",
        ),
    ] = None,
    rate: Annotated[
        float, typer.Option(help="Factor of all rates; 1 is about 50 offences a day.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Make the simulated city: Alder Falls, which does not exist.

    Writes incidents.csv (records as a city's portal publishes them: late, within windows, on the
    hundred-block, a few without a place, a few twice), area.geojson (study area, neighborhoods,
    streets, water, parks), streets.osm.gz (the same as an OpenStreetMap extract) and the truth the
    records were drawn from (truth.npz, truth.json), so that a forecast can be scored against the
    intensity itself.

    The same seed gives the same city again. Run it on another day and it holds the same records
    and those reported since, as a real publisher's file would.

    Then: crimecast city area simulated OUT/area.geojson,
    crimecast streets simulated OUT/streets.osm.gz, and
    crimecast ingest simulated OUT/incidents.csv.
    """
    from crimecast.cli._progress import steps
    from crimecast.simulate.city import simulate as make

    with steps(quiet=as_json) as progress:
        files = make(
            out, seed=seed, years=years, until=_instant(until), rate=rate, progress=progress
        )
    if as_json:
        import json

        typer.echo(json.dumps(_told(files)))
        return
    first, last = (str(t).replace("T", " ") for t in (files.start, files.until))
    typer.echo(
        f"Alder Falls (simulated), seed {seed}: {files.rows:,} records of {first} to {last} UTC\n"
        f"  records  {files.csv}\n  map      {files.area}\n  streets  {files.streets}\n"
        f"  truth    {files.truth}/truth.npz"
    )


def _told(files: SimulatedFiles) -> dict[str, object]:
    return {
        "csv": str(files.csv), "area": str(files.area), "streets": str(files.streets),
        "truth": str(files.truth),
        "rows": files.rows, "offences": files.offences,
        "start": f"{files.start}Z", "until": f"{files.until}Z",
    }  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    """Read the option: ISO 8601, UTC where it names no zone."""
    if text is None:
        return None
    from datetime import UTC, datetime

    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time; write 2026-11-22 or 2026-11-22T12:00Z", param_hint="--until"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
