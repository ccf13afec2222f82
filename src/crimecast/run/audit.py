"""The archive of issued forecasts, held against its ledger: what was issued, scored, thinned."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crimecast.archive import ArchiveError
from crimecast.archive.index import SCORED, THINNED, ledger_of, score_path
from crimecast.archive.read import list_ids, open_forecast
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.record.ledger import folder_hash
from crimecast.run.forecast import forecasts_folder
from crimecast.run.scorecard import scores_folder


@dataclass(frozen=True)
class Audit:
    """What was checked, and what is not as it was written."""

    forecasts: int
    entries: int
    parts: int
    head: str
    faults: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def audit(city: City, home: Path, *, forecasts: bool = True) -> Audit:
    """Check everything that a city has published against its hashes.

    Parameters
    ----------
    forecasts : bool
        Whether the forecasts' own files are read, which are many.
    """
    faults: list[str] = []
    try:
        ledger = ledger_of(city.id, home)
    except InputError as error:
        return Audit(0, 0, 0, "", (str(error),))
    folder, scores = forecasts_folder(city, home), scores_folder(city, home)
    checked = 0
    thinned = {str(entry["forecast"]) for entry in ledger.of_kind(THINNED)}
    there = list_ids(folder)
    contents = {}
    for name in there:
        try:
            issued = open_forecast(folder, name)
            if forecasts:
                issued.verify()
            contents[name] = issued.manifest.hashes.content
        except (ArchiveError, KeyError) as error:
            faults.append(str(error))
        checked += 1
    parts = 0
    for entry in ledger.of_kind(SCORED):
        name = str(entry["forecast"])
        if name in contents and contents[name] != entry["content"]:
            faults.append(f"{folder / name}: another content than the one that was scored")
        if name not in there and name not in thinned:
            faults.append(f"{folder / name} is gone, and the ledger does not tell why")
        for model, wanted in dict(entry["parts"]).items():
            place = scores / score_path(entry) / model
            parts += 1
            if not place.is_dir() or folder_hash(place) != wanted:
                faults.append(f"{place} is not as it was scored")
    return Audit(checked, len(ledger.entries), parts, ledger.head, tuple(faults))
