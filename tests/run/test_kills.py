"""Pulls and compactions killed at drawn moments; ``benchmarks/pipeline/kills.py`` draws more."""

import random
from collections.abc import Iterator

import pytest

import killing
from crimecast.incidents.store import open_store

MOMENTS = 12
NAMES = ("pull", "compaction", "pull that compacts")


@pytest.fixture(scope="module")
def runner() -> Iterator[killing.Runner]:
    with killing.Runner() as found:
        yield found


@pytest.fixture(scope="module")
def made(
    runner: killing.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, killing.Scenario]]:
    with killing.scenarios(tmp_path_factory.mktemp("kills"), runner) as found:
        yield found


@pytest.mark.parametrize("name", NAMES)
def test_killed_at_any_moment_the_store_is_whole_and_the_next_run_ends_as_if_nothing_was(
    runner: killing.Runner, made: dict[str, killing.Scenario], name: str
) -> None:
    found = killing.kill_often(runner, made[name], MOMENTS, random.Random(NAMES.index(name)))
    assert found.violations == []
    assert found.moments.total() == MOMENTS
    assert found.moments["within, store as before"] > 0


def test_the_stores_have_edits_withdrawals_and_a_past(made: dict[str, killing.Scenario]) -> None:
    assert set(made) == set(NAMES)
    for name in ("pull", "pull that compacts"):
        before, after = made[name].before, made[name].after
        assert before.now != after.now
        assert before.then[:4] == after.then[:4]  # the past stays
        assert len({len(rows) for rows in after.then}) > 1
        assert any(row[-1] is not None for row in after.versions)
    assert made["compaction"].before == made["compaction"].after
    compacted = open_store(killing.CITY, made["compaction"].home).manifest()
    assert compacted.former
    assert len(compacted.parts) > 1


def test_a_torn_store_would_be_found(made: dict[str, killing.Scenario]) -> None:
    with killing.copied(made["compaction"].home) as home:
        store = open_store(killing.CITY, home)
        killing.check_whole(store)
        part = store.parts_folder / store.manifest().parts[-1].name
        part.write_bytes(part.read_bytes()[:-1])
        with pytest.raises(killing.Violation, match="is not what the manifest says"):
            killing.check_whole(store)
    with killing.copied(made["pull"].home) as home:
        left = open_store(killing.CITY, home).folder / "pull" / "page-000001.jsonl.gz"
        left.write_bytes(b"")
        with pytest.raises(killing.Violation, match="left over: page-000001"):
            killing.check_tidy(open_store(killing.CITY, home))
