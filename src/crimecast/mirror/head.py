"""What a city's head says: all that makes its present state. One object, replaced whole, last."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from crimecast.archive.manifest import ID_PATTERN as FORECAST_ID
from crimecast.city_parts import ID_PATTERN as CITY_ID
from crimecast.mirror.address import HEADS, Address, DamagedError, MissingError, RemoteError

FORMAT: Final = "crimecast-mirror/1"
GROUPS: Final = (
    "city", "area", "records", "streets", "route", "record", "scores", "archive", "status",
)  # fmt: skip
"""In the order in which a follower takes them up; the forecast comes last."""
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PATH: Final = re.compile(rf"{_NAME}(/{_NAME}){{1,6}}")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class File(_Model):
    """A file below the host's folder, which never changes under its name."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Pointer(File):
    """A file that does change: each of its contents is an object of its own."""

    @property
    def object(self) -> str:
        """The object's name."""
        return f"{self.path}.{self.sha256[:16]}"


class Group(_Model):
    """Files that belong together, and the one that says which are in use.

    Attributes
    ----------
    listing : Pointer, optional
        An object that lists many more files, which no server reads: for whole copies.
    age : tuple of str
        What sorts after the ages of earlier states; empty where no order can be told.
    """

    pointer: Pointer
    files: tuple[File, ...] = ()
    listing: Pointer | None = None
    age: tuple[str, ...] = ()


class Head(_Model):
    """A city's present state."""

    format: Literal["crimecast-mirror/1"] = FORMAT
    city: str = Field(pattern=CITY_ID)
    pushed_at: str
    groups: dict[str, Group]
    forecast: str | None = Field(pattern=FORECAST_ID)

    @model_validator(mode="after")
    def _inside(self) -> Head:
        """Refuse what would be written elsewhere than below the city's folder."""
        for name, group in self.groups.items():
            listing = () if group.listing is None else (group.listing,)
            for file in (group.pointer, *listing, *group.files):
                own = is_own(self.city, file.path) or (
                    name == "city" and file.path == f"cities/{self.city}.toml"
                )
                if name not in GROUPS or not own:
                    raise ValueError(f"{file.path!r} is no file of {name!r} of {self.city}")
        return self

    def same(self, other: Head | None) -> bool:
        """Tell whether another says the same, but for when."""
        return other is not None and self == other.model_copy(update={"pushed_at": self.pushed_at})


def is_own(city: str, path: str) -> bool:
    """Tell whether a path is one of a file in a city's folder."""
    return path.startswith(f"{city}/") and _PATH.fullmatch(path) is not None


_LISTED: Final = TypeAdapter(tuple[File, ...])


def read_listing(address: Address, city: str, listing: Pointer) -> tuple[File, ...]:
    """Return the files that a listing names.

    Raises
    ------
    RemoteError
        If it cannot be read, is not as it was pushed, or names files of elsewhere.
    """
    content = address.read(listing.object)
    if hashlib.sha256(content).hexdigest() != listing.sha256:
        raise DamagedError(f"{address.shown}/{listing.object} is not as it was pushed")
    try:
        found = _LISTED.validate_json(content)
    except ValidationError as error:
        raise DamagedError(
            f"{address.shown}/{listing.object} cannot be understood: {error}"
        ) from error
    for file in found:
        if not is_own(city, file.path):
            raise DamagedError(
                f"{address.shown}/{listing.object} names {file.path!r}, no file of {city}"
            )
    return found


def write_listing(found: Iterable[File]) -> bytes:
    """Return a listing's content."""
    return _LISTED.dump_json(tuple(found))


def read_head(address: Address, city: str) -> Head | None:
    """Return a city's head; None where there is none.

    Raises
    ------
    RemoteError
        If it cannot be read or understood.
    """
    name = f"{HEADS}/{city}.json"
    try:
        content = address.read(name)
    except MissingError:
        return None
    try:
        head = Head.model_validate(json.loads(content))
    except (ValueError, ValidationError) as error:
        raise RemoteError(f"{address.shown}/{name} cannot be understood: {error}") from error
    if head.city != city:
        raise RemoteError(f"{address.shown}/{name} is the head of {head.city}")
    return head


def write_head(address: Address, head: Head) -> None:
    """Make a city's state what its head says."""
    address.put(f"{HEADS}/{head.city}.json", head.model_dump_json(indent=1).encode())
