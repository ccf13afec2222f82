"""The record over HTTP: the one in use, one by its id, its report; words where there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from record_published import backtest_folder, publish_sample
from records_sample import TOML
from report_sample import Sample
from web_sample import Client

CITY = "/api/cities/testville"


@pytest.fixture
def host(home: Path) -> Path:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    return home


def test_none_says_what_to_do(host: Path, client_of: Callable[[Path], Client]) -> None:
    client = client_of(host)
    answer = client.get(f"{CITY}/record")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "urn:crimecast:problem:no-record"
    assert "crimecast backtest testville" in told["detail"]
    assert client.get("/api/cities/nowhere/record").json()["type"].endswith("unknown-city")


def test_the_record_in_use_its_report_and_its_successor(
    host: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    client = client_of(host)
    assert client.get(f"{CITY}/record").status_code == 404
    assert client.get(CITY).json()["has_record"] is False
    made = publish_sample(host, backtest_folder(tmp_path / "bt"))
    answer = client.get(f"{CITY}/record")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get(CITY).json()["has_record"] is True
    told = answer.json()
    assert told == made.record.model_dump(mode="json")
    assert client.get(f"{CITY}/record", if_none_match=answer.headers["etag"]).status_code == 304
    one = f"{CITY}/records/{told['id']}"
    assert client.get(one).json() == told
    assert "immutable" in client.get(one).headers["cache-control"]
    report = client.get(f"{one}/report.html")
    assert report.content == made.read("report.html")
    assert report.headers["content-disposition"].startswith("attachment; filename=")
    assert report.headers["content-security-policy"]

    other = publish_sample(host, backtest_folder(tmp_path / "other", Sample(seed=4)))
    assert client.get(f"{CITY}/record").json()["id"] == other.record.id
    assert client.get(one).json() == told
    gone = client.get(f"{CITY}/records/20200101-20200102-00000000")
    assert gone.json()["type"] == "urn:crimecast:problem:unknown-record"
    assert client.get(f"{CITY}/records/..%2F..%2Fx").status_code in {404, 422}


def test_a_damaged_one_is_no_page_of_an_error(
    host: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    made = publish_sample(host, backtest_folder(tmp_path / "bt"))
    (made.folder / "record.json").write_text("{")
    answer = client_of(host).get(f"{CITY}/record")
    assert answer.status_code == 503
    assert str(host) not in answer.text


def test_the_page_is_served_at_the_record_s_address(client: Client) -> None:
    assert client.get("/testville/record").status_code == 200
    assert client.get("/nowhere/record").status_code == 404
