"""What is too long, too large, too slow or too much, and what it does to others."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from crimecast.settings import Settings
from crimecast.web.app import create_app
from crimecast.web.headers import SECURITY
from crimecast.web.limits import MOST_BODY, MOST_HEADERS, MOST_PATH, Limits
from crimecast.web.rate import Buckets, client_of, cost_of
from web_sample import Client

C = "/api/cities/testville"


def told(answer: httpx.Response, status: int, kind: str) -> str:
    """Check that an answer is a problem like any other; return its sentence."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    for name, value in SECURITY:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    body = answer.json()
    assert body["type"] == f"urn:crimecast:problem:{kind}"
    assert body["status"] == status
    return str(body["detail"])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("path", ["/api/health", f"{C}/routes", "/testville"])
def test_a_body_of_ten_megabytes_is_not_read(client: Client, path: str, method: str) -> None:
    answer = client.request(method, path, content=b"x" * 10_000_000)
    assert f"{MOST_BODY:,}" in told(answer, 413, "too-large")
    assert answer.headers["connection"] == "close"


def test_a_body_that_does_not_say_how_long_it_is_is_counted(client: Client) -> None:
    sent = 0

    async def pieces() -> Any:
        nonlocal sent
        for _ in range(1000):
            sent += 10_000
            yield b"x" * 10_000

    answer = client.request("POST", f"{C}/routes", content=pieces())
    told(answer, 413, "too-large")
    assert sent < MOST_BODY + 20_000


def test_a_body_within_the_limit_is_read_whole(client: Client) -> None:
    question = {"start": [-104.98, 39.74], "stop": [-104.97, 39.74]}
    padded = json.dumps(question) + " " * (MOST_BODY - 200)
    given = {"content-type": "application/json"}
    answer = client.request("POST", f"{C}/routes", content=padded, headers=given)
    assert answer.json()["type"].endswith("no-routes")  # it was understood


def test_a_body_that_trickles_in_is_given_up() -> None:
    async def never(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("the app was asked")

    async def go() -> list[Any]:
        found: list[Any] = []
        first = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def receive() -> Any:
            if not first:
                await asyncio.sleep(30)
            return first.pop()

        async def send(message: Any) -> None:
            found.append(message)

        scope = {"type": "http", "method": "POST", "path": "/x", "query_string": b"",
                 "headers": [], "client": None}  # fmt: skip
        await Limits(never, body_s=0.05)(scope, receive, send)
        return found

    start, body = asyncio.run(go())
    assert start["status"] == 408
    assert json.loads(body["body"])["type"] == "urn:crimecast:problem:slow"


def test_addresses_have_an_end(client: Client) -> None:
    told(client.get("/" + "x" * MOST_PATH), 414, "too-long")
    told(client.get(f"{C}/history?category=" + "x" * MOST_PATH), 422, "too-long")
    assert client.get("/" + "x" * (MOST_PATH - 10)).status_code == 404


def test_headers_have_an_end(client: Client) -> None:
    many = {f"x-{i}": "y" * 1000 for i in range(MOST_HEADERS // 1000 + 1)}
    answer = client.request("GET", "/api/health", headers=many)
    told(answer, 431, "too-long")
    assert answer.headers["connection"] == "close"


# -- rate ------------------------------------------------------------------------------------


class From:
    """A client at an address."""

    def __init__(self, app: Any, address: str) -> None:
        self.app, self.address = app, address

    def get(self, path: str, **headers: str) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(once())


@pytest.fixture
def limited(shared_home: Path, built: Path) -> Callable[[str], From]:
    settings = Settings(rate=0.01, rate_burst=20)
    app = create_app(shared_home, static=built, settings=settings)
    return lambda address: From(app, address)


def test_who_asks_too_much_is_told_when_to_come_back(limited: Callable[[str], From]) -> None:
    one, other = limited("203.0.113.7"), limited("203.0.113.8")
    etag = ""
    for _ in range(20):
        answer = one.get("/api/health")
        assert answer.status_code == 200
        etag = answer.headers["etag"]
    for given in ({}, {"if-none-match": etag}):
        refused = one.get("/api/health", **given)
        told(refused, 429, "too-many")
        assert 1 <= int(refused.headers["retry-after"]) <= 100
    assert other.get("/api/health").status_code == 200
    assert other.get("/api/health", **{"if-none-match": etag}).status_code == 304


def test_what_takes_long_counts_as_several(limited: Callable[[str], From]) -> None:
    one = limited("203.0.113.9")
    for _ in range(4):
        assert one.get(f"{C}/history").status_code == 200
    told(one.get(f"{C}/history"), 429, "too-many")


def test_this_machine_is_not_limited(limited: Callable[[str], From]) -> None:
    for address in ("127.0.0.1", "::1"):
        here = limited(address)
        assert {here.get("/api/health").status_code for _ in range(50)} == {200}


def test_a_customer_of_ipv6_is_one_client(limited: Callable[[str], From]) -> None:
    for i in range(20):
        assert limited(f"2001:db8:1:2::{i:x}").get("/api/health").status_code == 200
    assert limited("2001:db8:1:2:ffff::1").get("/api/health").status_code == 429
    assert limited("2001:db8:1:3::1").get("/api/health").status_code == 200


def test_no_limit_where_the_host_wants_none(shared_home: Path, built: Path) -> None:
    app = create_app(shared_home, static=built, settings=Settings(rate=0))
    one = From(app, "203.0.113.7")
    assert {one.get(f"{C}/history").status_code for _ in range(30)} == {200}


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("nonsense", "?"),
        ("", "?"),
    ],
)
def test_whom_a_request_counts_for(host: str, client: str | None) -> None:
    assert client_of(host) == client


def test_what_answers_cost() -> None:
    own = f"{C}/forecasts/20241028T0300Z-1f2e3d4c"
    order = [f"{own}/frames/all/3", f"{own}/place", f"{C}/history/place", f"{own}/image/all/3.png"]
    costs = [cost_of("GET", path) for path in order]
    assert costs == sorted(costs)
    assert len(set(costs)) == 4
    assert cost_of("POST", f"{C}/routes") > max(costs)
    assert cost_of("GET", "/assets/history/x.js") == cost_of("GET", "/history") == costs[0]


def test_tokens_come_back_and_few_clients_are_remembered() -> None:
    now = 0.0
    buckets = Buckets(2, 10, kept=100, clock=lambda: now)
    assert [buckets.take("a", 5) for _ in range(3)] == [0, 0, 2.5]
    now = 2.4
    assert buckets.take("a", 5) == pytest.approx(0.1)
    now = 2.5
    assert buckets.take("a", 5) == 0
    now = 1000
    assert buckets.take("a", 1000) == 0  # dearer than a full bucket: a full one will do
    assert buckets.take("a", 1) == pytest.approx(0.5)
    for i in range(1000):
        buckets.take(f"client {i}", 1)
    assert len(buckets) == 100


@pytest.mark.parametrize("wrong", ["-1", "nan", "inf", "many"])
def test_a_rate_is_a_number(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("CRIMECAST_RATE", wrong)
    with pytest.raises(ValueError, match="rate"):
        Settings()
