"""The records that a host published of how right its forecasts were, kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crimecast.city import City
from crimecast.published import CURRENT
from crimecast.record.store import (
    DOCUMENT,
    Published,
    open_current,
    open_record,
    record_folder,
)
from crimecast.web.memo import Memo, stamp
from crimecast.web.problem import Problem
from crimecast.web.respond import Payload


class Shelf:
    """Records below a host's folder, read again when they change. Safe to share between threads."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._records = Memo(64)
        self._answers = Memo(64)

    def has(self, city: City) -> bool:
        """Tell whether a city has a record, without reading it."""
        return stamp(record_folder(city.id, self.home) / CURRENT) is not None

    def current(self, city: City) -> Published | None:
        """Return the record of a city that is in use; None where nothing was published."""
        folder = record_folder(city.id, self.home)
        mark = stamp(folder / CURRENT)
        if mark is None:
            return None
        return self._records.get(city.id, mark, lambda: open_current(folder))

    def by_id(self, city_id: str, record_id: str) -> Published:
        """Return a city's record by its id.

        Raises
        ------
        Problem
            404 if there is none of that id.
        """
        folder = record_folder(city_id, self.home)
        mark = stamp(folder / record_id / DOCUMENT)
        key = (city_id, record_id)
        try:
            return self._records.get(key, mark, lambda: open_record(folder, record_id))
        except KeyError as error:
            raise Problem(
                404, "unknown-record",
                "There is no such record; /api/cities/{city}/record tells the one in use.",
            ) from error  # fmt: skip

    def answer(self, found: Published, make: Callable[[Published], Payload]) -> Payload:
        """Return an answer made of a record, made once."""
        key = (found.folder, make.__name__)
        return self._answers.get(key, found.record, lambda: make(found))
