import gzip
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.archive import IssuedForecast, Manifest, open_latest
from crimecast.archive.sets import city_hours
from crimecast.web import place as asked
from crimecast.web import schemas
from crimecast.web.respond import json_numbers, rounded
from crimecast.web.sets import SetTotals
from forecast_sample import HOSTILE, HOURS, LEADS, issue_sample, sample_grid
from web_sample import Client

CITY = "/api/cities/testville"
IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def issued(shared_home: Path) -> IssuedForecast:
    found = open_latest(shared_home / "testville" / "forecasts")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def own(forecast_id: str) -> str:
    return f"{CITY}/forecasts/{forecast_id}"


def test_the_manifest_is_the_archives(client: Client, issued: IssuedForecast, own: str) -> None:
    latest, by_id = client.get(f"{CITY}/forecast"), client.get(own)
    assert latest.content == by_id.content == issued.manifest_bytes
    Manifest.model_validate(latest.json())
    assert latest.headers["cache-control"] == "no-cache"
    assert by_id.headers["cache-control"] == IMMUTABLE


@pytest.mark.parametrize("category", ["robbery", "burglary", "arson", "all"])
@pytest.mark.parametrize("hour", [0, HOURS - 1])
def test_frames_are_sent_as_they_lie_on_disk(
    client: Client, issued: IssuedForecast, own: str, category: str, hour: int
) -> None:
    index = issued.manifest.index(category)
    assert index is not None
    packed = bytes(issued.frame(index, hour))
    answer = client.get(f"{own}/frames/{category}/{hour}", accept_encoding="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(packed)
    assert answer.content == gzip.decompress(packed)
    assert len(answer.content) == issued.manifest.grid.cells
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == IMMUTABLE
    plain = client.get(f"{own}/frames/{category}/{hour}", accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    assert plain.headers["etag"] != answer.headers["etag"]
    assert plain.headers["vary"] == "Accept-Encoding"


def test_the_mask_is_the_grids(client: Client, own: str) -> None:
    answer = client.get(f"{own}/mask", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == sample_grid().mask_bits


def test_totals_are_the_archives(client: Client, issued: IssuedForecast, own: str) -> None:
    answer = client.get(f"{own}/totals")
    assert answer.content == issued.totals
    schemas.Totals.model_validate(answer.json())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("frames/robbery/30", 404), ("frames/robbery/100000", 404), ("frames/robbery/100001", 422),
        ("frames/robbery/-1", 422), ("frames/robbery/1.5", 422), ("frames/robbery/one", 422),
        ("frames/theft/0", 404), ("frames/ALL/0", 422), ("frames/..%2f..%2f/0", 404),
        ("frames/robbery%00/0", 422), ("frames/robbery/0/", 404), ("nothing", 404),
        ("place?lon=-104.98&lat=39.74&category=theft", 404),
        ("place?lon=-104.98", 422), ("place?lon=nan&lat=39.74", 422), ("place?lon=x&lat=1", 422),
        ("place?lon=181&lat=39.74", 422), ("place?lon=-104.98&lat=inf", 422),
        ("place?lon=-104.98&lat=39.74&category=%3Cscript%3E", 422),
        ("totals/theft", 404), ("totals/robbery,theft", 404), ("totals/robbery,", 422),
        ("totals/robbery,%3Cscript%3E", 422), ("totals/level", 404),
        ("mix/30", 404), ("mix/-1", 422), ("mix/one", 422), ("mix/0/", 404),
        ("place?lon=-104.98&lat=39.74&category=robbery,theft", 404),
        ("place?lon=10&lat=50", 404), ("place?lon=-104.98&lat=-90", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: Client, own: str, path: str, status: int) -> None:
    answer = client.get(f"{own}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = schemas.ProblemDetails.model_validate(answer.json())
    assert problem.status == status
    assert problem.detail.endswith(".")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("20241028T0310Z-00000000", 404), ("latest.json", 422), ("..%2f..%2fgiven.csv", 404),
        ("%2e%2e", 422), ("20241028T0310Z-0000000%0a", 422), ("'", 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", "/mask", "/totals", "/frames/all/0"])
def test_ids_are_never_paths(client: Client, name: str, rest: str, status: int) -> None:
    answer = client.get(f"{CITY}/forecasts/{name}{rest}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_city_without_a_forecast_says_so(client: Client) -> None:
    answer = client.get("/api/cities/emptyville/forecast")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:crimecast:problem:no-forecast"
    assert "Emptyville" in answer.json()["detail"]


def place(client: Client, own: str, category: str = "robbery", at: str = "lon=-104.98&lat=39.74"):
    answer = client.get(f"{own}/place?{at}&category={category}")
    assert answer.status_code == 200
    schemas.Place.model_validate(answer.json())
    return answer.json()


def test_a_place_is_its_cells_forecast(client: Client, issued: IssuedForecast, own: str) -> None:
    for index, category in enumerate(["robbery", "burglary", "arson", "all"]):
        found = place(client, own, category)
        grid = issued.grid
        flat = int(grid.locate_lonlat(-104.98, 39.74))
        cell = found["cell"]
        assert cell["index"] == flat
        assert (cell["row"], cell["column"]) == divmod(flat, grid.shape[1])
        assert cell["size"] == 500
        assert cell["outline"][0] == cell["outline"][-1]
        west, south = cell["outline"][0]
        east, north = cell["outline"][2]
        assert west < -104.98 < east
        assert south < 39.74 < north
        wanted = issued.series(index, int(grid.rank[flat]))
        np.testing.assert_allclose(found["expected"], wanted, rtol=1e-4)
        terms = np.sum([term["expected"] for term in found["terms"]], axis=0)
        np.testing.assert_allclose(terms, wanted, rtol=1e-4, atol=1e-18)
        assert [term["id"] for term in found["terms"]] == ["longrun", "year", "rest"]
        assert found["terms"][2]["label"] == HOSTILE


def test_a_place_says_how_sure_it_is(client: Client, issued: IssuedForecast, own: str) -> None:
    rank = int(issued.grid.rank[issued.grid.locate_lonlat(-104.98, 39.74)])
    for index, category in enumerate(["robbery", "burglary", "arson", "all"]):
        ahead = place(client, own, category)["ahead"]
        assert ahead["level"] == 0.9
        assert [w["hours"] for w in ahead["windows"]] == [1, 24]  # the forecast ends in 26 hours
        for window in ahead["windows"]:
            now, hours = issued.manifest.now, window["hours"]
            wanted = issued.series(index, rank)[now : now + hours].sum()
            assert window["expected"] == pytest.approx(wanted, rel=1e-3)
            assert window["lower"] <= window["expected"] <= window["upper"] + 1
            assert 0 < window["some"] <= -np.expm1(-wanted) * (1 + 1e-3)


def test_a_sets_place_is_the_sum_of_its_members(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    both = place(client, own, "arson,robbery,arson")
    assert both["category"] == "robbery,arson"  # the manifest's order, each once
    parts = [place(client, own, category) for category in ("robbery", "arson")]
    weights = np.array([LEADS[0], LEADS[2]])
    wanted = weights @ [part["expected"] for part in parts]
    np.testing.assert_allclose(both["expected"], wanted, rtol=1e-4)
    terms = np.sum([term["expected"] for term in both["terms"]], axis=0)
    np.testing.assert_allclose(terms, wanted, rtol=1e-3, atol=1e-18)
    for k, window in enumerate(both["ahead"]["windows"]):
        members = [part["ahead"]["windows"][k] for part in parts]
        assert window["expected"] == pytest.approx(
            weights @ [m["expected"] for m in members], rel=1e-3
        )
        assert window["some"] <= sum(m["some"] for m in members)
    everything = place(client, own, "robbery,burglary,arson")
    assert everything == place(client, own, "all") == place(client, own, "robbery,all")


def test_a_sets_totals_have_its_members_and_its_own_range(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    answer = client.get(f"{own}/totals/arson,robbery")
    assert answer.headers["cache-control"] == IMMUTABLE
    found = SetTotals.model_validate(answer.json())
    assert found.categories == ["robbery", "arson"]
    totals = json.loads(issued.totals)["categories"]
    wanted = np.array([LEADS[0], LEADS[2]]) @ [totals["robbery"], totals["arson"]]
    np.testing.assert_allclose(found.expected, wanted, rtol=1e-5)
    city = city_hours(issued, [0, 2])
    assert found.interval is not None
    assert city.lower is not None
    assert city.upper is not None
    assert found.interval.lower == city.lower.tolist()
    assert found.interval.upper == city.upper.tolist()
    same = client.get(f"{own}/totals/robbery,arson", if_none_match=answer.headers["etag"])
    assert same.status_code == 304


def test_a_mix_tells_the_likeliest_category_of_each_cell(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    cells = issued.manifest.grid.cells
    for hour in (0, HOURS - 1):
        answer = client.get(f"{own}/mix/{hour}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == IMMUTABLE
        which, chance = np.frombuffer(answer.content, np.uint8).reshape(2, cells).astype(int)
        layers = np.array([issued.layer(c)[hour] for c in range(3)])
        np.testing.assert_array_equal(which, layers.argmax(axis=0) + 1)
        wanted = layers.max(axis=0) / layers.sum(axis=0)
        np.testing.assert_allclose(chance / 255, wanted, atol=0.5 / 255 + 1e-3)


def test_a_forecast_of_the_first_format_has_no_mix_and_no_ranges(
    home: Path, client_of: Callable[[Path], Client]
) -> None:
    folder = next((home / "testville" / "forecasts").glob("*/"))
    content = json.loads((folder / "manifest.json").read_text())
    content["format"] = "crimecast-forecast/1"
    (folder / "manifest.json").write_text(json.dumps(content))
    own = f"{CITY}/forecasts/{folder.name}"
    client = client_of(home)
    answer = client.get(f"{own}/mix/0")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:crimecast:problem:no-mix"
    assert client.get(f"{own}/totals/robbery,arson").json()["interval"] is None


def test_a_place_tells_its_year_but_not_small_counts(client: Client, own: str) -> None:
    five = place(client, own)["history"]
    assert five == {"from": "2023-10-29", "to": "2024-10-27", "count": 5, "suppressed": False}
    hidden = {"from": "2023-10-29", "to": "2024-10-27", "count": None, "suppressed": True}
    assert place(client, own, at="lon=-104.95&lat=39.75")["history"] == hidden  # two
    assert place(client, own, at="lon=-104.93&lat=39.73")["history"] == hidden  # a day too early
    assert place(client, own, at="lon=-104.91&lat=39.74")["history"] == hidden  # none
    assert place(client, own, "all")["history"]["count"] == 6  # a theft more, no drugs
    assert place(client, own, "burglary")["history"] is None  # no such records


def test_a_place_tells_the_likeliest_of_its_categories(
    client: Client, issued: IssuedForecast, own: str
) -> None:
    rank = int(issued.grid.rank[issued.grid.locate_lonlat(-104.98, 39.74)])
    assert place(client, own)["likeliest"] is None
    for category, which in (("all", [0, 1, 2]), ("robbery,arson", [0, 2])):
        found = place(client, own, category)["likeliest"]
        values = np.array([issued.series(c, rank) for c in which])
        assert found["categories"] == [issued.manifest.categories[c].id for c in which]
        assert found["which"] == values.argmax(axis=0).tolist()
        wanted = values.max(axis=0) / values.sum(axis=0)
        np.testing.assert_allclose(found["chance"], wanted, rtol=1e-3)


def test_a_set_tells_no_count_that_its_members_do_not(client: Client, own: str) -> None:
    """Else a set with and one without a category would tell what that one hides."""
    one = place(client, own, "robbery")["history"]
    assert one["count"] == 5
    pair = place(client, own, "robbery,arson")["history"]  # no arson is on record
    assert (pair["count"], pair["suppressed"]) == (5, False)
    hidden = place(client, own, "robbery,arson", at="lon=-104.95&lat=39.75")["history"]
    assert (hidden["count"], hidden["suppressed"]) == (None, True)


def test_a_place_has_a_neighborhood(client: Client, own: str) -> None:
    assert place(client, own)["cell"]["neighborhood"] == "West"
    other = place(client, own, at="lon=-104.95&lat=39.75")
    assert other["cell"]["neighborhood"] == HOSTILE


def test_a_place_is_kept_by_no_shared_cache(client: Client, own: str) -> None:
    answer = client.get(f"{own}/place?lon=-104.98&lat=39.74")
    assert answer.headers["cache-control"] == "private, no-cache"


def test_hostile_words_stay_words(client: Client, own: str) -> None:
    answer = client.get(own)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["categories"][1]["label"] == HOSTILE


@pytest.fixture
def home(shared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return shutil.copytree(shared_home, tmp_path / "home")


def test_a_new_forecast_is_taken_up_while_the_server_runs(
    home: Path, client_of: Callable[[Path], Client]
) -> None:
    client = client_of(home)
    first = client.get(f"{CITY}/forecast")
    same = client.get(f"{CITY}/forecast", if_none_match=first.headers["etag"])
    assert same.status_code == 304
    new = issue_sample(home / "testville" / "forecasts", seed=2, city="testville")
    again = client.get(f"{CITY}/forecast", if_none_match=first.headers["etag"])
    assert again.status_code == 200
    assert again.json()["id"] == new != first.json()["id"]
    assert client.get(f"{CITY}/forecasts/{first.json()['id']}").status_code == 200


def test_a_damaged_latest_leaves_the_one_before(
    home: Path, client_of: Callable[[Path], Client]
) -> None:
    folder = home / "testville" / "forecasts"
    before = json.loads((folder / "latest.json").read_text())["id"]
    broken = issue_sample(folder, seed=2, city="testville")
    (folder / broken / "frames.bin").write_bytes(b"")
    client = client_of(home)
    assert client.get(f"{CITY}/forecast").json()["id"] == before
    answer = client.get(f"{CITY}/forecasts/{broken}/frames/all/0")
    assert answer.status_code == 503
    assert "/" not in answer.json()["detail"]  # no path of the host's is told


def test_a_latest_that_cannot_be_read_leaves_the_newest(
    home: Path, client_of: Callable[[Path], Client]
) -> None:
    (home / "testville" / "forecasts" / "latest.json").write_text("<html>")
    assert client_of(home).get(f"{CITY}/forecast").status_code == 200


def test_a_forecast_without_an_area_file_gives_its_outline(
    home: Path, client_of: Callable[[Path], Client]
) -> None:
    (home / "testville" / "area.geojson").unlink()
    (home / "testville" / "records" / "store.json").unlink()
    client = client_of(home)
    found = client.get(f"{CITY}/area").json()
    schemas.FeatureCollection.model_validate(found)
    import shapely

    shape = shapely.from_geojson(json.dumps(found["features"][0]["geometry"]))
    grid = sample_grid()
    inside = [
        shapely.contains_xy(shape, *np.mean(grid.outline_lonlat(int(flat))[:4], axis=0))
        for flat in range(grid.mask.size)
    ]
    np.testing.assert_array_equal(inside, grid.mask.reshape(-1))
    answer = client.get(f"{CITY}/forecasts/{client.get(f'{CITY}/forecast').json()['id']}/place"
                        "?lon=-104.98&lat=39.74&category=robbery").json()  # fmt: skip
    assert answer["history"] is None
    assert answer["cell"]["neighborhood"] is None


def test_a_place_at_hand_is_answered_as_before(
    client: Client, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{own}/place?lon=-104.97&lat=39.735&category=arson"
    first = client.get(path)
    monkeypatch.setattr("crimecast.web.place._place", lambda *_: pytest.fail("made again"))
    near = f"{own}/place?lon=-104.97001&lat=39.735&category=arson"  # of the same cell
    for again in (client.get(path), client.get(near), client.get(path.replace("&lat", "&x=1&lat"))):
        assert again.content == first.content
        assert again.headers == first.headers
    assert client.get(path, if_none_match=first.headers["etag"]).status_code == 304
    plain = client.get(path, accept_encoding="identity")
    assert plain.json() == first.json()
    assert "content-encoding" not in plain.headers


def test_a_new_place_is_answered_before_the_framework(
    client: Client, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        client.get(f"{own}/place?lon=-104.97&lat=39.735").status_code == 200
    )  # reads what it takes
    paths = [f"{own}/place?lon=-104.9{k}&lat=39.74" for k in (74, 76, 78)]
    monkeypatch.setattr("crimecast.web.place.respond", lambda *_: pytest.fail("by the framework"))
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
    # What must be read first is read by a thread: nobody else waits for it.
    monkeypatch.undo()
    monkeypatch.setattr("crimecast.web.quick.answer", lambda *_: pytest.fail("in the loop"))
    monkeypatch.setattr("crimecast.web.quick.is_at_hand", lambda *_: False)
    assert client.get(f"{own}/place?lon=-104.972&lat=39.74").status_code == 200


def test_a_place_is_made_anew_when_records_came(
    client: Client, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{own}/place?lon=-104.98&lat=39.74&category=robbery"
    before = client.get(path).json()
    site = client.app.state.site
    index = site.index(site.city("testville"))
    monkeypatch.setattr(site, "index", lambda _: replace(index, version="another"))
    made: list[int] = []
    real = asked._place

    def counted(*given: Any) -> Any:
        made.append(1)
        return real(*given)

    monkeypatch.setattr(asked, "_place", counted)
    assert client.get(path).json() == before
    assert made == [1]


def test_numbers_are_rounded_to_significant_digits() -> None:
    values = np.array([[0.0, 1.0, -2.5, 123456.7], [9.99996e-7, 4.56789e-13, 1e-300, 7e22]])
    found = rounded(values)
    assert found == [[float(f"{v:.5g}") for v in row] for row in values.tolist()]
    many = np.exp(np.random.default_rng(3).normal(0, 12, 5000))
    assert rounded(many, 4) == pytest.approx([float(f"{v:.4g}") for v in many], rel=1e-12)
    assert json.loads(json_numbers({"values": found})) == {"values": found}
