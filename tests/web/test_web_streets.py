"""The base map over HTTP: tiles by range, names by search."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.settings import Settings
from crimecast.streets.build import build
from crimecast.web import schemas, streets
from crimecast.web.app import create_app
from crimecast.web.streets import asked_range
from osm_sample import make_city, whole
from web_sample import Client

C = "/api/cities/testville"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("streets")
    build(make_city(home), [whole().save(home / "a.osm")], home)
    return home


@pytest.fixture(scope="module")
def web(host: Path) -> Client:
    return Client(create_app(host, static=host / "no-page", settings=Settings()))


@pytest.fixture(scope="module")
def address(web: Client) -> str:
    found: str = web.get(C).json()["streets"]["tiles"]
    return found


@pytest.fixture(scope="module")
def content(host: Path) -> bytes:
    (path,) = host.glob("testville/streets/*/tiles.pmtiles")
    return path.read_bytes()


def test_the_city_tells_its_base_map(web: Client, content: bytes) -> None:
    told = web.get(C).json()
    schemas.City.model_validate(told)
    base = told["streets"]
    assert base["size"] == len(content)
    assert base["attribution"] == "© OpenStreetMap contributors"
    assert base["attribution_url"] == "https://www.openstreetmap.org/copyright"
    assert (base["zooms"], base["data_date"]) == ([9, 15], "2024-05-06")
    assert base["tiles"] == f"{C}/streets/{base['id']}/tiles.pmtiles"
    assert told["style_url"] is None
    assert web.get("/api/cities/denver").json()["streets"] is None


def test_the_whole_file(web: Client, address: str, content: bytes) -> None:
    answer = web.get(address, accept_encoding="gzip")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "application/vnd.pmtiles"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"].startswith('"')
    assert "content-encoding" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("given", "start", "stop"),
    [
        ("bytes=0-126", 0, 127), ("bytes=7-7", 7, 8), ("bytes=100-", 100, None),
        ("bytes=-16", -16, None), ("bytes=0-99999999", 0, None), ("Bytes = 3 - 9", 3, 10),
        ("bytes=-99999999", 0, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("piece", [streets.PIECE, 1])
def test_ranges(  # noqa: PLR0917 -- pytest gives them by name
    web: Client, address: str, content: bytes, monkeypatch: pytest.MonkeyPatch,
    given: str, start: int, stop: int | None, piece: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(streets, "PIECE", piece)
    answer = web.get(address, range=given)
    part = content[start:stop]
    first = len(content) + start if start < 0 else start
    assert (answer.status_code, answer.content) == (206, part)
    told = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    assert answer.headers["content-range"] == told
    assert answer.headers["content-length"] == str(len(part))
    head = web.request("HEAD", address, headers={"range": given})
    assert (head.status_code, head.content) == (206, b"")
    assert head.headers["content-length"] == str(len(part))


@pytest.mark.parametrize(
    "given",
    ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=a-b", "bytes=0-1,5-6", "chars=0-1", "0-1",
     "bytes=" + "9" * 400 + "-", "bytes=1-2-3", "bytes=\u0663-"],
)  # fmt: skip
def test_what_is_no_range_is_not_heeded(
    web: Client, address: str, content: bytes, given: str
) -> None:
    answer = web.request("GET", address, headers=[(b"range", given.encode())])
    assert (answer.status_code, answer.content) == (200, content)


@pytest.mark.parametrize("given", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end(web: Client, address: str, content: bytes, given: str) -> None:
    answer = web.get(address, range=given)
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"] == f"bytes */{len(content)}"
    assert answer.json()["type"] == "urn:crimecast:problem:range"


def test_what_a_client_has(web: Client, address: str, content: bytes) -> None:
    etag = web.get(address).headers["etag"]
    again = web.get(address, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert web.get(address, range="bytes=0-3", if_range=etag).status_code == 206
    other = web.get(address, range="bytes=0-3", if_range='"other"')
    assert (other.status_code, other.content) == (200, content)
    head = web.request("HEAD", address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(content))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{C}/streets/20200101-00000000/tiles.pmtiles", 404),
        (f"{C}/streets/..%2f..%2fcities/tiles.pmtiles", 404),
        (f"{C}/streets/%2e%2e/tiles.pmtiles", 422),
        (f"{C}/streets/20200101-0000000g/tiles.pmtiles", 422),
        (f"{C}/streets/20200101-00000000%0A/tiles.pmtiles", 422),
        ("/api/cities/nowhere/streets/20200101-00000000/tiles.pmtiles", 404),
    ],
)
def test_no_other_file_is_given(web: Client, path: str, status: int) -> None:
    answer = web.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["names.json", "manifest.json", "..%2fcurrent.json"])
def test_only_the_tiles_are_files(web: Client, address: str, name: str) -> None:
    assert web.get(address.replace("tiles.pmtiles", name)).status_code == 404


def test_a_damaged_map_leaves_the_city_without_one(
    tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    made = build(make_city(tmp_path), [whole().save(tmp_path / "a.osm")], tmp_path)
    client = client_of(tmp_path)
    address = client.get(C).json()["streets"]["tiles"]
    made.tiles.write_bytes(b"PMTiles\x03")
    assert client.get(address).status_code == 503
    assert client_of(tmp_path).get(C).json()["streets"] is None


def test_a_new_map_is_told_at_once_and_the_former_is_gone(
    tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    city = make_city(tmp_path)
    build(city, [whole().save(tmp_path / "a.osm")], tmp_path)
    client = client_of(tmp_path)
    former = client.get(C).json()["streets"]["tiles"]
    sample = whole()
    sample.way([(-105.0, 39.695), (-104.999, 39.695)], highway="residential", name="New Lane")
    build(city, [sample.save(tmp_path / "a.osm")], tmp_path)
    now = client.get(C).json()["streets"]["tiles"]
    assert now != former
    assert (client.get(former).status_code, client.get(now).status_code) == (404, 200)
    assert client.get(f"{C}/search?q=new").json()["results"][0]["name"] == "New Lane"


# -- names --------------------------------------------------------------------------------------


def found(web: Client, query: str) -> list[tuple[str, str]]:
    answer = web.request("GET", f"{C}/search", params={"q": query})
    assert answer.status_code == 200
    results = schemas.Names.model_validate(answer.json()).results
    return [(item.kind, item.name) for item in results]


def test_names_are_found(web: Client) -> None:
    assert found(web, "cafe") == [("street", "Café Avenue")]
    assert found(web, "OLD") == [("neighborhood", "Old Town")]  # once, not as a place as well
    assert found(web, "loon lake") == [("water", "Smith Lake")]
    assert found(web, "<script>") == [("street", "<script>alert(1)</script>")]
    assert found(web, "zzz") == []
    assert found(web, "%00\x00") == []


def test_an_answer_of_a_search_is_nobody_elses(web: Client) -> None:
    answer = web.get(f"{C}/search?q=main")
    assert answer.headers["cache-control"] == "private, no-cache"
    again = web.get(f"{C}/search?q=main", if_none_match=answer.headers["etag"])
    assert again.status_code == 304
    (item,) = answer.json()["results"]
    assert (item["near"], set(item)) == (
        "Old Town", {"name", "kind", "near", "lon", "lat", "bbox"},
    )  # fmt: skip


@pytest.mark.parametrize("query", ["", "?q=", f"?q={'x' * 101}"])
def test_a_search_for_nothing_is_a_problem(web: Client, query: str) -> None:
    answer = web.get(f"{C}/search{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_base_map_neighborhoods_are_found(client: Client) -> None:
    results = client.get(f"{C}/search?q=west").json()["results"]
    assert [(r["kind"], r["name"]) for r in results] == [("neighborhood", "West")]
    assert client.get("/api/cities/emptyville/search?q=a").json() == {"results": []}
    assert client.get("/api/cities/nowhere/search?q=a").status_code == 404


# -- a style of the host's own ------------------------------------------------------------------


def test_a_style_of_the_hosts_own_is_told_and_let_in(host: Path) -> None:
    settings = Settings(
        style_url="https://maps.city.org:8443/style.json", style_origins="https://tiles.city.org"
    )
    client = Client(create_app(host, static=host / "no-page", settings=settings))
    answer = client.get(C)
    assert answer.json()["style_url"] == "https://maps.city.org:8443/style.json"
    policy = answer.headers["content-security-policy"]
    assert "connect-src 'self' https://maps.city.org:8443 https://tiles.city.org;" in policy
    assert "default-src 'self';" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//other.org/x", "https://a.org;x/", "ftp://a.org/", "x y"]
)
def test_a_style_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="give an address"):
        Settings(style_url=url)
    with pytest.raises(ValueError, match="no origin"):
        Settings(style_origins="https://a.org/path")


def test_a_style_on_this_host_opens_nothing() -> None:
    assert Settings(style_url="/styles/own.json").map_origins == ()
    assert Settings(style_url="").style_url is None


def test_ranges_are_read() -> None:
    assert asked_range(None, 10) is None
    assert asked_range("bytes=0-0", 10) == (0, 1)
    assert asked_range("bytes=5-5", 5) == (5, 5)


def test_the_document_tells_of_ranges(web: Client) -> None:
    paths = json.loads(web.get("/api/openapi.json").content)["paths"]
    answers = paths["/api/cities/{city}/streets/{streets}/tiles.pmtiles"]["get"]["responses"]
    assert {"200", "206", "304", "404", "416", "422"} <= set(answers)
    assert "application/vnd.pmtiles" in answers["200"]["content"]
