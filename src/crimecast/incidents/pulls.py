"""What the pulls from a portal left to be known by the next one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PullNote:
    """Of the last pull, and of the last one of the whole table. Instants are ISO 8601, UTC.

    Attributes
    ----------
    at : str
        When the last pull ended.
    watermark : str, optional
        From where changes are asked next.
    columns : tuple of (str, str)
        What the portal had, with its types.
    whole_at : str, optional
        When the last pull of the whole table ended.
    absent : str, optional
        The file of stored keys that it lacked: who is missing in the next one as well was
        withdrawn.
    """

    at: str
    watermark: str | None
    columns: tuple[tuple[str, str], ...]
    whole_at: str | None = None
    absent: str | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PullNote:
        """Read it as a manifest holds it."""
        columns = tuple((str(name), str(kind)) for name, kind in data["columns"])
        return cls(**{**data, "columns": columns})


@dataclass(frozen=True)
class Delivery:
    """How the files of an ingest came from a portal.

    Attributes
    ----------
    note : PullNote
        What the next pull will have to know, but for what is absent.
    whole : bool
        Whether they are the whole table.
    rolling : bool
        Whether the portal drops old records.
    accept : bool
        Whether somebody looked at the portal, and believes what it lacks.
    """

    note: PullNote
    whole: bool
    rolling: bool = False
    accept: bool = False


def instant(text: str | None) -> dt.datetime | None:
    """Read an instant of a note."""
    return None if text is None else dt.datetime.fromisoformat(text)


def stamp(moment: dt.datetime) -> str:
    """Write an instant to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
