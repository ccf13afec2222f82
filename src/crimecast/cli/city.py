"""``crimecast city``: make, check and show cities, and give them their study area."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.city import City as CityFile
    from crimecast.run.check import Check
    from crimecast.streets.manifest import Manifest as Streets

group = typer.Typer(help="Make, check and show cities.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="city")


@group.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List the known cities, shipped ones and your own."""
    from crimecast.city import list_cities, load_city
    from crimecast.errors import InputError
    from crimecast.incidents.query import records_summary

    root = home_of(home)
    told: list[dict[str, Any]] = []
    for name in list_cities(root):
        try:
            city = load_city(name, root)
            found = {"id": name, "name": city.name, "records": records_summary(city, root)}
        except InputError as error:
            found = {"id": name, "name": None, "records": None, "fault": str(error)}
        told.append(found)
    if as_json:
        _json({"cities": told})
        return
    for item in told:
        if "fault" in item:
            typer.echo(f"{item['id']:<16} {' '.join(item['fault'].split())}")
        else:
            typer.echo(f"{item['id']:<16} {item['name']:<28} {_span(item['records'])}")


def _span(records: dict[str, Any] | None) -> str:
    if not records:
        return "no records"
    return f"{records['rows']:,} records, {records['first']} to {records['last']}"


@group.command("show")
def show(city: City, home: Home = None, as_json: AsJson = False) -> None:
    """Show a city: its source and terms, its categories, its records."""
    from crimecast.city import load_city
    from crimecast.incidents.query import records_summary

    root = home_of(home)
    loaded = load_city(city, root)
    records = records_summary(loaded, root)
    base, fault = _base_map(loaded, root)
    if as_json:
        told = {"records": records, "streets": base.model_dump(mode="json") if base else None}
        _json({**loaded.model_dump(mode="json", by_alias=True), **told})
        return
    _show(loaded, records, area=loaded.area_path(root).is_file(), streets=_streets(base, fault))


def _base_map(city: CityFile, home: Path) -> tuple[Streets | None, str | None]:
    """Return what is told of a city's base map, or what is wrong with it."""
    from crimecast.errors import InputError
    from crimecast.streets.store import open_current

    try:
        found = open_current(city, home)
    except InputError as error:
        return None, str(error)
    return (found.manifest if found else None), None


def _streets(base: Streets | None, fault: str | None) -> str:
    if base is None:
        return fault or "none; give an OpenStreetMap extract with: crimecast streets CITY FILE"
    date = f"data of {base.data_date}, " if base.data_date else ""
    return f"{base.id}, {date}{base.names:,} names; {base.attribution} ({base.license})"


def _show(city: CityFile, records: dict[str, Any] | None, *, area: bool, streets: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"{city.name} ({city.id}), {city.time_zone}, EPSG:{city.epsg}", markup=False)
    source = city.source
    console.print(f"Source: {source.title}, {source.publisher}; {source.license}", markup=False)
    for line in (source.url, source.terms_url, source.notice, city.places.exactness):
        if line:
            console.print(f"  {line}", markup=False)
    placed = f", {records['placed_share']:.2%} with a place" if records else ""
    console.print(f"Records: {_span(records)}{placed}")
    if city.portal:
        console.print(f"Portal: {city.portal.kind}, {city.portal.url}", markup=False)
    console.print(f"Study area: {'given' if area else 'none; the cells near records are used'}")
    console.print(f"Base map: {streets}", markup=False)
    table = Table("category", "label", "class", "NIBRS", "forecast", "offences")
    for category in city.categories:
        table.add_row(
            category.id,
            category.label,
            category.offence_class,
            " ".join(category.nibrs),
            "yes" if category.forecast else "no",
            str(len(category.offences)),
        )
    console.print(table)
    for what, rules in (("Left out", city.exclude), ("Withheld", city.withhold)):
        for rule in rules:
            console.print(f"{what}: {rule.why} ({rule.column})", markup=False)
    if city.unverified:
        console.print("Not verified:")
        for sentence in city.unverified:
            console.print(f"  - {sentence}", markup=False)


