"""Still images of the map: what they show, how they are asked for, what they may cost."""

import asyncio
import gzip
import io
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from crimecast.archive import IssuedForecast, open_latest
from crimecast.archive.codes import decode_frame, encode_frame
from crimecast.picture.colors import colors
from crimecast.picture.make import Drawn
from crimecast.picture.view import View
from crimecast.web import schemas
from crimecast.web.image import LARGEST, MOST_PIXELS, SMALLEST, SMALLEST_CARD, frame_of
from crimecast.web.pictures import Pictures
from crimecast.web.problem import Problem
from crimecast.web.site import Site
from crimecast.web.typical import typical_of
from forecast_sample import HOURS
from tiles_sample import EVERYWHERE, areas, save
from web_sample import Client

CITY = "/api/cities/testville"
MARGIN = 16


@pytest.fixture(scope="module")
def issued(shared_home: Path) -> IssuedForecast:
    found = open_latest(shared_home / "testville" / "forecasts")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def own(forecast_id: str) -> str:
    return f"{CITY}/forecasts/{forecast_id}/image"


def pixels(client: Client, address: str) -> np.ndarray:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


def codes_of(issued: IssuedForecast, category: str, hour: int) -> np.ndarray:
    place = issued.manifest.index(category)
    assert place is not None
    return np.frombuffer(gzip.decompress(issued.frame(place, hour)), np.uint8)


def middles(issued: IssuedForecast, width: int, height: int, scale: int) -> tuple[np.ndarray, ...]:
    """Return pixel rows and columns of the cells' middles on a map alone."""
    view = View.fit(issued.manifest.grid, width, height, margin=MARGIN, scale=scale)
    x, y = issued.grid.centres
    from crimecast.grid import unproject

    px, py = view.pixels(*unproject(x, y, issued.grid.epsg))
    return np.floor(py).astype(int), np.floor(px).astype(int)


def seen(theme: str, codes: np.ndarray) -> np.ndarray:
    """Return what the page's palette shows over the bare ground."""
    table = colors(theme).counts.astype(float)  # type: ignore[arg-type]
    ground = np.array(colors(theme).of("land"))  # type: ignore[arg-type]
    return table[codes, :3] + (1 - table[codes, 3:] / 255) * ground


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "height", "scale"), [(600, 480, 1), (500, 400, 2), (900, 700, 1)]
)
def test_a_cells_middle_has_the_pages_color_for_its_count_at_every_size(
    *,
    client: Client,
    issued: IssuedForecast,
    own: str,
    theme: str,
    width: int,
    height: int,
    scale: int,
) -> None:
    address = f"{own}/robbery/4.png?form=map&theme={theme}&width={width}&height={height}"
    found = pixels(client, f"{address}&scale={scale}")
    assert found.shape == (height * scale, width * scale, 3)
    codes = codes_of(issued, "robbery", 4)
    rows, columns = middles(issued, width, height, scale)
    # A pixel's middle is up to half a pixel from the cell's, where the smooth field has gone on
    # a little toward the neighbor; borders and names lie over some cells.
    off = np.abs(found[rows, columns] - seen(theme, codes)).max(axis=1)
    assert np.median(off) <= 6
    assert (off <= 20).mean() > 0.8


def test_the_legends_ribbon_is_the_pages(client: Client, own: str) -> None:
    found = pixels(client, f"{own}/all/4.png")
    assert found.shape == (630, 1200, 3)
    ribbon = colors("light").counts_ribbon.astype(int)
    left = found[:, 60:440]
    hits = [(np.abs(left - color).max(axis=-1) <= 3).any() for color in ribbon[40:250]]
    assert np.mean(hits) > 0.99


