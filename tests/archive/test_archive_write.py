import gzip
import hashlib
import json
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from pyproj import CRS

from crimecast.archive import ArchiveError, codes, open_forecast, open_latest
from crimecast.archive.inputs import Category, Part, Totals
from crimecast.archive.read import IssuedForecast
from crimecast.archive.write import write_forecast
from crimecast.forecast import CubeError, make_cube, validate_cube
from forecast_sample import (
    HOSTILE,
    HOURS,
    LEADS,
    NOW,
    TERMS,
    issue_sample,
    sample_grid,
    sample_header,
    sample_parts,
    sample_totals,
    sample_values,
)

GRID = sample_grid()


def write(folder: Path, **changes: Any) -> str:
    header = changes.pop("header", sample_header())
    given = {
        "grid": GRID, "parts": sample_parts(GRID, header), "totals": sample_totals, "workers": 2,
    }  # fmt: skip
    return write_forecast(folder, header=header, **{**given, **changes})


def all_together() -> np.ndarray:
    return np.einsum("c,chn->hn", LEADS, list(sample_values(GRID).values()))


def test_series_come_back(issued: IssuedForecast) -> None:
    wanted = [*sample_values(GRID).values(), all_together()]
    for category, values in enumerate(wanted):
        for rank in range(len(GRID.cells)):
            found = issued.series(category, rank)
            truth = values[:, rank].astype(float)
            np.testing.assert_allclose(
                found, np.where(truth > 0, np.maximum(truth, 1e-13), 0), rtol=4e-4
            )


def test_frames_come_back(issued: IssuedForecast) -> None:
    infos = [*issued.manifest.categories, issued.manifest.all]
    wanted = [*sample_values(GRID).values(), all_together()]
    half = np.log(1e4) / 254 / 2 + 2.0**-12
    for category, (info, values) in enumerate(zip(infos, wanted, strict=True)):
        lo, hi = info.domain
        for hour in range(HOURS):
            frame = np.frombuffer(gzip.decompress(issued.frame(category, hour)), np.uint8)
            assert frame.shape == GRID.cells.shape
            inside = (values[hour] > lo * 1.001) & (values[hour] < hi)
            error = np.log(codes.decode_frame(frame, lo, hi)[inside] / values[hour][inside])
            assert np.abs(error).max(initial=0) <= half
            assert (frame[values[hour] < lo * 0.999] == 0).all()
            assert (frame[values[hour] > hi] == 255).all()


def test_domains_are_four_decades_to_the_highest_values(issued: IssuedForecast) -> None:
    for info, values in zip(issued.manifest.categories, sample_values(GRID).values(), strict=True):
        lo, hi = info.domain
        assert hi == pytest.approx(1e4 * lo)
        assert np.quantile(values, 0.9999) <= hi <= 5 * values.max()


def test_terms_add_up_and_are_never_negative(issued: IssuedForecast) -> None:
    clipped = 0
    for category in range(4):
        for rank in range(0, len(GRID.cells), 5):
            found = issued.terms(category, rank)
            assert [term for term, _ in found] == [term.id for term in TERMS]
            parts = np.array([values for _, values in found])
            assert (parts >= 0).all()
            np.testing.assert_allclose(
                parts.sum(axis=0), issued.series(category, rank), rtol=1e-12, atol=1e-300
            )
            clipped += int((parts[-1] == 0).sum())
    assert clipped  # the sample's static terms exceed the whole now and then


def test_terms_are_maps_times_hours(issued: IssuedForecast) -> None:
    part = next(iter(sample_parts(GRID, sample_header())))
    rank = 11
    found = dict(issued.terms(0, rank))
    static = part.term_maps[:, rank, None].astype(float) * part.term_hours[None]
    fits = static.sum(axis=0) <= issued.series(0, rank)
    assert fits.any()
    np.testing.assert_allclose(found["year"][fits], static[1][fits], rtol=1e-6)


