"""Street graphs in a host's folder: published whole, mapped into memory, the former one removed."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from crimecast import files, published
from crimecast.arrays import read_array
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.route.graph import StreetGraph
from crimecast.streets.manifest import File, SourceFile

FORMAT: Final = "crimecast-route/1"
FOLDER: Final = "route"
MANIFEST, NAMES = "graph.json", "names.json"
_AGAIN: Final = "crimecast streets"
ARRAYS: Final = {
    "x": "<f8", "y": "<f8", "tail": "<i4", "head": "<i4", "metres": "<f4", "seconds": "<f4",
    "usable": "|b1", "kind": "|u1", "above": "|b1", "below": "|b1", "name": "<i4", "first": "<i8",
    "points": "<f8",
}  # fmt: skip


class GraphManifest(BaseModel):
    """What a graph is and where it is from.

    Attributes
    ----------
    counts : dict
        See :class:`crimecast.route.build.Counts`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["crimecast-route/1"] = FORMAT
    id: str
    city: str
    epsg: int
    made_at: str
    sources: tuple[SourceFile, ...]
    data_date: str | None
    counts: dict[str, Any]
    attribution: str
    attribution_url: str | None
    license: str
    files: dict[str, File]


def graph_folder(city_id: str, home: Path) -> Path:
    """Return where a city's graphs are."""
    return home / city_id / FOLDER


def current_graph(city: City, home: Path) -> StreetGraph:
    """Open the graph in use; its arrays are mapped from their files.

    Raises
    ------
    InputError
        If there is none, or it is damaged: it says what to run.
    """
    return open_graph(city, home)[0]


def open_graph(city: City, home: Path) -> tuple[StreetGraph, GraphManifest]:
    """Open the graph in use, and what is told of it.

    Raises
    ------
    InputError
        If there is none, or it is damaged: it says what to run.
    """
    folder = graph_folder(city.id, home)
    found = published.current_id(folder, again=_AGAIN)
    if found is None:
        raise InputError(
            f"the streets of {city.name} are not known here; download an OpenStreetMap extract of "
            f"the city and run crimecast streets {city.id} FILE"
        )
    return _open(folder / found, city)


def _open(folder: Path, city: City) -> tuple[StreetGraph, GraphManifest]:
    try:
        manifest = GraphManifest.model_validate(files.read_json(folder / MANIFEST))
        names = files.read_json(folder / NAMES)
        arrays = {name: _array(folder / f"{name}.npy", kind) for name, kind in ARRAYS.items()}
        sizes = {name: (folder / name).stat().st_size for name in manifest.files}
    except (OSError, ValueError, ValidationError, InputError) as error:
        raise _damaged(folder, str(error)) from error
    short = [name for name, file in manifest.files.items() if sizes[name] != file.size]
    if short or manifest.id != folder.name or not isinstance(names, list):
        raise _damaged(folder, f"{', '.join(short) or MANIFEST} is not as it was written")
    if manifest.city != city.id:
        raise InputError(
            f"{folder} holds the streets of {manifest.city}; run crimecast streets {city.id} FILE"
        )
    return StreetGraph(id=manifest.id, epsg=manifest.epsg, names=tuple(names), **arrays), manifest


def _array(path: Path, kind: str) -> Any:
    array = read_array(path, mapped=path.stat().st_size > 1 << 16)
    if array.dtype != np.dtype(kind):
        raise ValueError(f"{path.name} holds {array.dtype}, not {kind}")
    return array


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"{path} is damaged ({why}); run {_AGAIN} again")


def staging(folder: Path) -> AbstractContextManager[Path]:
    """Give an empty folder to build in; what is left of it, and of killed builds, is removed.

    Raises
    ------
    InputError
        If another process builds this city's graph.
    """
    return published.staging(folder, busy=f"another process reads the streets of {folder}")


def publish(stage: Path, folder: Path, graph: StreetGraph, about: dict[str, Any]) -> GraphManifest:
    """Write a graph, make it the one in use, then remove the others.

    Parameters
    ----------
    about : dict
        The manifest but for id, projection and files.
    """
    for name, kind in ARRAYS.items():
        np.save(stage / f"{name}.npy", np.asarray(getattr(graph, name), kind), allow_pickle=False)
    files.write_text(stage / NAMES, json.dumps(list(graph.names), ensure_ascii=False))
    held = {
        path.name: File(size=path.stat().st_size, sha256=files.sha256(path))
        for path in sorted(stage.iterdir())
        if path.suffix in {".npy", ".json"}
    }
    digest = hashlib.sha256("".join(file.sha256 for file in held.values()).encode()).hexdigest()
    day = (about["data_date"] or about["made_at"][:10]).replace("-", "")
    manifest = GraphManifest(id=f"{day}-{digest[:8]}", epsg=graph.epsg, files=held, **about)
    files.write_json(stage / MANIFEST, manifest.model_dump(mode="json"))
    published.put(stage, folder / manifest.id)
    published.use(folder, manifest.id, stage=stage)
    return manifest
