import json
from pathlib import Path

import duckdb
import pytest

from crimecast.errors import InputError
from crimecast.incidents.schema import COLUMNS
from crimecast.incidents.store import FORMAT, Store, open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, write_csv


@pytest.fixture
def store(home: Path, tmp_path: Path) -> Store:
    """Return a store with one record."""
    ingest(sample_city(), [write_csv(tmp_path / "a.csv", [row()])], home=home, settings=SETTINGS)
    return open_store("testville", home)


def change(store: Store, **values: object) -> None:
    store.path.write_text(json.dumps(json.loads(store.path.read_text()) | values))


def test_an_empty_store_has_no_rows(home: Path) -> None:
    store = open_store("nowhere", home)
    assert not store.exists()
    with duckdb.connect() as connection:
        found = connection.execute(store.current_sql(store.manifest()))
        assert [d[0] for d in found.description] == list(COLUMNS)
        assert found.fetchall() == []
    assert not store.folder.exists()


def test_parts_have_the_columns_and_types_of_the_schema(store: Store) -> None:
    (path,) = store.part_paths(store.manifest())
    with duckdb.connect() as connection:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
        codecs = connection.execute(
            f"SELECT DISTINCT compression FROM parquet_metadata('{path}')"
        ).fetchall()
    assert {r[0]: r[1] for r in found} == COLUMNS
    assert codecs == [("ZSTD",)]


def test_the_manifest_tells_what_is_there(store: Store) -> None:
    told = json.loads(store.path.read_text())
    manifest = store.manifest()
    assert told["format"] == FORMAT
    assert told["version"] == manifest.version
    assert told["summary"]["rows"] == manifest.parts[0].rows == 1
    assert told["summary"]["reported_through"] == "2020-06-01T19:00:00Z"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"city": "elsewhere"}, "holds the records of 'elsewhere', not of 'testville'"),
        ({"format": "crimecast-records/2"}, "use the crimecast that wrote it, or a newer one"),
        ({"format": "something"}, "is no manifest of crimecast's records"),
        ({"parts": []}, "was edited"),
        ({"parts": [{"nonsense": 1}]}, "is damaged"),
        ({"summary": "x"}, "is damaged"),
    ],
)
def test_a_store_that_is_not_ours_is_refused(
    store: Store, tmp_path: Path, values: dict[str, object], words: str
) -> None:
    change(store, **values)
    before = store.path.read_bytes()
    with pytest.raises(InputError, match=words):
        store.manifest()
    home = store.folder.parent.parent
    with pytest.raises(InputError, match=words):
        ingest(sample_city(), [tmp_path / "a.csv"], home=home, settings=SETTINGS)
    assert store.path.read_bytes() == before


def test_a_missing_part_is_told(store: Store) -> None:
    (path,) = store.part_paths(store.manifest())
    path.unlink()
    with pytest.raises(InputError, match="is missing though"):
        store.current_sql(store.manifest())


def test_a_withdrawn_record_is_left_out_and_comes_back(store: Store, tmp_path: Path) -> None:
    manifest = store.manifest()
    with store.writing(), duckdb.connect() as connection:
        query = store.current_sql(manifest, "* REPLACE (TIMESTAMP '2022-01-01' AS retracted_at)")
        part = store.write_part(connection, manifest, query)
        assert part is not None
        store.commit(manifest.with_part(part))
        left = connection.execute(store.current_sql(store.manifest())).fetchall()
    assert left == []
    home = store.folder.parent.parent
    report = ingest(sample_city(), [tmp_path / "a.csv"], home=home, settings=SETTINGS)
    assert (report.rows_new, report.changed_store) == (1, True)


def test_a_report_is_finished_after_a_crash_between_commit_and_end(store: Store) -> None:
    (part,) = store.manifest().parts
    assert part.report is not None
    done = store.reports_folder / part.report
    done.rename(done.with_name(f".pending-{part.report}"))
    with store.writing():
        assert done.is_file()
