"""Files of tiles made by hand: one tile of one layer, whole or with numbers that mean nothing."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

Corners = Sequence[tuple[int, int]]
#: All of a tile, and a little more: clockwise on the screen, as outer rings turn.
EVERYWHERE: Corners = ((-64, -64), (4160, -64), (4160, 4160), (-64, 4160))


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def geometry(rings: Sequence[Corners]) -> bytes:
    numbers, x, y = [], 0, 0
    for ring in rings:
        for place, (to_x, to_y) in enumerate(ring):
            if place < 2:
                numbers.append(9 if place == 0 else (len(ring) - 1) << 3 | 2)
            numbers += [(d << 1) ^ (d >> 63) for d in (to_x - x, to_y - y)]
            x, y = to_x, to_y
        numbers.append(15)
    return b"".join(varint(number) for number in numbers)


def areas(layer: str, rings: Sequence[Corners], *, extent: int = 4096) -> bytes:
    """Return a tile with a layer of one area."""
    feature = field(3, 3) + field(4, geometry(rings))
    return field(3, field(1, layer.encode()) + field(2, feature) + field(5, extent))


def save(path: Path, tile: bytes, *, offset: int = 0) -> Path:
    """Write PMTiles that have only the world's tile, unpacked; ``offset`` is told wrongly."""
    root = b"".join(varint(n) for n in (1, 0, 1, len(tile), offset + 1))
    data = 127 + len(root)
    head = struct.pack("<7sB8Q", b"PMTiles", 3, 127, len(root), 0, 0, 0, 0, data, len(tile))
    path.write_bytes(head.ljust(97, b"\0") + bytes([1, 1, 1, 0, 0]).ljust(30, b"\0") + root + tile)
    return path
