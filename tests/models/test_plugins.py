"""Models of other packages: found, made, scored beside ours; refused where they are broken."""

import importlib
import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR
from crimecast.errors import InputError
from crimecast.evaluate.backtest import backtest
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.plugins import installed, plug_ins
from crimecast.models.registry import DEFAULT, MODELS
from history_sample import ORIGIN

ROOT = Path(__file__).resolve().parents[2]
_SECTION = (ROOT / "docs" / "model.md").read_text(encoding="utf-8").split("## Adding a model")[1]
#: A model of one's own, all of it, as the documentation prints it.
LAST_MONTH = _SECTION.split("```python\n")[1].split("```")[0]

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that installs a package the way an installer leaves it."""

    def put(package: str, code: str, points: dict[str, str]) -> None:
        folder = tmp_path / f"site-{package}"
        about = folder / f"{package}-1.2.dist-info"
        about.mkdir(parents=True)
        (folder / f"{package}.py").write_text(code)
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\nSummary: Models of a stranger\n"
        )
        lines = [f"{name} = {value}" for name, value in points.items()]
        (about / "entry_points.txt").write_text("\n".join(["[crimecast.models]", *lines, ""]))
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, package, raising=False)
        importlib.invalidate_caches()

    return put


def test_a_model_in_under_30_lines_is_scored_beside_the_others(
    install: Install, history: History, grid: Grid
) -> None:
    assert len(LAST_MONTH.strip().splitlines()) < 30
    install("strange_month", LAST_MONTH, {"last_month": "strange_month:LastMonth"})
    models = installed()
    assert "strange_month" not in sys.modules
    chosen = {name: models[name] for name in ("last_month", "uniform", "prior_counts")}
    found = backtest(history, chosen, [ORIGIN, ORIGIN + DAY], grid=grid, windows=("1h",))
    assert "strange_month" in sys.modules
    told = found.frame().set_index(["model", "category", "score"]).value
    # two clusters hold most of what happens
    assert told["last_month", "all", "gain_over_uniform"] > 0.5
    assert set(found["scores"]["model"]) == set(chosen)


def test_a_plug_in_can_be_issued(
    install: Install,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command that forecasts knows it by name; one that is missing is said to be."""
    from crimecast.cli import main

    install("strange_month", LAST_MONTH, {"last_month": "strange_month:LastMonth"})

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crimecast", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    code, _, err = run("forecast", "denver", "--model", "last_yonth")
    assert code == 1
    assert "no model 'last_yonth'; there are: boosted" in err
    assert "last_month" in err
    code, _, err = run("forecast", "denver", "--model", "last_month")
    assert code == 1
    assert "no model" not in err  # it is found; there are no records
    code, out, err = run("models", "--json")
    assert (code, err) == (0, "")
    told = {item["name"]: item for item in json.loads(out)["models"]}
    assert list(told)[: len(MODELS)] == list(MODELS)
    assert [name for name in told if told[name]["default"]] == [DEFAULT]
    assert all(told[name]["summary"] for name in MODELS)
    assert told["last_month"]["package"] == "strange_month 1.2"
    code, out, _ = run("models")
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("last_month "))
    assert line.endswith("Models of a stranger (from strange_month 1.2)")


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("import no_such_thing", "broken:Broken", r"broken:Broken \(ModuleNotFoundError: No mod"),
        ("", "broken:Broken", r"\(AttributeError: .*'Broken'\); mend or uninstall the package"),
        ("def Broken(): raise OSError('no disk')", "broken:Broken", r"\(OSError: no disk\)"),
        ("Broken = dict", "broken:Broken", "makes a dict, not a subclass of crimecast"),
        (LAST_MONTH, "broken:LastMonth", "calls itself 'last_month'; its attribute `name`"),
    ],
)
def test_a_broken_one_is_named_when_it_is_asked_for(
    install: Install, code: str, value: str, fault: str
) -> None:
    install("broken", code, {"odd": value})
    models = installed()
    assert models.make("uniform").name == "uniform"
    with pytest.raises(InputError, match=f"'odd' of the package broken 1.2 .*{fault}"):
        models.make("odd")


def test_names_cannot_be_taken(install: Install) -> None:
    install("usurper", LAST_MONTH, {"additive": "usurper:LastMonth", "both": "usurper:LastMonth"})
    install("rival", LAST_MONTH, {"both": "rival:LastMonth"})
    models = installed()
    assert models["additive"] is MODELS["additive"]
    faults = {(offer.name, offer.package): offer.fault for offer in plug_ins()}
    assert "crimecast has a model of that name" in faults["additive", "usurper"]
    with pytest.raises(InputError, match=r"'both' .* cannot be used: usurper offers one of that"):
        models.make("both")


def test_makers_go_to_worker_processes(install: Install) -> None:
    install("strange_month", LAST_MONTH, {"last_month": "strange_month:LastMonth"})
    models = installed()
    for name in ("additive", "last_month"):
        assert pickle.loads(pickle.dumps(models[name]))().name == name


def test_what_its_code_says_is_what_it_gives(
    install: Install, history: History, grid: Grid
) -> None:
    install("strange_month", LAST_MONTH, {"last_month": "strange_month:LastMonth"})
    model = installed().make("last_month").fit(history, grid=grid, origin=ORIGIN)
    hours = ORIGIN + HOUR * np.arange(24)
    cube = model.predict(hours).intensity.values
    placed = np.nansum(cube[:2], axis=(2, 3), dtype=float)
    assert placed == pytest.approx(model.city_total(hours)[:2], rel=1e-4)
    assert np.nanmin(cube) > 0
