"""``crimecast taxonomy``, and what ``crimecast city show`` says of a city that was not verified."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.city import load_city
from records_sample import TOML, row, write_csv

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> Call:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    monkeypatch.setenv("COLUMNS", "160")
    return call


def test_the_table_is_printed(run: Call) -> None:
    code, out, err = run("taxonomy", "chicago")
    assert (code, err) == (0, "")
    line = next(line for line in out.splitlines() if "ASSAULT | AGGRAVATED - HANDGUN" in line)
    for words in ("aggravated-assault", "13A", "Aggravated assault", "person", "forecast"):
        assert words in line
    assert "withheld too: domestic is true, 1, yes, y (domestic, as the publisher flags it)" in out
    assert "no records are in the store" in out


def test_rows_are_counted_where_records_are(run: Call, tmp_path: Path) -> None:
    rows = [row("1"), row("2"), row("3", TYPE="odd"), row("4", TYPE="rape")]
    assert run("ingest", "testville", write_csv(tmp_path / "a.csv", rows))[0] == 0
    told = json.loads(run("taxonomy", "testville", "--json")[1])
    assert (told["city"], told["records"], told["unmapped_rows"]) == ("testville", 3, 1)
    lines = {line["words"]: line for line in told["lines"]}
    assert lines["robbery"] == {
        "words": "robbery", "source": "offence", "category": "robbery", "label": "Robbery",
        "nibrs": "120", "nibrs_name": "Robbery", "class": "person", "use": "forecast", "rows": 2,
    }  # fmt: skip
    assert (lines["odd"]["source"], lines["odd"]["class"], lines["odd"]["rows"]) == (
        "records", None, 1,
    )  # fmt: skip
    assert lines["rape"]["rows"] is None
    out = run("taxonomy", "testville")[1]
    assert "3 rows in the store, 1 of no category, 0 without a NIBRS code" in out
    assert "records: in the records, listed by no category" in out


def test_an_unknown_city_ends_in_a_sentence(run: Call) -> None:
    code, out, err = run("taxonomy", "nowhere")
    assert (code, out) == (1, "")
    assert "there is no city 'nowhere'" in err


def test_what_was_not_verified_is_shown(run: Call) -> None:
    city = load_city("philadelphia")
    _, out, _ = run("city", "show", "philadelphia")
    head, _, told = out.partition("Not verified:\n")
    assert "Portal: carto, https://phl.carto.com/api/v2/sql" in head
    for sentence in city.unverified:
        assert f"- {sentence[:60]}" in told
    assert json.loads(run("city", "show", "philadelphia", "--json")[1])["unverified"] == list(
        city.unverified
    )
    assert "Not verified" not in run("city", "show", "testville")[1]
    assert "Withheld: domestic, as the publisher flags it (domestic)" in run(
        "city", "show", "chicago"
    )[1]  # fmt: skip
