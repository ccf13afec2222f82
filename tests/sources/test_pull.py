"""Pulls: whatever happens to whoever pulls, the folder holds whole pages or is begun anew."""

import datetime as dt
import gzip
import hashlib
import json
import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast import files
from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources import pull as module
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled, distinct, names_of_rows
from sources.portals.base import serving
from sources.portals.rows import rows_of
from sources.portals.socrata import SET, Soda, make_rows

COLUMNS = ("offense_id", "offense_date", "offense", "report_number")
NOW = dt.datetime(2024, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def soda() -> Iterator[Soda]:
    portal = Soda(make_rows(200))
    with serving(portal):
        yield portal


def get(soda: Soda, folder: Path, **given: Any) -> Pulled:
    portal = Portal(
        kind="socrata", url=f"{soda.url}/{SET}", options={"page": given.pop("page", 30)}
    )
    given.setdefault("now", lambda: NOW)
    given.setdefault("sleep", lambda _: None)
    return pull(portal, given.pop("columns", COLUMNS), folder, private=True, **given)


def broken(soda: Soda, folder: Path, pages: int = 3, **given: Any) -> None:
    """Pull until the portal fails after some pages."""
    soda.faults, soda.forever = [None] * pages, "503"
    with pytest.raises(InputError):
        get(soda, folder, **given)
    soda.faults, soda.forever = [], None
    soda.log.clear()


def asked_pages(soda: Soda) -> int:
    return sum("$order" in asked.params for asked in soda.log)


def said(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "pull.json").read_bytes())
    return found


