"""Records at an address: every part by its hash, newer ones stay."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from crimecast.city import load_city
from crimecast.errors import InputError
from crimecast.incidents.query import load_history
from crimecast.incidents.store import open_store
from crimecast.mirror import Address, Follower, push
from crimecast.run.ingest import ingest
from crimecast.simulate.city import simulate


def test_records_and_area_travel_and_newer_ones_stay(tmp_path: Path) -> None:
    city = load_city("simulated")
    made = simulate(tmp_path / "made", years=0.05, until=np.datetime64("2025-06-10T12:00", "s"))
    home, old = tmp_path / "home", tmp_path / "old"
    lines = made.csv.read_bytes().splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_bytes(b"".join(lines[:200]))
    ingest(city, [fewer], home=home)
    shutil.copytree(home, old)
    ingest(city, [made.csv], home=home)
    shutil.copy(made.area, city.area_path(home))
    address = Address(str(tmp_path / "there"))
    assert push(city.id, home, address).kept == ()
    # Who has older records leaves the newer ones as they are.
    assert push(city.id, old, address).kept == ("records",)
    copy = tmp_path / "copy"
    assert Follower(address, copy).once() == []
    here, there = (open_store(city.id, root) for root in (home, copy))
    assert here.content(here.manifest()) == there.content(there.manifest())
    assert len(load_history(city, copy)) == len(load_history(city, home))
    assert city.area_path(copy).read_bytes() == made.area.read_bytes()
    # A part that is damaged here is not brought there.
    part = next(here.parts_folder.glob("*.parquet"))
    content = bytearray(part.read_bytes())
    content[100] ^= 1
    part.write_bytes(content)
    with pytest.raises(InputError, match="is not as it was written; restore it"):
        push(city.id, home, Address(str(tmp_path / "elsewhere")))