def test_several_categories_are_the_sum_on_the_scale_of_all(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    m = issued.manifest
    parts = [
        decode_frame(codes_of(issued, c.id, 5), *c.domain)
        for c in m.categories
        if c.id in {"robbery", "arson"}
    ]
    codes = encode_frame(np.sum(parts, axis=0), *m.all.domain)
    found = pixels(client, f"{own}/arson,robbery/5.png?form=map&width=600&height=480&scale=1")
    rows, columns = middles(issued, 600, 480, 1)
    assert np.median(np.abs(found[rows, columns] - seen("light", codes)).max(axis=1)) <= 6
    same = client.get(f"{own}/robbery,arson/5.png?form=map&width=600&height=480&scale=1")
    assert same.headers["etag"] == client.get(
        f"{own}/arson,robbery/5.png?form=map&width=600&height=480&scale=1"
    ).headers["etag"]  # fmt: skip


@pytest.mark.parametrize("hour", [0, 3, 7])
def test_the_likeliest_of_all_are_the_servers_own_word(issued: IssuedForecast, hour: int) -> None:
    found = frame_of(issued, [0, 1, 2], hour, None, "likeliest")
    assert found.which is not None
    told = np.frombuffer(issued.mix_codes(hour), np.uint8)[: len(found.codes)]
    assert (found.which == told).all()


@pytest.mark.parametrize("which", [[0], [0, 2], [0, 1, 2]])
@pytest.mark.parametrize("show", ["expected", "likeliest"])
def test_typical_hours_are_the_servers_own_sums(
    issued: IssuedForecast, which: list[int], show: str
) -> None:
    for hour in (0, 20, 100):
        found = frame_of(issued, which, hour, 27, show)
        assert found.codes.tobytes() == typical_of(issued).frame(which, 27, hour)


def test_what_is_outside_is_hatched_and_holes_too(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    found = pixels(client, f"{own}/robbery/4.png?form=map&width=600&height=480&scale=1")
    corner = found[:40, :40].reshape(-1, 3)
    land, hatch = colors("light").of("land"), colors("light").of("hatch")
    assert {tuple(p) for p in corner.tolist()} >= {land, hatch}


@pytest.mark.parametrize("show", ["expected", "chance", "likeliest", "change"])
@pytest.mark.parametrize("form", ["card", "map"])
def test_each_way_to_show_it_is_drawn(client: Client, own: str, show: str, form: str) -> None:
    found = pixels(client, f"{own}/all/3.png?show={show}&form={form}&width=420&height=560&scale=1")
    assert found.shape == (560, 420, 3)
    assert len(np.unique(found.reshape(-1, 3), axis=0)) > 100


def test_a_typical_hour_says_that_it_is_none_of_the_forecast(client: Client, own: str) -> None:
    usual = client.get(f"{own}/robbery/20.png?week=27")
    assert usual.status_code == 200
    assert usual.content != client.get(f"{own}/robbery/20.png").content
    assert client.get(f"{own}/robbery/100.png?week=27").status_code == 200
    assert client.get(f"{own}/robbery/100.png").status_code == 404
    assert client.get(f"{own}/robbery/20.png?week=27&show=change").status_code == 404


def test_it_is_kept_for_an_hour_and_known_again(client: Client, own: str) -> None:
    first = client.get(f"{own}/all/3.png")
    assert first.headers["content-type"] == "image/png"
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert first.content == client.get(f"{own}/all/3.png").content
    again = client.get(f"{own}/all/3.png", if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    head = client.request("HEAD", f"{own}/all/3.png")
    assert (head.status_code, head.content) == (200, b"")
    others = [f"{own}/all/4.png", f"{own}/robbery/3.png", f"{own}/all/3.png?theme=dark",
              f"{own}/all/3.png?lang=es"]  # fmt: skip
    tags = {client.get(other).headers["etag"] for other in others}
    assert len(tags | {first.headers["etag"]}) == 5


def test_what_the_host_corrects_is_another_picture(
    shared_home: Path, client_of: Callable[[Path], Client], tmp_path: Path, own: str
) -> None:
    home = tmp_path / "host"
    shutil.copytree(shared_home, home)
    client = client_of(home)
    first = client.get(f"{own}/all/3.png")
    path = home / "cities" / "testville.toml"
    path.write_text(path.read_text().replace("[source]\n", '[source]\nnotice = "Corrected."\n'))
    again = client.get(f"{own}/all/3.png", if_none_match=first.headers["etag"])
    assert again.status_code == 200
    assert again.content != first.content


@pytest.mark.parametrize("damage", ["gone", "tile"])
def test_what_is_drawn_while_the_streets_cannot_be_read_is_not_kept(
    *, shared_home: Path, client_of: Callable[[Path], Client], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path, own: str, damage: str,
) -> None:  # fmt: skip
    path = tmp_path / "tiles.pmtiles"
    base = SimpleNamespace(
        tiles=path, manifest=SimpleNamespace(id="20240101-12345678", attribution="Somebody")
    )
    monkeypatch.setattr(Site, "base_map", lambda *_: base)
    client, water = client_of(shared_home), areas("water", [EVERYWHERE])
    if damage == "tile":
        save(path, areas("water", [EVERYWHERE], extent=0))
    first = client.get(f"{own}/all/3.png?form=map")
    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-store"
    save(path, water)
    second = client.get(f"{own}/all/3.png?form=map", if_none_match=first.headers["etag"])
    assert second.headers["cache-control"] == "public, max-age=3600"
    assert second.content != first.content
    assert second.content == client.get(f"{own}/all/3.png?form=map").content


def test_the_same_hour_drawn_again_is_the_same_bytes(shared_home: Path, own: str) -> None:
    from crimecast.web.app import create_app

    one, two = (Client(create_app(shared_home, static=shared_home / "none")) for _ in range(2))
    assert one.get(f"{own}/all/2.png").content == two.get(f"{own}/all/2.png").content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"all/{HOURS}.png", 404), ("all/100001.png", 422), ("all/-1.png", 422),
        ("all/one.png", 422), ("theft/0.png", 404), ("ALL/0.png", 422), ("robbery,/0.png", 422),
        ("..%2f..%2fgiven/0.png", 404), ("all/0.jpg", 404), ("all/0.png/", 404), ("all/0", 404),
        (f"all/0.png?width={SMALLEST - 1}", 422), (f"all/0.png?width={LARGEST + 1}", 422),
        ("all/0.png?height=99999999", 422), ("all/0.png?width=1600&height=1600&scale=2", 422),
        ("all/0.png?scale=3", 422), ("all/0.png?scale=0", 422), ("all/0.png?theme=red", 422),
        ("all/0.png?form=%3Cscript%3E", 422), ("all/0.png?show=counts", 422),
        ("all/0.png?week=0", 422), ("all/0.png?week=54", 422), ("all/168.png?week=3", 422),
        ("all/0.png?width=nan", 422), ("robbery%00/0.png", 422),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: Client, own: str, path: str, status: int) -> None:
    answer = client.get(f"{own}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert schemas.ProblemDetails.model_validate(answer.json()).status == status


@pytest.mark.parametrize("name", ["20241028T0310Z-00000000", "latest.json", "..%2f..", "%2e%2e"])
def test_ids_are_never_paths(client: Client, name: str) -> None:
    assert client.get(f"{CITY}/forecasts/{name}/image/all/0.png").status_code in {404, 422}
    assert client.get(f"/api/cities/{name}/forecasts/{name}/image/all/0.png").status_code >= 400


@settings(max_examples=12, deadline=None)
@given(
    width=st.integers(SMALLEST, LARGEST), height=st.integers(SMALLEST, LARGEST),
    scale=st.sampled_from([1, 2]),
    form=st.sampled_from(["map", "card"]), theme=st.sampled_from(["light", "dark"]),
)  # fmt: skip
def test_any_size_within_bounds_is_drawn_as_asked(
    *, client: Client, own: str, width: int, height: int, scale: int, form: str, theme: str
) -> None:
    query = f"width={width}&height={height}&scale={scale}&form={form}&theme={theme}"
    if form == "card" and min(width, height) < SMALLEST_CARD:
        assert client.get(f"{own}/all/1.png?{query}").status_code == 422
        return
    if width * height * scale**2 > MOST_PIXELS:
        assert client.get(f"{own}/all/1.png?{query}").status_code == 422
        return
    assert pixels(client, f"{own}/all/1.png?{query}").shape == (height * scale, width * scale, 3)


@pytest.mark.parametrize("more", [0, 1])
def test_the_most_pixels_are_drawn_and_one_row_more_is_not(
    client: Client, own: str, more: int
) -> None:
    height = MOST_PIXELS // LARGEST + more
    answer = client.get(f"{own}/all/1.png?form=map&width={LARGEST}&height={height}&scale=1")
    assert answer.status_code == (422 if more else 200)


def test_it_is_in_the_openapi_document(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    answers = paths["/api/cities/{city}/forecasts/{forecast}/image/{categories}/{hour}.png"]["get"]
    assert "image/png" in answers["responses"]["200"]["content"]
    assert {"304", "404", "422", "503"} <= set(answers["responses"])


def test_a_host_without_a_built_page_draws_with_a_plain_font(
    shared_home: Path, client_of: Callable[[Path], Client], own: str
) -> None:
    assert pixels(client_of(shared_home), f"{own}/all/0.png").shape == (630, 1200, 3)


def test_what_is_kept_stays_within_its_bound() -> None:
    kept = Pictures(kept=1000)

    async def fill() -> None:
        for i in range(40):
            assert await kept.get(str(i), lambda i=i: Drawn(bytes([i]) * 90)) == Drawn(
                bytes([i]) * 90
            )  # type: ignore[misc]
            assert kept.held <= 1000
        assert len((await kept.get("too much", lambda: Drawn(bytes(2000)))).png) == 2000
        made = []
        await kept.get("39", lambda: made.append(1) or Drawn(b""))  # type: ignore[func-returns-value]
        assert made == []
        await kept.get("0", lambda: made.append(1) or Drawn(b"anew"))  # type: ignore[func-returns-value]
        assert made == [1]

    asyncio.run(fill())
    assert kept.held <= 1000


def test_of_several_who_ask_one_has_it_made_and_too_many_are_turned_away() -> None:
    pictures, go, made = Pictures(workers=1, waiting=3), threading.Event(), []

    def slow() -> Drawn:
        made.append(1)
        go.wait(10)
        return Drawn(b"done")

    async def many() -> None:
        same = [asyncio.create_task(pictures.get("same", slow)) for _ in range(5)]
        others = [asyncio.create_task(pictures.get(str(i), slow)) for i in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Problem) as refused:
            await pictures.get("one more", slow)
        assert refused.value.status == 503
        go.set()
        assert await asyncio.gather(*same, *others) == [Drawn(b"done")] * 7

    asyncio.run(many())
    assert len(made) == 3


class Watched:
    """A lock; each time a thread that draws has let go of it, somebody is let in."""

    def __init__(self, let_in: Callable[[], None]) -> None:
        self._lock, self._let_in = threading.Lock(), let_in

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        if threading.current_thread().name.startswith("picture"):
            self._let_in()


def test_who_asks_just_as_it_is_done_does_not_have_it_made_again() -> None:
    pictures, made, asked = Pictures(workers=2), [], []

    def make() -> Drawn:
        made.append(1)
        return Drawn(b"done")

    def ask() -> None:
        if not asked:
            asked.append(1)
            assert asyncio.run(pictures.get("same", make)) == Drawn(b"done")

    pictures._lock = Watched(ask)  # type: ignore[assignment]
    assert asyncio.run(pictures.get("same", make)) == Drawn(b"done")
    assert (len(asked), len(made)) == (1, 1)


def test_what_fails_is_tried_again() -> None:
    pictures = Pictures()

    async def twice() -> None:
        with pytest.raises(ZeroDivisionError):
            await pictures.get("a", lambda: Drawn(bytes(1 // 0)))
        assert await pictures.get("a", lambda: Drawn(b"good")) == Drawn(b"good")

    asyncio.run(twice())
