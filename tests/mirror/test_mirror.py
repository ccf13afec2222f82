"""A host's folder at an address: whole or not at all, whatever fails on the way."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from crimecast.archive import open_latest
from crimecast.errors import InputError
from crimecast.mirror import Address, Follower, RemoteError, push
from crimecast.mirror.head import read_head
from crimecast.web.app import create_app
from forecast_sample import issue_sample
from web_sample import Client


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    issue_sample(root / "denver" / "forecasts")
    (root / "cities").mkdir()
    return root


@pytest.fixture(params=["memory", "folder"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "there")
        return
    yield f"memory://{tmp_path.name}"
    fsspec.filesystem("memory").store.clear()


def latest(cache: Path) -> str:
    found = open_latest(cache / "denver" / "forecasts")
    assert found is not None
    return found.id


def test_what_is_pushed_is_what_is_followed(home: Path, url: str, tmp_path: Path) -> None:
    address = Address(url)
    done = push("denver", home, address)
    assert done.objects > 5
    again = push("denver", home, address)
    assert (again.objects, again.size, again.kept) == (0, 0, ())
    whole = Follower(address, tmp_path / "whole", whole=True)
    assert whole.once() == []
    copy = tmp_path / "whole" / "denver" / "forecasts"
    found = open_latest(copy)
    assert found is not None
    found.verify()
    server = Follower(address, tmp_path / "server")
    assert server.once() == []
    assert latest(tmp_path / "server") == found.id
    assert not (tmp_path / "server" / "denver" / "forecasts" / found.id / "cube.zarr").exists()
    assert server.freshness()["seconds_ago"] <= 5


def test_an_older_forecast_does_not_take_the_place_of_a_newer(
    home: Path, url: str, tmp_path: Path
) -> None:
    address = Address(url)
    push("denver", home, address)
    head = read_head(address, "denver")
    assert head is not None
    newer = head.model_copy(update={"forecast": f"2999{(head.forecast or '')[4:]}"})
    address.put("heads/denver.json", newer.model_dump_json().encode())
    assert push("denver", home, address).kept == ("forecast",)
    now = read_head(address, "denver")
    assert now is not None
    assert now.forecast == newer.forecast
    assert push("denver", home, address, replace=True).kept == ()
    assert read_head(address, "denver").forecast == head.forecast  # type: ignore[union-attr]


def test_nothing_to_push_and_no_such_folder_are_told(tmp_path: Path, home: Path) -> None:
    address = Address(str(tmp_path / "there"))
    with pytest.raises(InputError, match="holds nothing of seattle"):
        push("seattle", home, address)
    with pytest.raises(InputError, match="holds something already; give an empty folder"):
        Follower(address, home)
    Follower(address, tmp_path / "cache")
    with pytest.raises(InputError, match="is kept in step with"):
        Follower(Address(str(tmp_path / "other")), tmp_path / "cache")
    with pytest.raises(InputError, match="no address that fsspec knows"):
        Address("gopher://there/here")


def test_credentials_are_not_shown(tmp_path: Path) -> None:
    assert Address(f"memory://key:secret@{tmp_path.name}").shown == f"memory://{tmp_path.name}"


class Faulty(Address):
    """An address that fails as told, at the n-th thing that is asked of it."""

    def __init__(self, url: str, at: int, fail: Callable[[], Any]) -> None:
        super().__init__(url)
        fs, self.count = self._fs, 0

        def wrapped(name: str) -> Callable[..., Any]:
            real = getattr(fs, name)

            def call(*args: Any, **options: Any) -> Any:
                self.count += 1
                return fail() if self.count == at else real(*args, **options)

            return call

        class Wrapped:
            def __getattr__(self, name: str) -> Any:
                if name in {"cat_file", "info", "pipe_file", "put_file", "get_file", "ls"}:
                    return wrapped(name)
                return getattr(fs, name)

        self._fs = Wrapped()


def refuse() -> None:
    raise PermissionError("403")


def overload() -> None:
    raise OSError("503 Slow Down")


@pytest.mark.parametrize("fail", [refuse, overload])
def test_a_push_that_fails_anywhere_harms_nothing(
    fail: Callable[[], None], home: Path, tmp_path: Path
) -> None:
    url = str(tmp_path / "there")
    push("denver", home, Address(url))
    before = latest_of(url, tmp_path / "before")
    newer = issue_sample(home / "denver" / "forecasts", seed=3)
    assert newer != before
    at = failed = 0
    while True:
        at += 1
        address = Faulty(url, at, fail)
        try:
            push("denver", home, address)
        except RemoteError:
            failed += 1
            assert latest_of(url, tmp_path / f"cache-{at}") == before
        if address.count < at:
            break
    assert failed > 10
    assert latest_of(url, tmp_path / "after") == newer


def latest_of(url: str, cache: Path) -> str:
    assert Follower(Address(url), cache).once() == []
    return latest(cache)


@pytest.mark.parametrize("fail", [refuse, overload])
def test_a_follower_serves_what_it_had_while_the_address_fails(
    fail: Callable[[], None], home: Path, tmp_path: Path
) -> None:
    url = str(tmp_path / "there")
    push("denver", home, Address(url))
    cache = tmp_path / "cache"
    before = latest_of(url, cache)
    newer = issue_sample(home / "denver" / "forecasts", seed=3)
    push("denver", home, Address(url))
    for at in range(1, 100):
        address = Faulty(url, at, fail)
        copy = tmp_path / f"cache-{at}"
        shutil.copytree(cache, copy)
        follower = Follower(address, copy)
        try:
            wrong = follower.once()
        except RemoteError:
            wrong = ["all"]
        # What fails may be another part of the state, which keeps no forecast from readers.
        assert latest(copy) in ({before, newer} if wrong else {newer})
        if address.count < at:
            break
        assert wrong
        assert follower.once() == []  # the next look has it
        assert latest(copy) == newer
    else:
        raise AssertionError("it never got through")


def test_a_truncated_object_is_refused(home: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "there")
    push("denver", home, Address(url))
    cache = tmp_path / "cache"
    before = latest_of(url, cache)
    newer = issue_sample(home / "denver" / "forecasts", seed=3)
    push("denver", home, Address(url))
    object_ = tmp_path / "there" / "denver" / "forecasts" / newer / "series.npy"
    content = object_.read_bytes()
    object_.write_bytes(content[:-100])
    wrong = Follower(Address(url), cache).once()
    assert len(wrong) == 1
    assert "series.npy is not as it was issued" in wrong[0]
    assert latest(cache) == before
    assert [p.name for p in (cache / "denver" / "forecasts").glob("20*")] == [before]


def test_a_list_that_lags_only_delays(home: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "there")
    push("denver", home, Address(url))
    follower = Follower(Address(url), tmp_path / "cache")
    assert follower.once() == []
    old = follower.address.heads()
    newer = issue_sample(home / "denver" / "forecasts", seed=3)
    push("denver", home, Address(url))
    real = follower.address.heads
    for lagging in (dict, lambda: old):
        follower.address.heads = lagging  # type: ignore[method-assign]
        assert follower.once() == []
        assert latest(tmp_path / "cache") != newer
    follower.address.heads = real  # type: ignore[method-assign]
    assert follower.once() == []
    assert latest(tmp_path / "cache") == newer


def test_a_head_cannot_write_elsewhere(home: Path, tmp_path: Path) -> None:
    address = Address(str(tmp_path / "there"))
    push("denver", home, address)
    told = json.loads(address.read("heads/denver.json"))
    for path in ("../x", "seattle/area.geojson", "denver/../../x", "denver/.lock", "/etc/x"):
        pointer = {"path": path, "size": 1, "sha256": "0" * 64}
        told["groups"]["area"] = {"pointer": pointer}
        address.put("heads/denver.json", json.dumps(told).encode())
        with pytest.raises(RemoteError, match="cannot be understood"):
            read_head(address, "denver")


def test_a_forecast_that_a_server_lacks_is_brought_when_asked(home: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "there")
    first = issue_sample(home / "denver" / "forecasts")
    newer = issue_sample(home / "denver" / "forecasts", seed=3)
    push("denver", home, Address(url))
    follower = Follower(Address(url), tmp_path / "cache", keep=1)
    assert follower.once() == []
    assert not (tmp_path / "cache" / "denver" / "forecasts" / first).exists()
    client = Client(
        create_app(tmp_path / "cache", bring=follower.bring, freshness=follower.freshness)
    )
    frame = f"/api/cities/denver/forecasts/{first}/frames/all/0"
    assert client.get(frame).status_code == 200
    assert client.get(f"/api/cities/denver/forecasts/{newer}").json()["id"] == newer
    unknown = f"/api/cities/denver/forecasts/{first[:-8]}00000000"
    assert client.get(unknown).status_code == 404
    assert client.get("/api/health").json()["mirror"]["seconds_ago"] >= 0


def test_two_who_push_at_once_do_no_harm(home: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "there")
    other = tmp_path / "other"
    shutil.copytree(home, other)
    newer = issue_sample(other / "denver" / "forecasts", seed=3)
    errors: list[Exception] = []

    def go(root: Path) -> None:
        try:
            for _ in range(5):
                push("denver", root, Address(url))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=go, args=(root,)) for root in (home, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert latest_of(url, tmp_path / "cache") in {newer, latest(home)}