def test_a_term_that_takes_away_is_below_zero_and_all_still_add_up(tmp_path: Path) -> None:
    header = sample_header()
    parts = [
        replace(part, term_maps=part.term_maps * np.array([[1.0], [-0.25]], np.float32))
        for part in sample_parts(GRID, header)
    ]
    made = write_forecast(
        tmp_path, header=header, grid=GRID, parts=parts, totals=sample_totals, workers=1
    )
    issued = open_forecast(tmp_path, made)
    found = dict(issued.terms(0, 11))
    assert (found["year"] < 0).any()
    np.testing.assert_allclose(sum(found.values()), issued.series(0, 11), rtol=1e-12)


def test_the_manifest_says_what_it_is(issued: IssuedForecast) -> None:
    m = issued.manifest
    assert (m.hours, m.now, m.hindcast, m.simulated) == (HOURS, NOW, True, False)
    assert m.origin == "2024-10-28T03:10:00Z"
    assert m.first_hour == "2024-10-27T23:00:00Z"
    assert m.id == f"20241028T0310Z-{m.hashes.content[:8]}"
    assert m.categories[1].label == HOSTILE
    assert m.grid.cells == len(GRID.cells)
    totals = json.loads(issued.totals)
    day = np.array(totals["categories"]["robbery"][NOW : NOW + 24])
    assert m.categories[0].expected_24h == pytest.approx(day.sum(), rel=1e-4)
    assert m.all.expected_24h == pytest.approx(sum(totals["all"][NOW : NOW + 24]), rel=1e-4)
    lon, lat = GRID.lattice_lonlat()
    np.testing.assert_allclose(m.grid.lattice.lon, lon.reshape(-1), atol=1e-7)
    np.testing.assert_allclose(m.grid.lattice.lat, lat.reshape(-1), atol=1e-7)


def test_totals_hold_every_category_and_the_sum(issued: IssuedForecast) -> None:
    totals = json.loads(issued.totals)
    assert totals["hours"] == HOURS
    np.testing.assert_allclose(
        totals["all"], np.array(LEADS) @ list(totals["categories"].values()), rtol=1e-4
    )
    placed = {name: v.sum(axis=1, dtype=float) for name, v in sample_values(GRID).items()}
    for name, values in placed.items():
        np.testing.assert_allclose(totals["categories"][name], values / 0.95, rtol=1e-5)
        band = totals["interval"][name]
        assert (np.array(band["lower"]) <= np.array(band["upper"])).all()
    assert len(totals["interval"]["all"]["upper"]) == HOURS
    assert totals["interval"]["level"] == 0.9


def test_zarr_opens_with_coordinates_units_and_crs_and_no_warning(issued: IssuedForecast) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ds = xr.open_zarr(issued.folder / "cube.zarr", chunks=None)
        ds.load()
    validate_cube(ds, GRID)
    for name, values in sample_values(GRID).items():
        found = ds["intensity"].sel(category=name).values[:, GRID.mask]
        np.testing.assert_allclose(found, values, rtol=2.0**-13, atol=1e-38)
    assert ds["intensity"].attrs["units"] == "1"
    assert CRS.from_cf(ds["crs"].attrs).to_epsg() == GRID.epsg
    assert ds["hour"].dtype == np.dtype("datetime64[ns]")
    assert ds.attrs["time_zone"] == "America/Denver"
    assert (issued.folder / "cube.zarr" / "zarr.json").read_text().count("consolidated_metadata")


