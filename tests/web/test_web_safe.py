"""What holds of every answer and all code: no administration, no inline script, no pickle."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from crimecast.web.app import STATIC, create_app
from crimecast.web.greeting import Greeting, with_greeting
from crimecast.web.headers import security
from crimecast.web.page import NOT_BUILT
from crimecast.web.social import Preview, with_preview
from forecast_sample import HOSTILE
from records_sample import TOML
from web_sample import Client

ROOT = Path(__file__).resolve().parents[2]
C = "/api/cities/testville"
OWN = f"{C}/forecasts/ID"
PAGES = ["/", "/testville", "/testville/record", "/embed/testville", "/nowhere", "/embed/nowhere"]
ANSWERS = [
    *PAGES, "/favicon.svg", "/assets/index-abc.js", "/assets/none.js", "/app.webmanifest",
    "/testville/app.webmanifest", "/a/b/c", "/..%2f..%2fetc/passwd", "/index.html", "/.secret",
    "/api/health", "/api/cities", "/api/openapi.json", "/api/nothing", C, "/api/cities/nowhere",
    "/api/cities/%3Cscript%3E", f"{C}/area", f"{C}/forecast", OWN, f"{OWN}/mask", f"{OWN}/totals",
    f"{OWN}/totals/all", f"{OWN}/frames/all/3", f"{OWN}/frames/all/9999", f"{OWN}/frames/%3C/3",
    f"{OWN}/mix/3", f"{OWN}/place?lon=-104.98&lat=39.74", f"{OWN}/place?lon=0&lat=0",
    f"{OWN}/place?lon=x", f"{OWN}/image/all/3.png?width=240&height=240&scale=1",
    f"{OWN}/change/all", f"{OWN}/typical/all/3", f"{C}/history", f"{C}/history?cell=1",
    f"{C}/history/place?lon=-104.98&lat=39.74", f"{C}/record", f"{C}/search?q=a",
    f"{C}/streets/20200224-1f2e3d4c/tiles.pmtiles",
]  # fmt: skip


class Inline(HTMLParser):
    """Collects what the content policy would not run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        named = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and not given.get("src")) or "style" in named:
            self.found.append(self.get_starttag_text() or tag)
        self.found += [name for name in named if name.startswith("on")]
        addresses = (given.get("src"), given.get("href"))
        self.found += [a for a in addresses if a and a.lower().lstrip().startswith("javascript:")]


def inline(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_the_headers_once(
    client: Client, forecast_id: str, path: str, method: str
) -> None:
    answer = client.request(method, path.replace("ID", forecast_id))
    for name, value in security(embedded=path.startswith("/embed/")):
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert answer.status_code < 500
    if method != "HEAD" and answer.headers.get("content-type", "").startswith("text/html"):
        assert not inline(answer.text)
        assert HOSTILE not in answer.text


def test_the_reader_of_pages_finds_what_is_inline() -> None:
    for html in ("<p onclick=x>", "<script>1</script>", "<style></style>", "<p style=x>",
                 "<a href=' javascript:x'>"):  # fmt: skip
        assert inline(html)
    assert not inline("<script src=/a.js></script><a href=/x>on</a>")
    assert not inline(NOT_BUILT.body.decode())


@pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built")
def test_the_built_page_has_nothing_inline() -> None:
    for path in STATIC.rglob("*.html"):
        assert not inline(path.read_text(encoding="utf-8")), path.name


def test_names_are_escaped_where_they_enter_a_page() -> None:
    page = b'<html><head><title>x</title></head><body><div id="root"></div></body></html>'
    preview = Preview(HOSTILE, HOSTILE, f"/x.png?{HOSTILE}", HOSTILE)
    body = with_preview(page, preview, "http://test")
    body = with_greeting(body, Greeting(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)))
    assert body.count(b"&lt;script&gt;") >= 6
    assert b"<script>" not in body
    assert not inline(body.decode())


