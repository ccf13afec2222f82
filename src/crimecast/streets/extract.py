"""OpenStreetMap files, read one object at a time through pyosmium."""

from __future__ import annotations

import bz2
import contextlib
import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from crimecast.errors import InputError
from crimecast.files import is_full_disk
from crimecast.streets.box import Box
from crimecast.streets.kinds import AREAS, LINES, POINTS, Kind, area_kinds, line_kinds, point_kinds

if TYPE_CHECKING:
    import osmium

FORMATS: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_HEAD: Final = 8192


class Found(NamedTuple):
    """A thing of the map: what it is, its shape (WKB, hexadecimal, degrees), where it is from."""

    kind: Kind
    wkb: str
    source: tuple[str, int]


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what fails while an extract is read into a sentence that says what to do.

    Raises
    ------
    InputError
        If the file is none of OpenStreetMap's, is damaged or cut off.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    if not path.name.lower().endswith(FORMATS):
        raise InputError(
            f"{path} is no OpenStreetMap extract by its name; give a file that ends in "
            f"{', '.join(FORMATS[:-1])}"
        )
    from osmium import InvalidLocationError  # noqa: PLC0415 -- heavy, and not for the server

    try:
        yield
    except (RuntimeError, ValueError, EOFError, OSError, InvalidLocationError) as error:
        if isinstance(error, InputError) or is_full_disk(error):
            raise
        raise InputError(
            f"{path} cannot be read as OpenStreetMap data ({error}); it may be cut off or "
            "damaged: download or export it again"
        ) from error


@dataclass
class Extract:
    """One file, and what was learnt of it while it was read.

    Attributes
    ----------
    stated : Box or None
        The box the file says it holds.
    date : datetime or None
        The instant of the data, UTC, where the file tells it.
    newest : datetime or None
        The newest edit seen; the data are not older.
    ways : int
        Lines of the map that were read.
    broken : int
        Lines and areas whose points are not all in the file.
    """

    path: Path
    stated: Box | None = None
    date: dt.datetime | None = None
    newest: dt.datetime | None = None
    ways: int = 0
    broken: int = 0
    _parts: set[int] = field(default_factory=set, repr=False)
    _epoch: dt.datetime = field(default=dt.datetime(1971, 1, 1, tzinfo=dt.UTC), repr=False)

    def read(self, scratch: Path) -> Iterator[Found]:
        """Yield the things of the map that the file holds.

        Parameters
        ----------
        scratch : Path
            Folder for a temporary file of where the nodes are, so that memory stays bounded.

        Raises
        ------
        InputError
            If the file is none of OpenStreetMap's, is damaged or cut off.
        """
        with reading(self.path):
            yield from self._read(scratch)

    def _read(self, scratch: Path) -> Iterator[Found]:
        import osmium  # noqa: PLC0415 -- heavy, and not for the server
        from osmium.filter import TagFilter  # noqa: PLC0415

        processor = (
            osmium.FileProcessor(osmium.io.File(str(self.path), self.format()))
            .with_locations(f"sparse_file_array,{scratch / 'nodes.bin'}")
            .with_areas(TagFilter(*AREAS))
            .with_filter(TagFilter(*LINES, *AREAS, *POINTS))
        )
        self.take_head(processor.header)
        shapes = osmium.geom.WKBFactory()
        thing: Any  # of several classes, told apart below
        for thing in processor:
            self.note_edit(thing)
            if not thing.is_relation():
                yield from self._things(thing, shapes)
            elif thing.tags.get("type") == "multipolygon" and area_kinds(thing.tags):
                # Comes before the area made of it; there is none where a part is not in the file.
                self._parts.add(thing.id)
        self.broken += len(self._parts)

    def note_edit(self, thing: Any) -> None:
        """Learn when a thing was last edited."""
        if thing.timestamp > self._epoch and (self.newest is None or thing.timestamp > self.newest):
            self.newest = thing.timestamp

    def format(self) -> str:
        """Return the format as libosmium calls it, by the file's name in any case."""
        name = self.path.name.lower()
        return next(end for end in (*FORMATS[1:4], ".pbf", ".osm") if name.endswith(end))[1:]

    def _things(self, thing: Any, shapes: osmium.geom.WKBFactory) -> Iterator[Found]:
        tags = thing.tags
        make: Callable[[Any], str]
        if thing.is_area():
            kinds, make = area_kinds(tags), shapes.create_multipolygon
            source = ("way" if thing.from_way() else "relation", thing.orig_id())
            if kinds and not thing.num_rings()[0]:  # its rings do not close
                if thing.from_way():
                    self.broken += 1
                return
            if not thing.from_way():
                self._parts.discard(thing.orig_id())
        elif thing.is_way():
            kinds, make = line_kinds(tags), shapes.create_linestring
            source = ("way", thing.id)
            self.ways += bool(kinds)
        else:
            kinds, make = point_kinds(tags), shapes.create_point
            source = ("node", thing.id)
        if not kinds:
            return
        import osmium  # noqa: PLC0415

        try:
            wkb = make(thing)
        except (RuntimeError, osmium.InvalidLocationError):
            self.broken += 1  # fewer than two points: the rest lies beyond the extract's border
            return
        for kind in kinds:
            yield Found(kind, wkb, source)

    def take_head(self, header: osmium.io.Header) -> None:
        """Learn what a file's header says."""
        box = header.box()
        if box.valid():
            low, high = box.bottom_left, box.top_right
            self.stated = Box(low.lon, low.lat, high.lon, high.lat)
        text = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        self.date = _instant(text or _xml_timestamp(self.path))


def _instant(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _xml_timestamp(path: Path) -> str | None:
    """Return the time an XML extract was made, which libosmium does not hand on."""
    name = path.name.lower()
    if name.endswith(".pbf"):
        return None
    opened = gzip.open if name.endswith(".gz") else bz2.open if name.endswith(".bz2") else open
    with opened(path, "rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    found = re.search(r"<osm\b[^>]*\btimestamp=[\"']([^\"']+)", head) or re.search(
        r"<meta\b[^>]*\bosm_base=[\"']([^\"']+)", head
    )
    return found[1] if found else None