def test_the_sums_are_those_of_sha256sum(issued: IssuedForecast) -> None:
    text = (issued.folder / "SHA256SUMS").read_text()
    for line in text.splitlines():
        total, _, name = line.partition("  ")
        assert hashlib.sha256((issued.folder / name).read_bytes()).hexdigest() == total
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=issued.folder, check=False
    )
    assert done.returncode == 0


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_inputs_give_the_same_bytes_on_another_day(tmp_path: Path) -> None:
    later = np.datetime64("2026-12-24T18:00:00")
    first = issue_sample(tmp_path / "a")
    again = issue_sample(tmp_path / "b", issued_at=later)
    assert first == again
    a, b = tree(tmp_path / "a" / first), tree(tmp_path / "b" / again)
    manifests = [json.loads(found.pop("manifest.json")) for found in (a, b)]
    assert a == b
    assert manifests[0].pop("issued_at") != manifests[1].pop("issued_at")
    assert manifests[0] == manifests[1]


def test_other_inputs_give_another_id(tmp_path: Path) -> None:
    ids = {
        issue_sample(tmp_path),
        issue_sample(tmp_path, seed=2),
        issue_sample(tmp_path, data_hash="cd" * 32),
        issue_sample(tmp_path, model_version="2"),
    }
    assert len(ids) == 4
    for name in ids:
        open_forecast(tmp_path, name).verify()


def test_issuing_again_leaves_the_forecast_and_mends_a_damaged_one(tmp_path: Path) -> None:
    name = issue_sample(tmp_path)
    before = tree(tmp_path / name)
    issue_sample(tmp_path, issued_at=np.datetime64("2027-01-01T00:00:00"))
    assert tree(tmp_path / name) == before  # never edited, issued_at included
    frames = tmp_path / name / "frames.bin"
    frames.write_bytes(frames.read_bytes()[:-1] + b"\0")
    assert issue_sample(tmp_path) == name
    assert tree(tmp_path / name) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [name, "latest.json"]


def test_colors_stay_as_they_were_where_they_fit(tmp_path: Path, issued: IssuedForecast) -> None:
    wide = issued.manifest.model_copy(
        update={
            "categories": [
                info.model_copy(update={"domain": (info.domain[0] * 2, info.domain[1] * 2)})
                for info in issued.manifest.categories
            ]
        }
    )
    name = write(tmp_path, previous=wide)
    kept = open_forecast(tmp_path, name).manifest
    assert [c.domain[1] for c in kept.categories] == [c.domain[1] for c in wide.categories]
    assert kept.all.domain == issued.manifest.all.domain
    other = wide.model_copy(update={"grid": wide.grid.model_copy(update={"cell": 100})})
    name = write(tmp_path, previous=other)
    assert open_forecast(tmp_path, name).manifest.categories == issued.manifest.categories


def test_a_forecast_may_be_written_without_becoming_the_latest(tmp_path: Path) -> None:
    assert write(tmp_path, publish=False)
    assert open_latest(tmp_path) is None


def test_terms_may_be_absent(tmp_path: Path) -> None:
    header = sample_header(terms=TERMS[-1:])
    parts = (Part(part.cube) for part in sample_parts(GRID, sample_header()))
    found = open_forecast(tmp_path, write(tmp_path, header=header, parts=parts))
    ((term, values),) = found.terms(1, 3)
    assert term == "rest"
    np.testing.assert_array_equal(values, found.series(1, 3))


def test_parts_are_taken_one_at_a_time(tmp_path: Path) -> None:
    told: list[str] = []

    def parts() -> Any:
        for number, part in enumerate(sample_parts(GRID, sample_header())):
            assert len(told) == number  # the one before is written
            yield part

    write(tmp_path, parts=parts(), progress=told.append)
    assert told == ["robbery", "burglary", "arson"]


def one(values: np.ndarray, name: str = "robbery", **more: Any) -> list[Part]:
    return [Part(make_cube({name: values}, sample_header().hour_starts, GRID), **more)]


