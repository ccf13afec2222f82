"""Asking over HTTP: patience where it helps, and no way to where the city did not point."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import crimecast
from crimecast.errors import InputError
from crimecast.sources import http as module
from crimecast.sources.http import Fetcher, Limits, parse, retry_after, without_query
from sources.portals.base import Asked, Portal, Reply, serving


class Scripted(Portal):
    """Answers as its function says."""

    def __init__(self) -> None:
        super().__init__()
        self.says: Callable[[Asked], Reply] = lambda _: Reply(b"[1]")

    def answer(self, asked: Asked) -> Reply:
        return self.says(asked)


@pytest.fixture
def server() -> Iterator[Scripted]:
    portal = Scripted()
    with serving(portal):
        yield portal


def fetcher(waits: list[float] | None = None, **given: Any) -> Fetcher:
    sleep = (lambda _: None) if waits is None else waits.append
    given.setdefault("private", True)
    return Fetcher(given.pop("hosts", ["127.0.0.1"]), sleep=sleep, draw=lambda: 1.0, **given)


def test_numbers_keep_their_digits() -> None:
    assert parse(b'{"a": [1.50, 12345678901234567890, -0.0, true, null, "x"]}') == {
        "a": ["1.50", "12345678901234567890", "-0.0", True, None, "x"]
    }
    with pytest.raises(ValueError, match="NaN"):
        parse(b"[NaN]")


def test_who_asks_is_told(server: Scripted) -> None:
    with fetcher() as fetch:
        answer = fetch.json(f"{server.url}/a", {"$where": "x > 'a&b'"}, headers={"X-Own": "1"})
    assert (answer.raw, answer.value) == (b"[1]", ["1"])
    (asked,) = server.log
    assert asked.headers["User-Agent"] == f"crimecast/{crimecast.__version__}"
    assert (asked.params, asked.headers["X-Own"]) == ({"$where": "x > 'a&b'"}, "1")


@pytest.mark.parametrize("status", [202, 403, 408, 429, 500, 503, 599])
def test_waits_double_and_end(server: Scripted, status: int) -> None:
    server.says = lambda _: Reply(b"{}", status)
    waits: list[float] = []
    with (
        fetcher(waits, limits=Limits(tries=6, longest=6)) as fetch,
        pytest.raises(InputError, match=rf"/a does not .*asked 6 times: it answers {status}"),
    ):
        fetch.json(f"{server.url}/a", {"secret": "x"})
    assert waits == [1, 2, 4, 6, 6]
    assert len(server.log) == 6


def test_waits_are_drawn() -> None:
    waits: list[float] = []
    fetch = Fetcher([], sleep=waits.append, draw=iter([0.0, 0.5, 1.0]).__next__)
    for attempt in (1, 2, 3):
        fetch.wait(attempt)
    assert waits == [0.5, 1.5, 4.0]


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_refusal_is_told_at_once_in_the_portals_words(server: Scripted, status: int) -> None:
    server.says = lambda _: Reply(b'{"message":\n"no \x1b[31msuch column"}' + b"x" * 999, status)
    with (
        fetcher() as fetch,
        pytest.raises(InputError, match=rf"answers {status}: .*such column") as told,
    ):
        fetch.json(f"{server.url}/a")
    assert len(server.log) == 1
    assert "\x1b" not in str(told.value)
    assert len(str(told.value)) < 500


def test_retry_after_in_seconds_and_as_a_date(server: Scripted) -> None:
    now = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
    assert retry_after("120", now) == 120
    assert retry_after("Fri, 01 Mar 2024 12:01:30 GMT", now) == 90
    assert retry_after("Fri, 01 Mar 2024 11:59:00 GMT", now) == -60
    assert retry_after("soon", now) is None
    assert retry_after(None) is None
    replies = [
        Reply(b"{}", 429, {"Retry-After": "99999"}),
        Reply(b"{}", 503, {"Retry-After": "Fri, 01 Mar 2024 11:59:00 GMT"}),
        Reply(b"{}", 503, {"Retry-After": "nonsense"}),
        Reply(b"[]"),
    ]
    server.says = lambda _: replies.pop(0)
    waits: list[float] = []
    with fetcher(waits) as fetch:
        assert fetch.json(server.url).value == []
    assert waits == [120, 0, 4]


def test_an_answer_is_limited(server: Scripted, tmp_path: Path) -> None:
    """As it is unpacked: a small packed answer may be large."""
    server.says = lambda _: Reply(b"[" + b" " * 300_000 + b"]")
    limits = Limits(page=200_000, file=200_000)
    with fetcher(limits=limits) as fetch:
        with pytest.raises(InputError, match="more than 0 MiB; ask for fewer rows"):
            fetch.json(server.url)
        with pytest.raises(InputError, match="more than 0 MiB"):
            fetch.download(server.url, tmp_path / "a")
    assert (tmp_path / "a").stat().st_size <= 200_000
    with fetcher() as fetch:
        fetch.download(server.url, tmp_path / "a")
    assert (tmp_path / "a").stat().st_size == 300_002


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><p>", b"\xef\xbb\xbf \n<HTML>", b"<?xml version='1.0'?><Error/>"],
    ids=["doctype", "html", "xml"],
)
def test_a_page_in_place_of_a_file_is_refused(
    server: Scripted, tmp_path: Path, page: bytes
) -> None:
    server.says = lambda _: Reply(page, type="text/csv")
    with fetcher() as fetch, pytest.raises(InputError, match="a web page in place of records"):
        fetch.download(server.url, tmp_path / "a")


def test_an_empty_answer_is_refused(server: Scripted) -> None:
    server.says = lambda _: Reply(b"")
    with fetcher() as fetch, pytest.raises(InputError, match="the answer is empty"):
        fetch.json(server.url)


def test_a_cut_download_begins_again(server: Scripted, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000
    replies = [
        Reply(content, type="text/csv", cut=True),
        Reply(content, type="text/csv", cut=True),
        Reply(content, type="text/csv"),
    ]
    server.says = lambda _: replies.pop(0)
    with fetcher() as fetch:
        fetch.download(server.url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == content


def test_redirects_lead_only_to_named_hosts(server: Scripted) -> None:
    port = server.url.rpartition(":")[2]

    def says(asked: Asked) -> Reply:
        if asked.path == "/a":
            return Reply(b"", 302, {"Location": f"http://localhost:{port}/b"})
        if asked.path == "/loop":
            return Reply(b"", 307, {"Location": "/loop"})
        return Reply(b"[]" if "X-App-Token" not in asked.headers else b'["told"]')

    server.says = says
    with fetcher() as fetch:
        with pytest.raises(InputError, match=r'host localhost, which .*hosts = "localhost"'):
            fetch.json(f"{server.url}/a")
        with pytest.raises(InputError, match="more than 5 redirects"):
            fetch.json(f"{server.url}/loop")
    assert len(server.log) == 7
    with fetcher(hosts=["127.0.0.1", "LocalHost"]) as fetch:
        assert fetch.json(f"{server.url}/a", headers={"X-App-Token": "secret"}).value == []
        assert fetch.json(f"{server.url}/c", headers={"X-App-Token": "secret"}).value == ["told"]
        server.says = lambda _: Reply(b"", 302, {"Location": "file:///etc/passwd"})
        with pytest.raises(InputError, match="no address of the web"):
            fetch.json(f"{server.url}/a")
        with pytest.raises(InputError, match="cannot be moved"):
            fetch.json(f"{server.url}/a", body={"query": "x"})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_private_addresses_are_not_asked(host: str) -> None:
    name = host.strip("[]")
    with (
        fetcher(private=False, hosts=[name]) as fetch,
        pytest.raises(InputError, match="private network"),
    ):
        fetch.json(f"http://{host}:1/a")


def test_a_name_that_leads_to_this_machine_is_not_asked(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that leads elsewhere when it is looked up, and here when it is connected."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    port = server.url.rpartition(":")[2]
    for looked_up in ({}, {"localhost": ("93.184.215.14",)}):
        with monkeypatch.context() as patch:
            if looked_up:
                patch.setattr(module, "addresses", looked_up.__getitem__)
            with (
                fetcher(private=False, hosts=["localhost"]) as fetch,
                pytest.raises(
                    InputError, match=r"is at (127.0.0.1|::1), an address of this machine"
                ),
            ):
                fetch.json(f"http://localhost:{port}/a")
    assert not server.log


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with fetcher() as fetch, pytest.raises(InputError, match=r"cannot be reached .*[Cc]onnect"):
        fetch.json(f"http://127.0.0.1:{port}/a")


def test_addresses_are_told_without_what_is_secret() -> None:
    assert without_query("https://me:pw@a.org:8443/x/y?token=1#z") == "https://a.org:8443/x/y"
