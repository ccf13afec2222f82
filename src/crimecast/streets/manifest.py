"""What is told of a base map, and the names of its files."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from crimecast.published import ID_PATTERN

FORMAT: Final = "crimecast-streets/1"
FOLDER: Final = "streets"
MANIFEST: Final = "manifest.json"
TILES: Final = "tiles.pmtiles"
NAMES: Final = "names.json"

ATTRIBUTION: Final = "© OpenStreetMap contributors"
ATTRIBUTION_URL: Final = "https://www.openstreetmap.org/copyright"
LICENSE: Final = "ODbL-1.0"

DateFrom = Literal["file", "newest edit"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SourceFile(_Model):
    """A file the map was made of."""

    name: str
    sha256: str


class File(_Model):
    """A file of the map."""

    size: int = Field(ge=0)
    sha256: str


class Manifest(_Model):
    """What a base map is and where it is from.

    Attributes
    ----------
    data_date : str or None
        The day of the data, where the extract tells it.
    date_from : str or None
        ``file`` where the extract says so, ``newest edit`` where that is all that is known.
    bounds : tuple
        West, south, east, north, degrees.
    counts : dict
        Features by kind.
    broken : int
        Things left out because the extract holds them in part only.
    """

    format: Literal["crimecast-streets/1"] = FORMAT
    id: str = Field(pattern=ID_PATTERN)
    city: str
    made_at: str
    sources: tuple[SourceFile, ...]
    data_date: str | None
    date_from: DateFrom | None
    bounds: tuple[float, float, float, float]
    zooms: tuple[int, int]
    layers: tuple[str, ...]
    counts: dict[str, int]
    names: int
    broken: int
    attribution: str
    attribution_url: str | None
    license: str
    files: dict[str, File]
