from __future__ import annotations

import itertools

from crimecast.simulate import plan
from crimecast.simulate.lattice import lattice
from crimecast.simulate.names import ordinal, street_name


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th",
    ]  # fmt: skip


def test_numbered_streets_count_up_from_one() -> None:
    names = [street_name("numbered avenue", i) for i in range(-40, 40)]
    assert len(set(names)) == len(names)
    assert "1st Avenue" in names
    assert not any("0th Avenue" in name and name.startswith("0") for name in names)


def test_every_pattern_names_its_streets_without_repeats_nearby() -> None:
    for name in plan.PATTERNS:
        lines = lattice(name)
        for one, two in itertools.pairwise(lines):
            assert one.name != two.name
        assert all(line.name and line.rank == 3 for line in lines)