def test_what_is_noted(soda: Soda, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    got = get(soda, folder)
    noted = said(folder)
    assert noted["complete"] is True
    assert (noted["rows"], noted["expected"]) == (200, 200)
    assert noted["started"] == noted["ended"] == "2024-03-10T12:00:00.000000Z"
    assert noted["cursor"] == noted["pages"][-1]["cursor"]
    assert [page["rows"] for page in noted["pages"]] == [30] * 6 + [20]
    assert noted["columns"][0] == ["offense_id", "number"]
    for page in noted["pages"]:
        for part in ("rows", "raw", "names"):
            path = folder / page[f"{part}_file"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == page[f"{part}_sha256"]
    there = {path.name for path in folder.iterdir()}
    assert there == {"pull.json", ".lock"} | {
        page[f"{part}_file"] for page in noted["pages"] for part in ("rows", "raw", "names")
    }
    assert (got.started, got.ended) == (NOW, NOW)


def test_the_same_answers_make_the_same_bytes(soda: Soda, tmp_path: Path) -> None:
    for name in ("a", "b"):
        get(soda, tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "b").iterdir())
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_pull_goes_on_after_its_last_whole_page(soda: Soda, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    broken(soda, folder)
    kept = {path.name: path.read_bytes() for path in folder.glob("page-*")}
    assert len(kept) == 9
    later = NOW + dt.timedelta(hours=3)
    got = get(soda, folder, now=lambda: later)
    assert got.resumed
    assert (got.started, got.ended) == (NOW, later)
    assert len(rows_of(got)) == 200
    assert asked_pages(soda) == 5  # four with rows and the empty one
    assert all((folder / name).read_bytes() == content for name, content in kept.items())


@pytest.mark.parametrize("part", ["rows", "raw", "names"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_page_that_was_damaged_is_fetched_again(
    soda: Soda, tmp_path: Path, part: str, harm: str
) -> None:
    folder = tmp_path / "a"
    broken(soda, folder)
    path = folder / said(folder)["pages"][1][f"{part}_file"]
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])
    got = get(soda, folder)
    assert got.resumed
    assert len(rows_of(got)) == 200
    assert asked_pages(soda) == 7


@pytest.mark.parametrize(
    "given",
    [
        {"page": 31},
        {"columns": COLUMNS[:3]},
        {"optional": ["latitude"]},
        {"now": lambda: NOW + dt.timedelta(hours=25)},
    ],
)
def test_another_request_or_an_old_one_begins_anew(
    soda: Soda, tmp_path: Path, given: dict[str, Any]
) -> None:
    folder = tmp_path / "a"
    broken(soda, folder)
    got = get(soda, folder, **given)
    assert not got.resumed
    assert (got.rows, asked_pages(soda)) == (200, 8)


def test_a_column_that_went_meanwhile_begins_anew(soda: Soda, tmp_path: Path) -> None:
    """All pages of a pull hold the same columns."""
    folder = tmp_path / "a"
    broken(soda, folder, optional=["latitude"])
    del soda.types["latitude"]
    got = get(soda, folder, optional=["latitude"])
    assert (got.resumed, got.absent, got.rows) == (False, ("latitude",), 200)
    assert {tuple(row) for row in rows_of(got)} == {COLUMNS}


def test_a_finished_pull_begins_anew(soda: Soda, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    get(soda, folder)
    soda.sql("DELETE FROM t WHERE rowid > 50")
    got = get(soda, folder)
    assert (got.rows, got.resumed, len(got.files)) == (50, False, 2)
    assert len(list(folder.glob("page-*.jsonl.gz"))) == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99, "rows": 0}', "\x00"])
def test_notes_that_cannot_be_read_begin_anew(soda: Soda, tmp_path: Path, text: str) -> None:
    folder = tmp_path / "a"
    broken(soda, folder)
    (folder / "pull.json").write_text(text)
    assert get(soda, folder).rows == 200


def test_two_pulls_of_one_folder(soda: Soda, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with (
        files.locked(folder / ".lock", busy="x"),
        pytest.raises(InputError, match="another pull writes to"),
    ):
        get(soda, folder)
    assert not soda.log


def test_a_full_disk_is_told(soda: Soda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, "names_of_rows", full)
        with pytest.raises(InputError, match="is full; free some space and pull again"):
            get(soda, tmp_path / "a")
    assert get(soda, tmp_path / "a").rows == 200


def test_a_portal_without_end_is_refused(soda: Soda, tmp_path: Path) -> None:
    """It makes up new rows for ever; the count says how many there should be."""
    soda.count_says = 10
    more = iter(range(10**6))

    def another() -> None:
        soda.put({**row, ":id": f"x{next(more)}", "offense_id": str(200_000 + next(more))}
                 for row in make_rows(30))  # fmt: skip

    soda.faults = [another] * 100
    with pytest.raises(InputError, match=r"promised 10 rows and has sent [0-9]+, with no end"):
        get(soda, tmp_path / "a")


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    portal = Portal(kind="socrata", url=f"https://data.example.org/{SET}")
    with pytest.raises(InputError, match="name at least one column"):
        pull(portal, (), tmp_path)
    with pytest.raises(InputError, match="needs a time zone"):
        pull(portal, COLUMNS, tmp_path, since=dt.datetime(2024, 1, 1))  # noqa: DTZ001
    with pytest.raises(InputError, match="no adapter 'sokrata'; there are: socrata"):
        pull(Portal(kind="sokrata", url=portal.url), COLUMNS, tmp_path)


def test_rows_are_told_apart_by_their_names(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_bytes(names_of_rows(["1", "2", "3"]))
    paths[1].write_bytes(names_of_rows(["3", "2", "4", "4"]))
    assert (distinct(paths), distinct(paths[:1]), distinct([])) == (4, 3, 0)


PROGRAM = textwrap.dedent("""
    import sys
    from pathlib import Path
    from crimecast.city_parts import Portal
    from crimecast.sources.pull import pull

    portal = Portal(kind="socrata", url=sys.argv[1], options={"page": 40})
    print("begun", flush=True)
    pull(portal, sys.argv[3].split(), Path(sys.argv[2]), private=True,
         progress=lambda what, share: print(what, flush=True))
""")


def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    """Killed with -9 ten times between a first and a last page, it ends with the same rows."""
    soda = Soda(make_rows(1200))
    folder, draw = tmp_path / "killed", random.Random(6)
    with serving(soda):
        unbroken = get(soda, tmp_path / "unbroken", page=40)
        words = [sys.executable, "-c", PROGRAM, f"{soda.url}/{SET}", str(folder), " ".join(COLUMNS)]
        kept, went_on = 0, 0
        for _ in range(10):
            with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                for _ in range(draw.randint(2, 5)):  # so many pages
                    process.stdout.readline()
                try:
                    process.wait(draw.random() * 0.02)  # and somewhere within the next
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
            pages = len(said(folder)["pages"]) if (folder / "pull.json").exists() else 0
            went_on += pages > kept > 0
            kept = pages
            for path in folder.glob("page-*.gz"):  # nothing half written has a page's name
                gzip.decompress(path.read_bytes())
        assert went_on >= 3
        asked = asked_pages(soda)
        got = get(soda, folder, page=40, now=lambda: dt.datetime.now(dt.UTC))
        assert asked_pages(soda) - asked <= 31 - kept + 1
    assert got.resumed
    for mine, theirs in zip(got.files, unbroken.files, strict=True):
        assert mine.read_bytes() == theirs.read_bytes()
    assert not list(folder.glob(f"{files.TEMPORARY}*"))
