"""Adapters by kind: ours, others' from installed packages, and what is said of broken ones."""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.adapters import ADAPTERS, Adapters, installed
from crimecast.sources.pull import pull
from sources.portals.base import serving
from sources.portals.others import Files
from sources.portals.rows import rows_of

MONTHLY = Path(__file__).with_name("strange_adapter.py").read_text(encoding="utf-8")
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that installs a package the way an installer leaves it."""

    def put(package: str, code: str, points: dict[str, str]) -> None:
        folder = tmp_path / f"site-{package}"
        about = folder / f"{package}-1.2.dist-info"
        about.mkdir(parents=True)
        (folder / f"{package}.py").write_text(code)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
        lines = [f"{name} = {value}" for name, value in points.items()]
        (about / "entry_points.txt").write_text("\n".join(["[crimecast.adapters]", *lines, ""]))
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, package, raising=False)
        importlib.invalidate_caches()

    return put


def test_ours_are_what_they_are_called() -> None:
    assert list(ADAPTERS) == ["socrata", "arcgis", "ckan", "carto", "url"]
    for kind in ADAPTERS:
        assert ADAPTERS.find(kind).kind == kind
    assert set(installed()) >= set(ADAPTERS)


def test_a_table_is_never_changed() -> None:
    finder = ADAPTERS["ckan"]
    more = Adapters().register("mine", finder)
    assert (len(Adapters()), list(more)) == (0, ["mine"])
    with pytest.raises(ValueError, match="'mine' is registered already"):
        more.register("mine", finder)
    with pytest.raises(TypeError):
        more.finders["other"] = finder  # type: ignore[index]


def test_one_of_ones_own_in_under_40_lines(install: Install, tmp_path: Path) -> None:
    assert len(MONTHLY.strip().splitlines()) < 40
    install("strange_months", MONTHLY, {"monthly": "strange_months:Monthly"})
    assert "monthly" in installed()
    assert "strange_months" not in sys.modules
    rows = [{"id": str(i), "what": "x"} for i in range(9)]
    served = Files(
        {f"/m/{i + 1}.json": json.dumps(rows[3 * i : 3 * i + 3]).encode() for i in range(3)}
    )
    about = {"columns": [["id", "number"], ["what", "text"]]}
    served.content["/m/about.json"] = json.dumps(about).encode()
    served.content["/m/4.json"] = b"[]"
    with serving(served):
        city = Portal(kind="monthly", url=f"{served.url}/m", options={"months": 4})
        served.faults = [None, None, "cut", None, "cut"]
        got = pull(city, ("id", "what"), tmp_path / "a", private=True, sleep=lambda _: None)
        assert (rows_of(got), got.expected, len(got.files)) == (rows, None, 3)
        wrong = city.model_copy(update={"options": {"month": 4}})
        with pytest.raises(InputError, match="monthly knows no option 'month'"):
            pull(wrong, ("id",), tmp_path / "a", private=True)


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("import no_such_thing", "broken:Broken", r"broken:Broken \(ModuleNotFoundError: No mod"),
        ("", "broken:Broken", r"\(AttributeError: .*'Broken'\); mend or uninstall the package"),
        ("Broken = dict", "broken:Broken", r"is no adapter: broken:Broken is no subclass"),
        ("Broken = 7", "broken:Broken", r"is no adapter"),
        (MONTHLY, "broken:Monthly", r"calls itself 'monthly'; its attribute `kind`"),
    ],
)
def test_a_broken_one_is_named_when_it_is_asked_for(
    install: Install, code: str, value: str, fault: str
) -> None:
    install("broken", code, {"odd": value})
    adapters = installed()
    assert adapters.find("socrata").kind == "socrata"
    with pytest.raises(InputError, match=rf"the adapter 'odd' of the package broken 1.2 .*{fault}"):
        adapters.find("odd")


def test_none_takes_anothers_place(install: Install) -> None:
    install("first", MONTHLY, {"monthly": "first:Monthly", "ckan": "first:Monthly"})
    install("second", MONTHLY, {"monthly": "second:Monthly"})
    adapters = installed()
    assert adapters.find("ckan").__module__ == "crimecast.sources.ckan"
    with pytest.raises(InputError, match="offered more than once, by first, second"):
        adapters.find("monthly")
