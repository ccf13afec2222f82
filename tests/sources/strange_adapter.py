"""An adapter of one's own, all of it: a table that a police department keeps as JSON by month."""

from collections.abc import Iterator
from typing import ClassVar

from crimecast.sources.portal import Adapter, Column, Cursor, Described, Page, Request


class Monthly(Adapter):
    kind = "monthly"
    options: ClassVar = {"months": "how many months there are"}

    def describe(self) -> Described:
        about = self.fetch.json(f"{self.portal.url}/about.json").value
        return Described(tuple(Column(*pair) for pair in about["columns"]))

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:
        last = self.number("months", 1, least=1, most=600)
        for month in range(int(cursor or 0) + 1, last + 1):
            answer = self.fetch.json(f"{self.portal.url}/{month}.json")
            if answer.value:
                yield Page(answer.raw, answer.value, month)