@group.command("check")
def check(
    city: City,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of its records to hold the city against.")
    ] = None,
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the city's portal for its columns, and compare.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Allow a portal on this machine or a private network.")
    ] = False,
    home: Home = None,
) -> None:
    """Check a city's file, and how it fits its portal or files of its records.

    Nothing is stored. What does not fit ends with exit code 1.
    """
    from crimecast.city import load_city

    root = home_of(home)
    loaded = load_city(city, root)
    typer.echo(
        f"{loaded.id}: the file is right. {len(loaded.forecast_categories)} categories are "
        f"forecast, {len(loaded.kept_categories) - len(loaded.forecast_categories)} only kept."
    )
    todo = [k for k, v in _texts(loaded.model_dump()) if v.startswith("TODO")]
    if todo:
        typer.echo(f"  To decide: {', '.join(todo)} begin with TODO.")
    fits = not live or _tell_live(loaded, root, private=private)
    if files:
        from crimecast.run.check import check_files

        for found in check_files(loaded, files):
            _tell(loaded, found)
            fits = fits and not found.faults
    if not fits:
        raise typer.Exit(1)


def _tell_live(city: CityFile, home: Path, *, private: bool) -> bool:
    """Say what moved at a city's portal; return whether its records can be read."""
    from crimecast.run.live import check_portal

    live = check_portal(city, home, private=private)
    total = f", {live.described.total:,} rows" if live.described.total is not None else ""
    typer.echo(f"The portal has {len(live.described.columns)} columns{total}.")
    found = live.comparison
    like = found.renamed or {}
    for name in found.missing:
        near = f"; it may be {' or '.join(like[name])} now" if like.get(name) else ""
        typer.echo(f"  FAULT: there is no column {name}{near}", err=True)
    for one in found.retyped:
        typer.echo(f"  FAULT: {one.name} is {one.now} now, {one.before} before", err=True)
    for name in found.absent:
        near = f"; it may be {' or '.join(like[name])} now" if like.get(name) else ""
        typer.echo(f"  note: there is no column {name} (optional){near}")
    if found.added:
        typer.echo(f"  note: new since the last pull: {', '.join(found.added)}")
    if found.fits:
        typer.echo("  Its records can be read.")
    return found.fits


def _texts(data: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _texts(value, f"{before}{key}.")
        elif isinstance(value, str):
            found.append((f"{before}{key}", value))
    return found


def _tell(city: CityFile, found: Check) -> None:
    kept = sum(found.categories.values())
    refused = found.report.rows_refused
    typer.echo(
        f"{found.name}: {found.rows:,} rows, {kept:,} would be kept, "
        f"{refused.get('withheld', 0):,} withheld, {refused.get('excluded', 0):,} excluded"
    )
    labels = {c.id: c.label for c in city.categories}
    for name, count in found.categories.items():
        typer.echo(f"  {count:>10,}  {labels.get(name, name)}")
    for note in found.notes:
        typer.echo(f"  note: {note}")
    for fault in found.faults:
        typer.echo(f"  FAULT: {fault}", err=True)


@group.command("area")
def area(
    city: City,
    file: Annotated[Path, typer.Argument(help="GeoJSON: the boundary, or its neighborhoods.")],
    name_field: Annotated[
        str | None, typer.Option(help="Property that names neighborhoods.", show_default=False)
    ] = None,
    home: Home = None,
) -> None:
    """Give a city its study area."""
    from crimecast.area import import_area
    from crimecast.city import load_city

    root = home_of(home)
    loaded = load_city(city, root)
    done = import_area(loaded, file, root, name_field=name_field)
    named = f"{done.named} named by {done.name_field!r}" if done.named else "none of them named"
    typer.echo(
        f"{loaded.name}: {done.polygons} polygons, {named}; {done.square_km:,.1f} square km. "
        f"Stored as {done.path}"
    )
    if done.repaired:
        typer.echo(f"  {done.repaired} were not valid (such as crossing edges) and were repaired")
    if done.ignored:
        typer.echo(f"  {done.ignored} features without a polygon were left out")


@group.command("init")
def init(
    file: Annotated[Path, typer.Argument(help="A file of the city's records.")],
    city_id: Annotated[
        str | None,
        typer.Option("--id", help="Id of the city [default: from the file's name].", metavar="ID"),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="IANA time zone; the records do not tell it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write [default: the host's cities folder].")
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    home: Home = None,
) -> None:
    """Draft a city's file from a file of its records."""
    from crimecast.city_draft import draft_city, save_draft

    draft = draft_city(file, city_id=city_id, time_zone=time_zone)
    path = out or home_of(home) / "cities" / f"{draft.id}.toml"
    save_draft(draft, path, replace=force)
    typer.echo(f"Wrote {path}. To decide in it:")
    for sentence in draft.todo:
        typer.echo(f"  - {sentence}")
    known = draft.id if out is None else str(path)
    typer.echo(f"Then: crimecast city check {known} {file}")


def _json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False))
