"""``crimecast models``: which models there are."""

from __future__ import annotations

from typing import Any

import typer

from crimecast.cli._options import AsJson


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("models", help="List the models, those of installed plug-ins too.")(_models)


def _models(as_json: AsJson = False) -> None:
    from crimecast.models.plugins import plug_ins
    from crimecast.models.registry import DEFAULT, MODELS, Lazy

    told: list[dict[str, Any]] = [
        {
            "name": name,
            "summary": maker.summary if isinstance(maker, Lazy) else "",
            "package": "crimecast",
            "extra": maker.extra if isinstance(maker, Lazy) else None,
            "default": name == DEFAULT,
            "fault": None,
        }
        for name, maker in MODELS.items()
    ]
    told += [
        {
            "name": offer.name,
            "summary": offer.summary,
            "package": f"{offer.package} {offer.version}",
            "extra": None,
            "default": False,
            "fault": offer.fault or None,
        }
        for offer in plug_ins()
    ]
    if as_json:
        import json

        typer.echo(json.dumps({"models": told}))
        return
    width = max(len(item["name"]) for item in told)
    for item in told:
        typer.echo(f"{item['name']:<{width}}  {_line(item)}".rstrip())


def _line(item: dict[str, Any]) -> str:
    notes = []
    if item["default"]:
        notes.append("the default")
    if item["extra"]:
        notes.append(f"needs crimecast[{item['extra']}]")
    if item["package"] != "crimecast":
        notes.append(f"from {item['package']}")
    if item["fault"]:
        notes.append(f"cannot be used: {item['fault']}")
    told = f" ({'; '.join(notes)})" if notes else ""
    return f"{item['summary']}{told}".strip()
