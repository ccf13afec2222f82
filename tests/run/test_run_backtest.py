"""A city's backtest in a folder: what is written, resumed, refused."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest
import xarray as xr

from crimecast.area import load_area
from crimecast.calendar import DAY, HOUR
from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.evaluate.backtest import backtest
from crimecast.evaluate.protocol import Protocol
from crimecast.evaluate.tables import SCHEMA
from crimecast.evaluate.totals import Areas
from crimecast.forecast import cells_of
from crimecast.incidents.compaction import compact
from crimecast.incidents.query import load_history
from crimecast.incidents.store import open_store
from crimecast.models.registry import MODELS, Lazy
from crimecast.models.uniform import Uniform
from crimecast.run.backtest import Finished, run_backtest
from crimecast.run.executors import Processes, TaskError
from crimecast.run.ingest import ingest
from crimecast.run.origins import origins_between
from crimecast.simulate.city import simulate
from crimecast.study import study_grid
from records_sample import snapshot

UNTIL = np.datetime64("2025-06-10T12:00:00", "s")
ZONE = "America/Denver"
ORIGINS = origins_between("2025-06-01", "2025-06-05", 24, ZONE)
PROTOCOL = Protocol(refit_hours=48)
MODEL_NAMES = ("prior_counts", "uniform")
#: What says how long it took, and what is made of it.
TIMED = ("timings", "report.html", "model_card.md", "protocol.json", ".lock")


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("simulated")


@pytest.fixture(scope="module")
def home(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = simulate(tmp_path_factory.mktemp("simulated"), years=0.2, until=UNTIL)
    home = tmp_path_factory.mktemp("stored")
    ingest(city, [files.csv], home=home)
    shutil.copy(files.area, city.area_path(home))
    return home


def run(city: City, home: Path, out: Path | None, **options: object) -> Finished:
    given = {"models": MODEL_NAMES, "protocol": PROTOCOL, "cell": 500, "out": out, **options}
    return run_backtest(city, home, given.pop("origins", ORIGINS), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(city: City, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("backtest") / "out"
    found = run(city, home, out, save_cubes=True)
    assert (found.folder, found.made, found.kept) == (out, 4, 0)
    return out


def same(folder: Path) -> dict[str, bytes]:
    """Return the files that must be the same to the bit."""
    kept = {
        name: content
        for name, content in snapshot(folder).items()
        if not any(word in name for word in TIMED) and not name.startswith("cubes")
    }
    assert len(kept) > 10
    return kept


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql.replace("$", f"{folder}/")).fetchall()


def test_every_table_is_there_as_documented(done: Path) -> None:
    for name, columns in SCHEMA.items():
        told = query(done, f"DESCRIBE SELECT * FROM '${name}.parquet'")
        assert [row[0] for row in told] == list(columns)
        assert query(done, f"SELECT count(*) > 0 FROM '${name}.parquet'") == [(True,)]
    for name in ("scores", "summary"):
        apart = f"SELECT * FROM '${name}.parquet' EXCEPT SELECT * FROM read_csv('${name}.csv')"
        text = apart.replace("SELECT *", "SELECT model, category, resolution, score, n")
        assert query(done, text) == []
    assert (done / "report.html").stat().st_size > 10_000
    assert (done / "model_card.md").is_file()


def test_it_is_the_same_as_in_memory(done: Path, city: City, home: Path) -> None:
    history = load_history(city, home)
    grid = study_grid(city, home, cell=500, reported_by=ORIGINS[0])
    areas = Areas.neighborhoods(load_area(city, home), grid)
    found = backtest(history, MODEL_NAMES, ORIGINS, grid=grid, refit=48, areas=areas)
    for name in ("scores", "summary", "curves", "totals", "confusion"):
        with duckdb.connect() as connection:
            read = connection.execute(f"SELECT * FROM '{done}/{name}.parquet'").fetchnumpy()
        for column, kind in SCHEMA[name].items():
            want = found[name][column]
            if kind == "float":
                values = np.ma.filled(read[column].astype(float), np.nan)
                np.testing.assert_allclose(values, want, rtol=1e-12, atol=1e-12)
            else:
                assert (np.asarray(read[column], want.dtype) == want).all()


def test_observed_have_their_keys(done: Path, city: City, home: Path) -> None:
    history = load_history(city, home)
    rows = query(
        done,
        "SELECT incident, offence_id, epoch(occurred_from)::BIGINT, x FROM '$observed.parquet'",
    )
    keys = {str(row[1]) for row in rows}
    assert len(keys) == len(rows)
    store = f"{home}/simulated/records/parts/*.parquet"
    with duckdb.connect() as connection:
        known = dict(
            connection.execute(
                f"SELECT offence_id, epoch(occurred_from)::BIGINT FROM '{store}'"
            ).fetchall()
        )
    for incident, key, started, x in rows:
        assert known[key] == started
        assert history.x[incident] == x


def test_the_protocol_tells_what_was_done(done: Path, city: City) -> None:
    told = json.loads((done / "protocol.json").read_text())
    assert told["city"] == {
        "id": "simulated", "name": city.name, "simulated": True, "time_zone": ZONE,
    }  # fmt: skip
    assert told["origins"][0] == "2025-06-01T06:00:00Z"
    assert told["models"] == {
        name: {"version": "3" if name == "boosted" else "2"} for name in MODEL_NAMES
    }
    assert (told["horizon"], told["windows"], told["cell_m"]) == (24, [1, 24], 500)
    assert len(told["digest"]) == len(told["store_version"]) == 64
    assert set(told["software"]) == {
        "crimecast", "python", "numpy", "scipy", "lightgbm", "duckdb"
    }  # fmt: skip
    assert [c["id"] for c in told["categories"]] == [c.id for c in city.forecast_categories]


def test_cubes_are_what_was_scored(done: Path, city: City, home: Path) -> None:
    names = sorted(path.name for path in (done / "cubes").iterdir())
    assert len(names) == 8
    assert names[0] == "prior_counts__20250601T060000Z.zarr"
    assert names[-1] == "uniform__20250604T060000Z.zarr"
    cube = xr.open_zarr(done / "cubes" / names[0], consolidated=False)
    assert cube.intensity.dims == ("category", "time", "y", "x")
    assert cube.intensity.dtype == np.float32
    assert (cube.attrs["crs"], cube.attrs["time_zone"]) == (f"EPSG:{city.epsg}", ZONE)
    history = load_history(city, home)
    grid = study_grid(city, home, cell=500, reported_by=ORIGINS[0])
    assert np.array_equal(cube.x, grid.x)
    assert np.array_equal(cube.y, grid.y)
    assert list(cube.category.values) == [c.id for c in city.forecast_categories]
    hours = cube.time.values.astype("datetime64[s]")
    assert np.array_equal(hours, ORIGINS[0] + HOUR * np.arange(24))
    model = MODELS.make("prior_counts").fit(history, grid=grid, origin=ORIGINS[0])
    wanted = model.predict(hours)
    assert np.array_equal(cube.intensity.values[..., grid.mask], cells_of(wanted, grid))
    assert np.isnan(cube.intensity.values[..., ~grid.mask]).all()


def test_several_processes_write_the_same_bytes(
    done: Path, city: City, home: Path, tmp_path: Path
) -> None:
    run(city, home, tmp_path / "out", executor=Processes(2))
    assert same(tmp_path / "out") == same(done)


def test_a_run_that_was_killed_goes_on_to_the_same_bytes(
    done: Path, home: Path, tmp_path: Path
) -> None:
    command = [
        sys.executable, "-m", "crimecast", "backtest", "simulated", "--home", str(home),
        "--from", "2025-06-01", "--to", "2025-06-05", "--refit", "48h", "--cell", "500",
        "--models", ",".join(MODEL_NAMES), "--out", str(tmp_path / "out"), "--json",
    ]  # fmt: skip
    parts = tmp_path / "out" / "parts"
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as first:
        deadline = time.monotonic() + 60
        while first.poll() is None and time.monotonic() < deadline:
            if parts.is_dir() and any("__" in path.name for path in parts.glob("[!.]*")):
                os.killpg(first.pid, signal.SIGKILL)
            time.sleep(0.002)
        first.kill()
    left = [path for path in parts.glob("[!.]*") if "__" in path.name]
    assert 1 <= len(left) < 4, "killed too late or too early to tell anything"
    assert not (tmp_path / "out" / "protocol.json").exists()
    again = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told = json.loads(again.stdout)
    assert (told["made"], told["kept"]) == (4 - len(left), len(left))
    assert same(tmp_path / "out") == same(done)
    assert not [path for path in snapshot(tmp_path / "out") if ".aside-" in path]


def test_models_can_be_added_and_nothing_is_done_twice(
    city: City, home: Path, tmp_path: Path
) -> None:
    run(city, home, tmp_path, models=["uniform"])
    before = snapshot(tmp_path / "parts")
    found = run(city, home, tmp_path)
    assert (found.made, found.kept) == (2, 2)
    assert before.items() <= snapshot(tmp_path / "parts").items()
    models = query(tmp_path, "SELECT DISTINCT model FROM '$scores.parquet' ORDER BY 1")
    assert models == [("prior_counts",), ("uniform",)]


class Uniform2(Uniform):
    version = "2"


def test_parts_of_another_version_of_a_model_are_made_anew(
    city: City, home: Path, tmp_path: Path
) -> None:
    run(city, home, tmp_path)
    found = run(city, home, tmp_path, registry={**MODELS, "uniform": Uniform2})
    assert (found.made, found.kept) == (2, 2)
    told = json.loads((tmp_path / "protocol.json").read_text())
    assert told["models"]["uniform"] == {"version": "2"}


def test_what_a_model_needs_besides_is_told(city: City, home: Path, tmp_path: Path) -> None:
    registry = {"uniform": Lazy("uniform", "Uniform", extra="pytest")}
    run(city, home, tmp_path, models=["uniform"], origins=ORIGINS[:1], registry=registry)
    told = json.loads((tmp_path / "protocol.json").read_text())
    assert told["software"]["pytest"] == pytest.__version__


def test_cubes_that_are_missing_are_made(city: City, home: Path, tmp_path: Path) -> None:
    run(city, home, tmp_path, models=["uniform"], origins=ORIGINS[:1])
    found = run(city, home, tmp_path, models=["uniform"], origins=ORIGINS[:1], save_cubes=True)
    assert (found.made, found.kept) == (1, 0)
    assert (tmp_path / "cubes" / "uniform__20250601T060000Z.zarr").is_dir()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cell": 250}, "differs in the cell, the study area, the neighborhoods"),
        ({"origins": ORIGINS[:3]}, "differs in the origins"),
        ({"protocol": Protocol(refit_hours=0)}, "differs in the time between fits"),
        ({"categories": ["burglary"]}, "differs in .*the categories"),
    ],
)
def test_a_folder_of_another_protocol_is_left_alone(
    change: dict[str, object], words: str, done: Path, city: City, home: Path
) -> None:
    before = snapshot(done)
    with pytest.raises(InputError, match=f"another protocol .*{words}.*--fresh"):
        run(city, home, done, **change)
    assert snapshot(done) == before


def test_fresh_begins_anew(city: City, home: Path, tmp_path: Path) -> None:
    run(city, home, tmp_path, models=["uniform"])
    one = {"models": ["uniform"], "origins": ORIGINS[:1], "fresh": True}
    assert run(city, home, tmp_path, **one).made == 1
    assert len([p for p in (tmp_path / "parts").iterdir() if p.is_dir()]) == 1


def test_all_classes_but_the_withheld_can_be_scored(city: City, home: Path, tmp_path: Path) -> None:
    kept = [c.id for c in city.kept_categories]
    assert len(kept) > len(city.forecast_categories)
    run(city, home, tmp_path, models=["uniform"], origins=ORIGINS[:1], categories=kept)
    found = query(
        tmp_path, "SELECT DISTINCT category FROM '$scores.parquet' WHERE category LIKE 'class:%'"
    )
    assert ("class:police-initiated",) in found


class Failing(Uniform):
    def _fit(self, history: object) -> None:
        raise ZeroDivisionError("no luck")


def test_a_model_that_fails_is_named_and_what_was_done_stays(
    city: City, home: Path, tmp_path: Path
) -> None:
    registry = {**MODELS, "failing": Failing}
    with pytest.raises(TaskError, match=r"^failing, 2 origins from .*ZeroDivisionError: no luck"):
        run(city, home, tmp_path, models=["uniform", "failing"], registry=registry)
    assert not (tmp_path / "protocol.json").exists()
    assert run(city, home, tmp_path, models=["uniform"]).kept == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"models": ["nosuch"]}, "no model 'nosuch'; there are: boosted"),
        ({"models": []}, "no model to score"),
        ({"models": ["uniform", "uniform"]}, "named twice"),
        ({"models": ["../x"], "registry": {"../x": Uniform}}, "cannot be part of a file's name"),
        ({"cell": 49}, "use 50 to 1000 m"),
        ({"cell": 1001}, "use 50 to 1000 m"),
        ({"categories": ["nosuch"]}, "no category 'nosuch'"),
        ({"categories": ["burglary", "burglary"]}, "named twice"),
        ({"origins": ORIGINS[:0]}, "no origin between"),
        ({"origins": ORIGINS + 30 * DAY}, "are not known yet"),
        ({"origins": ORIGINS - 300 * DAY}, "nothing was reported before"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(
    change: dict[str, object], words: str, city: City, home: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words):
        run(city, home, tmp_path / "out", **change)
    assert not (tmp_path / "out").exists()


def test_without_records_there_is_nothing_to_score(city: City, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no records yet"):
        run(city, tmp_path / "home", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_withheld_categories_stay_out(home: Path, tmp_path: Path) -> None:
    denver = load_city("denver")
    withheld = next(c.id for c in denver.categories if c not in denver.kept_categories)
    with pytest.raises(InputError, match="are withheld"):
        run(denver, home, tmp_path / "out", categories=[withheld])


def test_a_changed_store_is_another_protocol(city: City, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    run(city, copy, tmp_path / "out", models=["uniform"], origins=ORIGINS[:1])
    source = next((copy / "simulated" / "records" / "parts").iterdir())
    assert source.is_file()
    later = simulate(tmp_path / "more", years=0.21, until=UNTIL, seed=7)
    ingest(city, [later.csv], home=copy)
    with pytest.raises(InputError, match=r"another protocol \(it differs in the records"):
        run(city, copy, tmp_path / "out", models=["uniform"], origins=ORIGINS[:1])


def test_a_compaction_of_the_records_does_not_end_it(
    done: Path, city: City, home: Path, tmp_path: Path
) -> None:
    copy, out = tmp_path / "home", tmp_path / "out"
    shutil.copytree(home, copy)
    shutil.copytree(done, out)
    store = open_store("simulated", copy)
    before = store.manifest()
    with store.writing() as manifest, duckdb.connect() as connection:
        compact(store, connection, manifest)
    assert store.manifest().version != before.version
    found = run(city, copy, out, save_cubes=True)
    assert (found.made, found.kept) == (0, 4)


def test_only_one_writes_to_a_folder(city: City, home: Path, tmp_path: Path) -> None:
    from crimecast import files

    with (
        files.locked(tmp_path / ".lock", busy="unused"),
        pytest.raises(InputError, match="another backtest is writing"),
    ):
        run(city, home, tmp_path)


def test_the_default_folder_is_told_by_the_protocol(city: City, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    one = {"models": ["uniform"], "origins": ORIGINS[:1]}
    found = run(city, copy, None, **one)
    assert found.folder.parent == copy / "simulated" / "backtests"
    assert found.folder.name.startswith("2025-06-01_2025-06-01_500m_")
    assert run(city, copy, None, **one).kept == 1
    assert replace(found, made=0, kept=1) == run(city, copy, None, **one)