ZEROS = np.zeros((HOURS, len(GRID.cells)), np.float32)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (one(ZEROS), "3 categories but 1"),
        (one(ZEROS, "arson"), "part of 'robbery' holds"),
        (one(ZEROS + 101), "'robbery' expects 101 incidents"),
        (one(ZEROS, term_maps=ZEROS), "terms of 'robbery'"),
        (one(ZEROS, term_maps=ZEROS[:2] + np.nan), "term maps of 'robbery'"),
    ],
)
def test_parts_that_do_not_fit_are_refused(tmp_path: Path, parts: list[Part], message: str) -> None:
    before = issue_sample(tmp_path)
    with pytest.raises(ArchiveError, match=message):
        write(tmp_path, parts=parts)
    assert sorted(p.name for p in tmp_path.iterdir()) == [before, "latest.json"]


def test_hours_and_cubes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    starts = sample_header().hour_starts + np.timedelta64(3600, "s")
    with pytest.raises(ArchiveError, match="other hours"):
        write(tmp_path, parts=[Part(make_cube({"robbery": ZEROS}, starts, GRID))])
    with pytest.raises(CubeError, match=">= 0"):
        write(tmp_path, parts=one(ZEROS - 1))
    with pytest.raises(ArchiveError, match="4 or more"):
        write(tmp_path, parts=[*sample_parts(GRID, sample_header()), *one(ZEROS)])
    assert not list(tmp_path.iterdir())


def test_totals_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    good = sample_totals(np.ones((3, HOURS)))
    for name, value, message in (
        ("expected", np.ones((2, HOURS)), "expected has shape"),
        ("lower", np.full((3, HOURS), 99.0), "lower end lies above"),
        ("all_upper", np.full(HOURS, np.nan), "finite"),
        ("level", 1.0, "level"),
    ):
        fields = ("expected", "lower", "upper", "all_lower", "all_upper", "level")
        totals = Totals(**{f: getattr(good, f) for f in fields} | {name: value})
        with pytest.raises(ArchiveError, match=message):
            write(tmp_path, totals=totals)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"origin": np.datetime64("2024-10-28T04:00:00")}, "lies after hour 4"),
        ({"now": HOURS}, "lies after hour"),
        ({"data_through": np.datetime64("NaT", "s")}, "needs its data_through"),
        ({"categories": []}, "categories"),
        ({"terms": ()}, "at least one term"),
    ],
)
def test_headers_that_contradict_themselves_are_refused(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArchiveError, match=message):
        sample_header(**change)


@pytest.mark.parametrize("name", ["all", "level", "", "../x", "A", "a b", "<script>", "x\n"])
def test_category_ids_are_plain(name: str) -> None:
    with pytest.raises(ArchiveError, match="cannot be a category's id"):
        Category(id=name, label="", class_="x", color=None, placed_share=1, late_share=0)


def test_an_origin_before_now_is_told_as_it_is(tmp_path: Path) -> None:
    origin = np.datetime64("2024-10-27T12:00:00")
    manifest = open_forecast(
        tmp_path, write(tmp_path, header=sample_header(origin=origin))
    ).manifest
    assert (manifest.origin, manifest.now) == ("2024-10-27T12:00:00Z", NOW)


def test_zarr_of_a_large_grid_is_tiled(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from crimecast.archive.zarr_store import ZarrCube
    from crimecast.grid import Grid

    mask = np.zeros((5, 1100), bool)
    mask[1:4, [0, 1, 700, 1099]] = True
    grid = Grid(32613, 50, 0.0, 0.0, mask)
    hours = sample_header().hour_starts
    values = np.random.default_rng(1).random((HOURS, len(grid.cells))).astype(np.float32)
    store = ZarrCube(tmp_path / "z", categories=["a"], hours=hours, grid=grid, attrs={})
    with ThreadPoolExecutor(2) as pool:
        store.write(0, values, pool)
    store.finish()
    ds = xr.open_zarr(tmp_path / "z", chunks=None)
    assert ds["intensity"].encoding["chunks"] == (1, 24, 5, 367)
    np.testing.assert_array_equal(ds["intensity"].values[0][:, mask], values)
