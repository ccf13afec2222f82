"""Base maps in a host's folder: published whole, found again, the former one removed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crimecast import files, published
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.streets.manifest import (
    FOLDER,
    MANIFEST,
    NAMES,
    TILES,
    Manifest,
)


@dataclass(frozen=True, eq=False)
class BaseMap:
    """A published base map."""

    folder: Path
    manifest: Manifest

    @property
    def tiles(self) -> Path:
        """The PMTiles file."""
        return self.folder / TILES

    def names(self) -> list[dict[str, Any]]:
        """Return the names, the most important first.

        Raises
        ------
        InputError
            If they cannot be read.
        """
        try:
            found = files.read_json(self.folder / NAMES)["names"]
        except (OSError, KeyError, TypeError) as error:
            raise InputError(
                f"{self.folder / NAMES} is damaged ({error}); run crimecast streets again"
            ) from error
        return list(found)


def streets_folder(city_id: str, home: Path) -> Path:
    """Return where a city's base maps are."""
    return home / city_id / FOLDER


def open_map(folder: Path, streets_id: str) -> BaseMap:
    """Open a base map by its id.

    Raises
    ------
    KeyError
        If there is none of that id.
    InputError
        If it is damaged.
    """
    if not published.is_id(streets_id) or not (folder / streets_id).is_dir():
        raise KeyError(streets_id)
    path = folder / streets_id / MANIFEST
    try:
        manifest = Manifest.model_validate(files.read_json(path))
        sizes = {name: (path.parent / name).stat().st_size for name in manifest.files}
    except (OSError, ValidationError, InputError) as error:
        raise InputError(f"{path} is damaged ({error}); run crimecast streets again") from error
    short = [name for name, file in manifest.files.items() if sizes[name] != file.size]
    if short or manifest.id != streets_id or TILES not in manifest.files:
        raise InputError(
            f"{path.parent} is damaged ({', '.join(short) or MANIFEST} is not as it was written); "
            "run crimecast streets again"
        )
    return BaseMap(path.parent, manifest)


def current_id(folder: Path) -> str | None:
    """Return the id of the base map in use; None where there is none.

    Raises
    ------
    InputError
        If the file that says so is damaged.
    """
    return published.current_id(folder, again="crimecast streets")


def open_current(city: City, home: Path) -> BaseMap | None:
    """Open the base map in use; None where there is none.

    Raises
    ------
    InputError
        If it is damaged or gone.
    """
    folder = streets_folder(city.id, home)
    found = current_id(folder)
    if found is None:
        return None
    try:
        return open_map(folder, found)
    except KeyError as error:
        raise InputError(f"{folder / found} is gone; run crimecast streets again") from error


def staging(folder: Path) -> AbstractContextManager[Path]:
    """Give an empty folder to build in; what is left of it, and of killed builds, is removed.

    Raises
    ------
    InputError
        If another process builds this city's base map.
    """
    return published.staging(folder, busy=f"another process builds the base map in {folder}")


def publish(stage: Path, folder: Path, manifest: Manifest) -> BaseMap:
    """Put a built map in its place, make it the one in use, then remove the others.

    The stage holds the tiles and the names and nothing else. Where the same map is there already
    it stays, so that whoever reads it is not disturbed.
    """
    target = folder / manifest.id
    files.write_json(stage / MANIFEST, manifest.model_dump(mode="json"))
    if not _intact(folder, manifest):
        published.put(stage, target)
    published.use(folder, manifest.id, stage=stage)
    return open_map(folder, manifest.id)


def _intact(folder: Path, manifest: Manifest) -> bool:
    """Tell whether the same map is there, byte for byte."""
    try:
        found = open_map(folder, manifest.id)
    except (KeyError, InputError):
        return False
    return all(
        files.sha256(found.folder / name) == file.sha256
        for name, file in found.manifest.files.items()
    )
