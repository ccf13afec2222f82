"""``crimecast serve``: the map and its API."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import Home, home_of

if TYPE_CHECKING:
    import socket

    from crimecast.mirror import Follower

TRIES = 20
"""How many ports are tried where the one asked for is taken."""
FILES = 4096
"""Open files, connections among them, that a server asks the system for."""


def register(app: typer.Typer) -> None:
    """Add ``serve``."""
    app.command()(serve)


def serve(  # noqa: PLR0917 -- options by name
    home: Home = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; the next free one where it is taken.")
    ] = 8000,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Address that crimecast mirror push brings cities to, such as s3://bucket/path. "
            "--home is then a copy that is kept in step: an empty folder at first.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        float,
        typer.Option(min=1, max=86_400, help="With --from: seconds between two looks at it."),
    ] = 60,
    keep: Annotated[
        int,
        typer.Option(
            min=1, help="With --from: forecasts of a city that stay; others are fetched when asked."
        ),
    ] = 8,
) -> None:
    """Serve the map and its API until Ctrl-C.

    With --from any number of servers serve the same address, each with a copy of its own, and go
    on with what they have while it is away: /api/health tells since when.
    """
    if source is None:
        run_server(home_of(home), host=host, port=port)
        return
    from crimecast.errors import InputError
    from crimecast.mirror import Address, Follower, RemoteError

    if home is None:
        raise InputError("--from needs --home: a folder for the copy, empty at first")
    follower = Follower(Address(source), home_of(home), keep=keep)
    with follower.alone():
        try:
            for text in follower.once():
                typer.echo(f"crimecast: {text}", err=True)
        except RemoteError as error:
            typer.echo(f"crimecast: {error}; {follower.told()}", err=True)
        follower.start(every)
        try:
            run_server(home_of(home), host=host, port=port, follower=follower)
        finally:
            follower.stop()


def run_server(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    page: str = "",
    follower: Follower | None = None,
) -> None:
    """Serve a host's folder until interrupted; say the address of ``page`` once it answers.

    With a follower, which keeps the folder in step, forecasts that it lacks are fetched when asked.

    Raises
    ------
    InputError
        If the address cannot be listened at.
    """
    import uvicorn

    from crimecast.web.app import create_app
    from crimecast.web.connections import give_up_peers, server_config

    listening = listen(host, port)
    taken = listening.getsockname()[1]
    if port not in {0, taken}:
        typer.echo(f"Port {port} is taken; using {taken}.", err=True)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 -- shown, not bound
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{taken}"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                typer.echo(f"Open {address}{page}  (Ctrl-C ends it)")

    app = create_app(
        home,
        warm=True,
        bring=None if follower is None else follower.bring,
        freshness=None if follower is None else follower.freshness,
    )
    _say_what_lacks(home, app.state.site)
    give_up_peers(listening)
    _more_files()
    with listening:
        try:
            Server(server_config(app)).run(sockets=[listening])
        except KeyboardInterrupt:
            typer.echo("")


def listen(host: str, port: int, tries: int = TRIES) -> socket.socket:
    """Return a socket bound to ``port`` or the next free one.

    Raises
    ------
    InputError
        If none of ``tries`` ports is free, or the address is not this machine's.
    """
    import errno
    import socket

    from crimecast.errors import InputError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + tries, 65536)):
        # asyncio turns off waiting for more to send (Nagle) only where the protocol is told.
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, candidate))
            found.listen(2048)
        except OSError as error:
            found.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise InputError(
                f"cannot listen at {host} port {candidate}: {error.strerror or error}; "
                "choose another --host or --port"
            ) from error
        else:
            return found
    raise InputError(
        f"the ports {port} to {min(port + tries, 65536) - 1} are all taken; choose another --port"
    )


def _more_files() -> None:
    """Let the process hold as many connections as it counts, where the system lets it ask."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _say_what_lacks(home: Path, site: object) -> None:
    from crimecast.web.site import Site

    assert isinstance(site, Site)  # noqa: S101
    if any(site.latest(city.id) is not None for city in site.cities()):
        return
    typer.echo(
        f"No city in {home} has a forecast yet; the map stays empty. Make one with: crimecast "
        "demo, or crimecast ingest CITY FILE and crimecast forecast CITY",
        err=True,
    )