def test_a_city_of_a_hostile_name_is_told_as_it_is(tmp_path: Path, built: Path) -> None:
    (tmp_path / "cities").mkdir()
    toml = TOML.replace('name = "Testville"', f"name = '{HOSTILE}'")
    assert HOSTILE in toml
    (tmp_path / "cities" / "testville.toml").write_text(toml)
    client = Client(create_app(tmp_path, static=built))
    for path in PAGES:
        answer = client.get(path)
        assert "<script>" not in answer.text
        assert not inline(answer.text)
    told = client.get(C)
    assert told.json()["name"] == HOSTILE
    assert told.headers["content-type"] == "application/json"
    problem = client.get(f"{C}/forecast")
    assert HOSTILE in problem.json()["detail"]
    assert problem.headers["content-type"] == "application/problem+json"


def test_what_was_asked_comes_back_in_no_page(client: Client, forecast_id: str) -> None:
    evil = "%3Cscript%3Ealert(2)%3C/script%3E"
    for path in (f"/{evil}", f"/testville?at={evil}&categories={evil}&lang={evil}&show={evil}",
                 f"/embed/{evil}", f"{C}/history?category={evil}",
                 f"/api/cities/{evil}/forecasts/{forecast_id}"):  # fmt: skip
        answer: httpx.Response = client.get(path)
        if answer.headers["content-type"].startswith("text/html"):
            assert "alert(2)" not in answer.text
        else:
            assert answer.headers["x-content-type-options"] == "nosniff"
    hostile = client.get("/testville", host='x"><script>alert(2)</script>')
    assert "alert(2)" not in hostile.text


def test_there_is_no_administration(client: Client) -> None:
    for route in client.app.routes:
        assert isinstance(route, APIRoute) or not hasattr(route, "methods"), route
    sent = {
        path
        for path, item in client.get("/api/openapi.json").json()["paths"].items()
        for method in item
        if method != "get"
    }
    assert sent == {"/api/cities/{city}/routes"}  # a question, whose places no address should hold


BANNED = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml"}
LOADED = {"torch.load", "pd.read_pickle", "os.system", "os.popen"}


def dotted(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def wrongs(tree: ast.AST) -> list[str]:
    """Return what runs code that came as data, in a module."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [name for name in names if name.split(".")[0] in MODULES]
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            found += [name] if name in BANNED | LOADED else []
            options = {word.arg: word.value for word in node.keywords}
            for option, wanted in (("allow_pickle", False), ("shell", False)):
                given = options.get(option)
                if given is not None and getattr(given, "value", None) is not wanted:
                    found.append(f"{name}({option})")
            if name in {"np.load", "numpy.load"} and "allow_pickle" not in options:
                found.append(f"{name} without allow_pickle=False")
    return found


def test_nothing_is_unpickled_and_nothing_is_run_that_came_as_data() -> None:
    files = sorted((ROOT / "src").rglob("*.py"))
    assert len(files) > 100
    for path in files:
        assert not wrongs(ast.parse(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    "text",
    ["import pickle", "from yaml import load", "eval('1')", "np.load(p)",
     "np.load(p, allow_pickle=True)", "run(x, shell=True)", "torch.load(p)"],
)  # fmt: skip
def test_the_reader_of_code_finds_it(text: str) -> None:
    assert wrongs(ast.parse(text))


def test_patterns_of_ids_keep_paths_within_a_folder() -> None:
    from crimecast.archive.manifest import CATEGORY_PATTERN, ID_PATTERN
    from crimecast.city import ID_PATTERN as CITY
    from crimecast.published import ID_PATTERN as PUBLISHED

    for pattern in (CATEGORY_PATTERN, ID_PATTERN, CITY, PUBLISHED):
        for evil in ("..", "a/b", "../a", "a\\b", "a\0", "", ".", "C:x", "a\n"):
            assert re.fullmatch(pattern, evil) is None, (pattern, evil)
