"""Reading a base map's own tiles: PMTiles 3, and the Mapbox vector tiles in it.

As much of both formats as tippecanoe writes for us, so that a picture of the map can be drawn
without a browser. What cannot be read is an :class:`InputError`; nothing is trusted to be whole.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crimecast.errors import InputError

_HEADER: Final = struct.Struct("<7sB8Q")
_LENGTH: Final = 127
_GZIP: Final = 2
_DEEPEST: Final = 3
"""Directories below the first: the format knows one, others may nest."""

_DAMAGED: Final = (
    OSError, EOFError, zlib.error, IndexError, ValueError, struct.error, ArithmeticError,
)  # fmt: skip
"""What reading numbers that mean nothing may end in: an extent of 0, offsets beyond all files."""

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A thing in a tile: its layer, what is told of it, and its lines or rings.

    ``parts`` are in Web Mercator's unit square, x to the east and y to the south; of an area each
    is a ring, outer and inner ones alike.
    """

    layer: str
    area: bool
    tags: dict[str, Any]
    parts: list[Ring]


class Tiles:
    """A PMTiles file, opened for each tile anew.

    Raises
    ------
    InputError
        If it is none, or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            head = self._bytes(0, _LENGTH)
            found = _HEADER.unpack_from(head)
        except (OSError, struct.error) as error:
            raise InputError(f"{path} cannot be read ({error})") from error
        if found[0] != b"PMTiles" or found[1] != 3:
            raise InputError(f"{path} is no PMTiles file of version 3")
        self._root, self._leaves, self._data = found[2:4], found[6], found[8]
        self._packed, self._tiles_packed = head[97] == _GZIP, head[98] == _GZIP
        self.zooms = head[100], head[101]

    def _bytes(self, start: int, length: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(length)

    def shapes(self, z: int, x: int, y: int, layers: Collection[str]) -> Iterator[Shape]:
        """Yield what some layers of a tile hold; nothing where there is no such tile.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        try:
            packed = self._find(_tile_id(z, x, y))
            if packed is None:
                return
            tile = gzip.decompress(packed) if self._tiles_packed else packed
            yield from _shapes(tile, z, x, y, layers)
        except _DAMAGED as error:
            raise InputError(f"{self.path} is damaged ({error}); load the streets again") from error

    def _find(self, tile: int) -> bytes | None:
        start, length = self._root
        for _ in range(_DEEPEST):
            raw = self._bytes(start, length)
            entry = _entry(gzip.decompress(raw) if self._packed else raw, tile)
            if entry is None:
                return None
            run, length, offset = entry
            if run > 0:
                return self._bytes(self._data + offset, length)
            start = self._leaves + offset
        return None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _varints(data: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        if byte < 128:
            found.append(value)
            value = shift = 0
        else:
            shift += 7
    return found


def _entry(directory: bytes, tile: int) -> tuple[int, int, int] | None:
    """Return run length, length and offset of what a directory has for a tile."""
    numbers = _varints(directory)
    count = numbers[0]
    steps, runs, lengths, offsets = (
        numbers[1 + part * count : 1 + (part + 1) * count] for part in range(4)
    )
    at = end = 0
    best: tuple[int, int, int, int] | None = None
    for step, run, length, offset in zip(steps, runs, lengths, offsets, strict=True):
        at += step
        start = end if offset == 0 else offset - 1
        end = start + length
        if at > tile:
            break
        best = at, run, length, start
    if best is None or (best[1] > 0 and tile >= best[0] + best[1]):
        return None
    return best[1:]


def _tile_id(z: int, x: int, y: int) -> int:
    """Return a tile's number: along the Hilbert curve of its zoom, after all lower zooms."""
    number = ((1 << (2 * z)) - 1) // 3
    side = 1 << z
    step = side >> 1
    while step:
        right, low = int(x & step > 0), int(y & step > 0)
        number += step * step * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return number


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of a message's fields: a number, or bytes."""
    at, stop = 0, len(data)
    while at < stop:
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        else:
            length = {1: 8, 5: 4}.get(kind)
            if kind == 2:
                length, at = _varint(data, at)
            if length is None or at + length > stop:
                raise ValueError("a field of a tile ends beyond it")
            yield key >> 3, data[at : at + length]
            at += length


def _shapes(tile: bytes, z: int, x: int, y: int, layers: Collection[str]) -> Iterator[Shape]:
    for number, layer in _fields(tile):
        if number == 3 and isinstance(layer, bytes):
            yield from _of_layer(layer, z, x, y, layers)


def _of_layer(layer: bytes, z: int, x: int, y: int, layers: Collection[str]) -> Iterator[Shape]:
    name, keys, values, features, extent = "", [], [], [], 4096
    for field, value in _fields(layer):
        if isinstance(value, int):
            extent = value if field == 5 else extent
        elif field == 1:
            name = value.decode()
            if name not in layers:
                return
        elif field == 2:
            features.append(value)
        elif field == 3:
            keys.append(value.decode())
        elif field == 4:
            values.append(_value(value))
    side = 1 << z
    at = x / side, y / side, 1 / (extent * side)
    for feature in features:
        kind, told, geometry = _feature(feature)
        tags = {keys[k]: values[v] for k, v in zip(told[::2], told[1::2], strict=True)}
        yield Shape(name, kind == 3, tags, [] if kind == 1 else _parts(_varints(geometry), at))


def _value(data: bytes) -> Any:
    for number, value in _fields(data):
        if isinstance(value, int):
            if number == 6:
                return (value >> 1) ^ -(value & 1)
            return value
        if number == 1:
            return value.decode("utf-8", "replace")
        return struct.unpack("<f" if number == 2 else "<d", value)[0]
    return None


def _feature(feature: bytes) -> tuple[int, list[int], bytes]:
    """Return a feature's kind of geometry, its tags as places, and its geometry."""
    kind, told, geometry = 0, b"", b""
    for number, value in _fields(feature):
        if isinstance(value, int):
            kind = value if number == 3 else kind
        elif number == 2:
            told = value
        elif number == 4:
            geometry = value
    return kind, _varints(told), geometry


def _parts(numbers: list[int], place: tuple[float, float, float]) -> list[Ring]:
    parts: list[Ring] = []
    px = py = at = 0
    x0, y0, scale = place
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:  # a ring is closed
            continue
        for _ in range(count):
            dx, dy = numbers[at], numbers[at + 1]
            at += 2
            px += (dx >> 1) ^ -(dx & 1)
            py += (dy >> 1) ^ -(dy & 1)
            if command == 1:
                parts.append([])
            parts[-1].append((x0 + px * scale, y0 + py * scale))
    return parts
