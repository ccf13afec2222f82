"""``crimecast mirror``: cities at an address that many servers read."""

from __future__ import annotations

from typing import Annotated

import typer

from crimecast.cli._options import AsJson, Home, home_of

Url = Annotated[
    str,
    typer.Argument(
        help="Any address that fsspec knows, such as s3://bucket/path, or a folder.",
        show_default=False,
    ),
]
group = typer.Typer(
    help="Bring cities to an address that many servers read, or fetch them from there.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="mirror")


@group.command("push")
def push(
    url: Url,
    cities: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of cities; all that there is something of where absent."),
    ] = None,
    *,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put what is here in the place of newer things there."),
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Bring records, forecasts, maps and streets to an address; what is there is not sent again.

    Keys and endpoints come from the environment, such as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
    and FSSPEC_S3_ENDPOINT_URL.
    """
    import json
    from dataclasses import asdict

    from crimecast.cli._progress import steps
    from crimecast.errors import InputError
    from crimecast.mirror import Address
    from crimecast.mirror.gather import cities_to_push
    from crimecast.mirror.push import push as push_city

    root = home_of(home)
    address = Address(url)
    chosen = cities or cities_to_push(root)
    if not chosen:
        raise InputError(f"{root} holds no city; ingest records or issue a forecast first")
    done = []
    for city in chosen:
        with steps(quiet=as_json) as progress:
            done.append(push_city(city, root, address, replace=replace, progress=progress))
        if not as_json:
            found = done[-1]
            typer.echo(f"{city}: {found.objects:,} objects written, {found.size:,} bytes")
            for name in found.kept:
                typer.echo(f"  {name}: the address has newer; --replace puts this in its place")
    if as_json:
        told = {"address": address.shown, "cities": [asdict(found) for found in done]}
        typer.echo(json.dumps(told))


@group.command("pull")
def pull(
    url: Url,
    *,
    archive: Annotated[
        bool,
        typer.Option("--archive", help="Bring all forecasts that were ever issued and are there."),
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Bring a folder in step with an address, once: an empty one, or one that was so before.

    For workers without a shared disk, for a look from another machine, and for a new host: pull
    with --archive, look with crimecast archive verify, remove the folder's .mirror.json, and it is
    a host's folder like any other.
    """
    import json

    from crimecast.cli._progress import steps
    from crimecast.errors import InputError
    from crimecast.mirror import Address, Follower

    if home is None:
        raise InputError("give --home: a folder for the copy, empty at first")
    address = Address(url)
    follower = Follower(address, home_of(home), keep=None if archive else 8, whole=True)
    with follower.alone(), steps(quiet=as_json) as progress:
        wrong = follower.once()
        if archive:
            wrong += follower.bring_all(progress)
    if as_json:
        typer.echo(json.dumps({"address": address.shown, "wrong": wrong}))
    if wrong:
        raise InputError("; ".join(wrong))
    if not as_json:
        typer.echo(f"{follower.cache} is in step with {address.shown}")
