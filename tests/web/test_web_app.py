"""What holds for every answer."""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crimecast.web.headers import SECURITY
from crimecast.web.memo import Memo
from web_sample import Client

ROOT = Path(__file__).resolve().parents[2]
C = "/api/cities/testville"
PATHS = [
    "/api/health", "/api/cities", "/api/openapi.json", C, f"{C}/area", f"{C}/forecast",
    f"{C}/forecasts/ID", f"{C}/forecasts/ID/mask", f"{C}/forecasts/ID/totals",
    f"{C}/forecasts/ID/frames/all/3", f"{C}/forecasts/ID/place?lon=-104.98&lat=39.74",
    f"{C}/history", "/", "/testville", "/favicon.svg", "/assets/index-abc.js",
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", PATHS)
def test_what_a_client_has_is_not_sent_again(
    client: Client, forecast_id: str, path: str, encoding: str
) -> None:
    path = path.replace("ID", forecast_id)
    full = client.get(path, accept_encoding=encoding)
    assert full.status_code == 200
    assert len(full.content) > 0
    etag = full.headers["etag"]
    for given in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = client.get(path, accept_encoding=encoding, if_none_match=given)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == full.headers["cache-control"]
    other = client.get(path, accept_encoding=encoding, if_none_match='"x"')
    assert other.content == full.content


@pytest.mark.parametrize("path", [*PATHS, "/api/nothing", f"{C}/history?cell=1"])
def test_every_answer_has_the_security_headers(client: Client, forecast_id: str, path: str) -> None:
    answer = client.get(path.replace("ID", forecast_id))
    for name, value in SECURITY:
        assert answer.headers.get_list(name.decode()) == [value.decode()]


def test_scripts_come_from_here_only() -> None:
    policy = dict(SECURITY)[b"content-security-policy"].decode()
    assert "script-src" not in policy  # so default-src holds
    assert "default-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client: Client, forecast_id: str, path: str) -> None:
    path = path.replace("ID", forecast_id)
    full = client.get(path)
    head = client.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "content-type"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_changed(client: Client, forecast_id: str, path: str, method: str) -> None:
    answer = client.request(method, path.replace("ID", forecast_id))
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET" in answer.headers["allow"]


def test_long_answers_are_packed(client: Client, forecast_id: str) -> None:
    plain = client.get(f"{C}/forecasts/{forecast_id}", accept_encoding="identity")
    packed = client.get(f"{C}/forecasts/{forecast_id}", accept_encoding="deflate, gzip;q=0.5")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    refused = client.get(f"{C}/forecasts/{forecast_id}", accept_encoding="gzip;q=0, *;q=0")
    assert "content-encoding" not in refused.headers


def test_a_crash_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(client.app.state.site, "cities", crash)
    answer = client.get("/api/cities")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_document_tells_every_route(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    text = (ROOT / "docs" / "api.md").read_text()
    told = set(re.findall(r"^\| `(?:GET|POST) (/(?:api|metrics)[^`?]*)", text, re.MULTILINE))
    found = {re.sub(r"\{(forecast|streets|record)\}", "{id}", path) for path in document["paths"]}
    assert found == told - {"/api/openapi.json"}
    tags = {tag["name"] for tag in document["tags"]}
    for path, item in document["paths"].items():
        (get,) = item.values()
        assert set(get["tags"]) <= tags, path
        assert get["summary"]
        assert get["description"]
        for status in ("404", "422"):
            if status in get["responses"]:
                assert list(get["responses"][status]["content"]) == ["application/problem+json"]
        if "{" in path:
            kept = {"304"} if "get" in item else set()  # what is sent is kept by nobody
            assert {"404", "422"} | kept <= set(get["responses"])
        for parameter in get.get("parameters", []):
            if parameter["in"] == "path":
                assert parameter["schema"].get("examples") or parameter["schema"].get("example")
    assert "ProblemDetails" in document["components"]["schemas"]
    assert "HTTPValidationError" not in client.get("/api/openapi.json").text


def test_there_is_no_page_that_loads_scripts_from_elsewhere(client: Client) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert "cdn" not in client.get(path).text


def test_serving_imports_nothing_heavy(shared_home: Path, forecast_id: str) -> None:
    paths = [path.replace("ID", forecast_id) for path in PATHS if path.startswith("/api")]
    script = f"""
import sys, asyncio
from pathlib import Path
from crimecast.web.app import create_app
import httpx
app = create_app(Path({str(shared_home)!r}))
async def go():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for path in {paths!r}:
            assert (await client.get(path)).status_code == 200, path
asyncio.run(go())
heavy = {{"xarray", "zarr", "scipy", "sklearn", "lightgbm", "torch", "pandas", "crimecast.models",
         "crimecast.run", "crimecast.forecast", "crimecast.archive.write"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_memo_makes_each_value_once_and_drops_the_oldest() -> None:
    memo = Memo(2)
    made: list[object] = []

    def make(key: object) -> object:
        time.sleep(0.02)
        made.append(key)
        return key

    threads = [
        threading.Thread(target=lambda: memo.get("a", 1, lambda: make("a"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["a"]
    memo.get("a", 2, lambda: make("a2"))
    memo.get("b", 1, lambda: make("b"))
    assert memo.get("a", 2, lambda: make("never")) == "a2"
    memo.get("c", 1, lambda: make("c"))
    memo.get("b", 1, lambda: make("b again"))
    assert made == ["a", "a2", "b", "c", "b again"]


def test_a_memo_tries_again_after_a_failure() -> None:
    memo = Memo(2)
    with pytest.raises(ZeroDivisionError):
        memo.get("a", 1, lambda: 1 / 0)
    assert memo.get("a", 1, lambda: 7) == 7


def test_a_memo_remembers_nothing_of_what_cannot_be_made() -> None:
    memo = Memo(2)
    for key in range(1000):
        with pytest.raises(KeyError):
            memo.get(key, 1, lambda key=key: {}[key])  # type: ignore[misc]
    assert not memo._making
    assert not memo._entries


def test_a_memo_tells_what_is_ready() -> None:
    memo = Memo(2)
    assert memo.ready("a", 1) is None
    memo.get("a", 1, lambda: 7)
    assert memo.ready("a", 1) == 7
    assert memo.ready("a", 2) is None


def test_addresses_of_nothing_leave_no_trace(client: Client) -> None:
    site = client.app.state.site
    before = [len(site._forecasts._making), len(site._cities._making)]
    for i in range(30):
        assert client.get(f"{C}/forecasts/20241028T0300Z-{i:08x}").status_code == 404
        assert client.get(f"/api/cities/nowhere{i}").status_code == 404
    assert [len(site._forecasts._making), len(site._cities._making)] == before
