"""``crimecast route``: ways from one place to another, and what is expected along them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.route.planner import Answer, Planner


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("route")(route)


def route(  # noqa: PLR0917 -- options by name
    city: City,
    start: Annotated[
        str, typer.Option("--from", help="Where from: longitude,latitude in degrees.")
    ],
    stop: Annotated[str, typer.Option("--to", help="Where to: longitude,latitude in degrees.")],
    at: Annotated[
        str | None,
        typer.Option(
            help="Departure: a local time of the city such as '2024-07-01 22:00', or an instant "
            "such as '2024-07-02T04:00Z'. Default: the forecast's present.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="How: foot or bicycle.")] = "foot",
    categories: Annotated[
        str | None,
        typer.Option(
            help="Ids of the categories that count, with commas between. Default: those against "
            "people, in public.",
            show_default=False,
        ),
    ] = None,
    detour: Annotated[
        float,
        typer.Option(min=1.0, max=3.0, help="How many times the fastest route's time is allowed."),
    ] = 1.5,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Compare ways from one place to another: minutes, and reported incidents expected along them.

    The fastest comes first. Others take longer and pass where fewer reports are expected; whether
    that difference can be told from none is said of each. Streets come from `crimecast streets`.

    Example: crimecast route seattle --from=-122.3132,47.6612 --to=-122.3020,47.6500 --at '22:00'
    """
    import json

    from crimecast.city import load_city
    from crimecast.route.answer import to_geojson
    from crimecast.route.graph import Mode
    from crimecast.route.planner import Question
    from crimecast.run.route import open_planner
    from crimecast.run.times import parse_instant

    root = home_of(home)
    loaded = load_city(city, root)
    if by not in set(Mode):
        raise typer.BadParameter(f"{by!r}: use foot or bicycle", param_hint="--by")
    question = Question(
        start=_place(start, "--from"),
        stop=_place(stop, "--to"),
        mode=Mode(by),
        departure=None if at is None else parse_instant(at, loaded.time_zone),
        categories=None if categories is None else [c.strip() for c in categories.split(",")],
        detour=detour,
    )
    planner = open_planner(loaded, root)
    answer = planner.answer(question)
    if as_json:
        typer.echo(json.dumps(to_geojson(planner, answer), ensure_ascii=False))
        return
    _tell(planner, answer)


def _place(text: str, option: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not longitude,latitude in degrees, such as -104.99,39.74",
            param_hint=option,
        ) from None
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        raise typer.BadParameter(
            f"{text!r}: longitude comes first, then latitude", param_hint=option
        )
    return lon, lat


def _tell(planner: Planner, answer: Answer) -> None:
    from rich.console import Console

    from crimecast.archive.manifest import instant
    from crimecast.languages import ENGLISH
    from crimecast.languages.base import in_sentence
    from crimecast.picture.words import label_of, local
    from crimecast.route import words
    from crimecast.route.answer import NOTES
    from crimecast.route.stretches import stretches_of

    console = Console(highlight=False)
    m = planner.issued.manifest
    which = [place for place, c in enumerate(m.categories) if c.id in answer.categories]
    labels = {c["id"]: c["label"] for c in planner.city.classes}
    what = in_sentence(label_of(m, which, labels))
    console.print(
        f"{planner.city.name}, {words.by(answer.question.mode)}, "
        f"{ENGLISH.moment(local(instant(answer.departure), m.time_zone))}; forecast {m.id}"
    )
    fastest = answer.routes[0]
    for number, found in enumerate(answer.routes):
        title = "Fastest" if number == 0 else f"Route {number + 1}"
        console.print(
            f"\n[bold]{title}[/bold]: {words.minutes(found.path.seconds)}, "
            f"{words.distance(found.path.metres)}"
        )
        console.print("  " + words.sentence(found, what, answer.rates.near))
        if number:
            console.print("  " + words.comparison(found, fastest))
        if found.items.outside > 0.01:
            console.print(
                f"  {found.items.outside:.0%} of it lies outside the area that is forecast: "
                "nothing is known there."
            )
        for part in stretches_of(answer.network, found, answer.rates, answer.hour):
            share = part.expected / found.expected if found.expected else 0.0
            much = "under 1%" if 0 < share < 0.005 else f"{share:.0%}"
            console.print(
                f"    {words.distance(part.metres):>7}  "
                f"{words.stretch_name(part.name, part.kind)}, {much} of what is expected"
            )
    if len(answer.routes) == 1:
        console.print("\nNo other route within the detour that is allowed has less.")
    for note in NOTES:
        console.print(f"[dim]{note}[/dim]")
