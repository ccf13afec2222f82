"""Looking for a name: every word of the query must begin a word of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from crimecast.streets.fold import fold

LIMIT: Final = 20
#: What people type for what a map writes out; where one begins the other, nothing need be said.
SHORT: Final[dict[str, str]] = {
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
    "blvd": "boulevard", "rd": "road", "ln": "lane", "ct": "court", "pkwy": "parkway",
    "hwy": "highway", "fwy": "freeway", "expy": "expressway", "mt": "mount", "ft": "fort",
    "brg": "bridge", "pk": "park", "tpke": "turnpike", "lk": "lake",
}  # fmt: skip


class NameIndex:
    """Names ready to be searched; ``entries`` in their order of importance.

    Parameters
    ----------
    entries : sequence of mappings
        Each with ``name`` and, where there are any, ``also``, other names of the same.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.entries = entries
        words: dict[str, set[int]] = {}
        self._names: list[str] = []
        for number, entry in enumerate(entries):
            name = fold(entry["name"])
            self._names.append(name)
            for text in (name, *(fold(other) for other in entry.get("also", ()))):
                for word in text.split():
                    words.setdefault(word, set()).add(number)
        self._words = sorted(words)
        self._having = [words[word] for word in self._words]

    def find(self, query: str, limit: int = LIMIT) -> list[Mapping[str, Any]]:
        """Return at most ``limit`` entries: those that begin with the query first."""
        wanted = fold(query).split()
        if not wanted:
            return []
        found: set[int] | None = None
        for word in sorted(wanted, key=len, reverse=True):
            having = self._beginning({word, SHORT.get(word, word)})
            found = having if found is None else found & having
            if not found:
                return []
        assert found is not None  # noqa: S101 -- there is a word
        said = (" ".join(wanted), " ".join(SHORT.get(word, word) for word in wanted))
        best = sorted(found, key=lambda number: (self._rank(number, said), number))[:limit]
        return [self.entries[number] for number in best]

    def _rank(self, number: int, said: tuple[str, str]) -> int:
        """Return 0 for the name itself, 1 for one that begins so, 2 where a word does, 3 else."""
        name = self._names[number]
        if name in said:
            return 0
        if name.startswith(said):
            return 1
        return 2 if any(f" {text}" in name for text in said) else 3

    def _beginning(self, prefixes: Iterable[str]) -> set[int]:
        found: set[int] = set()
        for prefix in prefixes:
            start = bisect_left(self._words, prefix)
            while start < len(self._words) and self._words[start].startswith(prefix):
                found |= self._having[start]
                start += 1
        return found
