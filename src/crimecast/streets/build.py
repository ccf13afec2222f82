"""From OpenStreetMap extracts to a published base map."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from crimecast import files
from crimecast.area import Area, load_area
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.streets import manifest as told
from crimecast.streets.box import AROUND, Box, box_of
from crimecast.streets.coast import sea
from crimecast.streets.extract import Extract
from crimecast.streets.features import Features
from crimecast.streets.kinds import LAYERS, RANKS, ZOOMS, Kind
from crimecast.streets.names import gather
from crimecast.streets.store import BaseMap, publish, staging, streets_folder
from crimecast.streets.tiles import make_tiles

Progress = Callable[[str, float], None]
"""Called with what is being done and which share of it (0 to 1; 0: unknown) is done."""
VERSION: Final = 1
"""Of how maps are made: another one gives another id."""
_EVERY: Final = 20_000


def build(
    city: City,
    paths: Sequence[Path],
    home: Path,
    *,
    threads: int = 1,
    now: dt.datetime | None = None,
    progress: Progress = lambda _what, _share: None,
) -> BaseMap:
    """Make a city's base map of extracts and put it in use.

    Parameters
    ----------
    paths
        Extracts; what several hold is taken once, from the first.
    threads
        Of tippecanoe.
    now : aware datetime, optional
        The present; it dates a map whose extract does not tell its date.

    Raises
    ------
    InputError
        If the city has no study area, a file cannot be read, holds no streets or lies elsewhere,
        or tippecanoe fails. The map in use is then as before.
    """
    if not paths:
        raise InputError("give at least one extract of OpenStreetMap")
    now = now or dt.datetime.now(dt.UTC)
    area = load_area(city, home)
    box = box_of(area, AROUND)
    folder = streets_folder(city.id, home)
    with staging(folder) as stage:
        lines = stage / "features.ndjson"
        with lines.open("wb") as file:
            features = Features(file, box)
            extracts = [_read(Path(path), features, stage, progress) for path in paths]
            features.flush()
            known = _known(features, extracts, box)
            _check(city, area, features, extracts)
            for shape in sea(features.coast, known):
                features.put(Kind("water", {"kind": "sea"}, ZOOMS[0]), shape)
        progress("gathering names", 0.0)
        names = gather(features.named, area)
        packed = json.dumps(names, ensure_ascii=False, separators=(",", ":"))
        files.write_text(stage / told.NAMES, packed)
        progress("making tiles", 0.0)
        attribution = f"Streets of {city.name}" if city.simulated else told.ATTRIBUTION
        make_tiles(
            lines, stage / told.TILES, box=box, name=city.name, attribution=attribution,
            threads=threads,
        )  # fmt: skip
        lines.unlink()
        kept = {
            name: told.File(size=(stage / name).stat().st_size, sha256=files.sha256(stage / name))
            for name in (told.TILES, told.NAMES)
        }
        date, date_from = _date(extracts)
        about = told.Manifest(
            id=_id(date or now, *(file.sha256 for file in kept.values())),
            city=city.id,
            made_at=f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            sources=tuple(
                told.SourceFile(name=item.path.name, sha256=files.sha256(item.path))
                for item in extracts
            ),
            data_date=f"{date:%Y-%m-%d}" if date else None,
            date_from=date_from,
            bounds=known.rounded,
            zooms=ZOOMS,
            layers=LAYERS,
            counts=dict(sorted(features.counts.items())),
            names=len(names["names"]),
            broken=sum(item.broken for item in extracts),
            attribution=attribution,
            attribution_url=None if city.simulated else told.ATTRIBUTION_URL,
            license=city.source.license if city.simulated else told.LICENSE,
            files=kept,
        )
        return publish(stage, folder, about)


def _read(path: Path, features: Features, stage: Path, progress: Progress) -> Extract:
    extract = Extract(path)
    scratch = stage / "scratch"
    scratch.mkdir()
    try:
        for number, found in enumerate(extract.read(scratch)):
            features.add(found)
            if number % _EVERY == 0:
                progress(f"reading {path.name}: {number:,} things of the map", 0.0)
    finally:
        files.remove(scratch)
    return extract


def _known(features: Features, extracts: Sequence[Extract], box: Box) -> Box:
    """Return the part of the box of which the extracts tell something."""
    held: Box | None = None
    for extract in extracts:
        if extract.stated is not None:
            held = extract.stated if held is None else held.joined(extract.stated)
        else:  # a file that does not say what it holds: all that it touches
            held = features.seen if held is None or features.seen is None else held.joined(
                features.seen
            )  # fmt: skip
    return (held.common(box) if held else None) or box


def _check(city: City, area: Area, features: Features, extracts: Sequence[Extract]) -> None:
    """Refuse what is no map of the city."""
    names = ", ".join(item.path.name for item in extracts)
    if not any(item.ways for item in extracts):
        raise InputError(
            f"{names}: no street, path, rail or river in it; give an extract of all objects, "
            "not of points or buildings only"
        )
    mine, seen = box_of(area), features.seen
    if seen is None:
        raise InputError(f"{names}: its streets have no places; export the nodes with the ways")
    streets = sum(features.counts[name] for name in RANKS.values())
    if not mine.touches(seen) or not streets:
        raise InputError(
            f"{names} spans {seen}, and no street of it is within 2 km of the study area of "
            f"{city.name}, which spans {mine} (west, south to east, north); is it another city's?"
        )


def _date(
    extracts: Sequence[Extract],
) -> tuple[dt.datetime | None, told.DateFrom | None]:
    """Return the instant of the oldest extract, and how it is known."""
    stated = [item.date for item in extracts]
    if all(stated):
        return min(date for date in stated if date), "file"
    newest = [item.date or item.newest for item in extracts]
    if all(newest):
        return min(date for date in newest if date), "newest edit"
    return None, None


def _id(date: dt.datetime, *hashes: str) -> str:
    text = "/".join((told.FORMAT, str(VERSION), *hashes))
    return f"{date:%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
