import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.web.page import Page
from crimecast.web.respond import negotiate
from web_sample import Client


@pytest.mark.parametrize("path", ["/", "/testville", "/emptyville", "/testville?at=12/39.7/-105"])
def test_the_page_is_asked_for_anew_each_time(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html><title>page")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_its_parts_are_kept_for_good(client: Client) -> None:
    answer = client.get("/assets/index-abc.js", accept_encoding="gzip")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    icon = client.get("/favicon.svg")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("asked", "coding", "tag"),
    [
        ("gzip, deflate, br", "br", "-br"),
        ("gzip, br;q=0", "gzip", "-gz"),
        ("identity", None, ""),
        ("*", "br", "-br"),
    ],
)
def test_what_the_build_packed_is_sent_to_those_who_take_it(
    tmp_path: Path, asked: str, coding: str | None, tag: str
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    content = b"export const t = 1;" * 100
    (tmp_path / "part.js").write_bytes(content)
    (tmp_path / "part.js.br").write_bytes(b"packed")
    page = Page(tmp_path)
    part = page.get("part.js")
    assert part is not None
    assert page.get("part.js.br") is None
    answer = negotiate(asked, None, part, "no-cache")
    body = {"br": b"packed", "gzip": part.packed, None: content}[coding]
    assert answer.body == body
    told = dict(answer.raw_headers)
    assert told.get(b"content-encoding", b"").decode() == (coding or "")
    assert told[b"etag"].decode() == f'"{part.etag}{tag}"'
    assert negotiate(asked, told[b"etag"].decode(), part, "no-cache").status_code == 304


def test_a_city_that_is_not_there_gets_the_page_and_404(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "<title>page" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/assets/", "/assets/none.js", "/assets/../index.html", "/assets/..%2f..%2fpage.py",
        "/assets/%2e%2e/favicon.svg", "/.secret", "/favicon.ico", "/..%2fconftest.py",
        "/assets//etc/passwd", "/%00", "/index.html/", "/a.html",
    ],
)  # fmt: skip
def test_no_other_file_is_served(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_that_is_not_built_says_what_to_do(
    shared_home: Path, client_of: Callable[[Path], Client]
) -> None:
    client = client_of(shared_home)
    for path in ("/", "/testville"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "make build" in answer.text
    assert client.get("/assets/index-abc.js").status_code == 404
    assert client.get("/api/health").status_code == 200


def test_a_page_built_anew_is_taken_up(tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    page = Page(tmp_path)
    assert page.get("index.html") is None
    index.write_text("one")
    first = page.get("index.html")
    assert first is not None
    assert first.body == b"one"
    (tmp_path / "new.js").write_text("1")
    index.write_text("two")
    os.utime(index, (1, 1))
    again = page.get("index.html")
    assert again is not None
    assert again.body == b"two"
    assert page.get("new.js") is not None


def test_a_citys_page_can_be_installed_under_its_name(client: Client) -> None:
    answer = client.get("/testville/app.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    assert answer.headers["cache-control"] == "no-cache"
    told = json.loads(answer.text)
    assert told["name"] == "Testville: reported incidents"
    assert (told["id"], told["start_url"], told["scope"]) == ("/testville", "/testville", "/")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in told["icons"])
    assert json.loads(client.get("/app.webmanifest").text)["start_url"] == "/"
    spanish = json.loads(client.get("/testville/app.webmanifest?lang=es").text)
    assert (spanish["lang"], spanish["name"]) == ("es", "Testville: incidentes reportados")
    assert (spanish["id"], spanish["start_url"]) == ("/testville", "/testville?lang=es")
    assert client.get("/nowhere/app.webmanifest").status_code == 404
    assert client.get("/a.b/app.webmanifest").status_code == 404


def test_only_the_small_map_may_stand_in_others_pages(client: Client) -> None:
    small = client.get("/embed/testville")
    assert small.status_code == 200
    policy = small.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    whole = client.get("/testville").headers["content-security-policy"]
    assert policy.replace("frame-ancestors *", "frame-ancestors 'self'") == whole
    for path in ("/", "/testville/record", "/testville/status", "/api/cities", "/embed"):
        assert "frame-ancestors 'self'" in client.get(path).headers["content-security-policy"]
    assert client.get("/embed/nowhere").status_code == 404


def test_the_page_comes_ready_for_the_language_that_is_wanted(tmp_path: Path) -> None:
    html = '<html lang="en"><head></head>'
    (tmp_path / "index.html").write_text(html)
    (tmp_path / "assets").mkdir()
    for name in ("strings-en-A_1.js", "strings-es-B-2.js", "index-C3.js"):
        (tmp_path / "assets" / name).write_text("1")
    page = Page(tmp_path)

    def shell(asked: str | None, accepted: str | None) -> str:
        found = page.shell(asked, accepted)
        assert found is not None
        return found.body.decode()

    spanish = shell("es", "en-US,en;q=0.9")
    assert spanish.startswith('<html lang="es"><head>')
    assert 'href="/assets/strings-es-B-2.js"' in spanish
    assert "strings-en" not in spanish
    for accepted in ("es-MX,es;q=0.9,en;q=0.8", "fr, en;q=0.4, es;q=0.8", "ES"):
        assert shell(None, accepted) == spanish
    english = shell(None, None)
    assert 'href="/assets/strings-en-A_1.js"' in english
    for asked, accepted in (("xx", "de"), ("", "es;q=0, en"), ("en-GB", "es"), (None, "q=;,;q=x")):
        assert shell(asked, accepted) == english
    assert Page(tmp_path / "none").shell(None, None) is None


def test_a_cache_on_the_way_keeps_the_languages_apart(client: Client) -> None:
    assert client.get("/testville").headers["vary"] == "Accept-Encoding, Accept-Language"
    assert client.get("/assets/index-abc.js").headers["vary"] == "Accept-Encoding"
