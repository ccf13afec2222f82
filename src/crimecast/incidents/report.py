"""What an ingest did with every row it read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from crimecast.incidents.clean import EXAMPLES, Cleaned
from crimecast.incidents.schema import PLACES


@dataclass
class FileReport:
    """One file of a delivery."""

    name: str
    sha256: str
    rows: int
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """Counts of one ingest.

    ``rows_read`` is the sum of the rows that are new, changed, unchanged, duplicate and refused.
    ``placed`` counts the kept rows of this delivery by ``schema.PLACES``, ``placed_share`` is the
    share of them with a usable place, ``outside_area`` counts those whose place lies outside the
    study area (None where no area is set); ``first`` and ``last`` are local dates of occurrence.
    ``rows_withdrawn`` counts stored records that the publisher took back, ``rows_absent`` those
    that were not in this pull of the whole table: missing from the next too, they are withdrawn.
    """

    city: str
    at: str = ""
    files: list[FileReport] = field(default_factory=list)
    rows_read: int = 0
    rows_new: int = 0
    rows_changed: int = 0
    rows_unchanged: int = 0
    rows_duplicate: int = 0
    rows_withdrawn: int = 0
    rows_absent: int = 0
    rows_refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)
    unmapped_rows: int = 0
    odd_times: int = 0
    placed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    placed_share: float | None = None
    outside_area: int | None = None
    first: str | None = None
    last: str | None = None
    seconds: float = 0.0
    version: str = ""
    changed_store: bool = False

    def add(self, found: Cleaned) -> None:
        """Add what one file's rows became."""
        self.rows_read += found.rows
        self.odd_times += found.odd_times
        for mine, new in (
            (self.rows_refused, found.refused),
            (self.repaired, found.repaired),
            (self.unmapped, found.unmapped),
        ):
            for name, count in new.items():
                mine[name] = mine.get(name, 0) + count
        for reason, examples in found.examples.items():
            shown = self.examples.setdefault(reason, [])
            shown += examples[: EXAMPLES - len(shown)]

    @property
    def refused(self) -> int:
        """Rows refused for any reason."""
        return sum(self.rows_refused.values())

    @property
    def adds_up(self) -> bool:
        """Whether every row that was read is accounted for."""
        kept = self.rows_new + self.rows_changed + self.rows_unchanged
        return self.rows_read == kept + self.rows_duplicate + self.refused

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)
