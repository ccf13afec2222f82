"""Forecasts issued from a store: what they know, what they cover, what is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import IssuedForecast, list_ids, open_forecast, open_latest
from crimecast.calendar import DAY, HOUR
from crimecast.city import City, load_city
from crimecast.counts import count_range
from crimecast.errors import InputError
from crimecast.incidents.query import load_history
from crimecast.run.forecast import forecasts_folder, issue_forecast
from crimecast.run.ingest import ingest
from crimecast.run.times import parse_hours, parse_instant
from crimecast.simulate.city import SimulatedFiles, simulate
from crimecast.spread import interval
from crimecast.study import study_grid

UNTIL = np.datetime64("2025-06-10T12:00:00", "s")
AT = UNTIL - 10 * DAY


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> SimulatedFiles:
    return simulate(tmp_path_factory.mktemp("simulated"), years=0.3, until=UNTIL)


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("simulated")


@pytest.fixture(scope="module")
def stored(files: SimulatedFiles, city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the whole file and its area."""
    home = tmp_path_factory.mktemp("stored")
    ingest(city, [files.csv], home=home)
    shutil.copy(files.area, city.area_path(home))
    return home


@pytest.fixture(scope="module")
def hindcast(stored: Path, city: City) -> IssuedForecast:
    issued = issue_forecast(city, stored, at=AT, horizon=48, cell=250, now=UNTIL)
    return open_forecast(forecasts_folder(city, stored), issued.forecast_id)


def _reported_by(files: SimulatedFiles, local: str, folder: Path) -> Path:
    """Write the rows that had been reported by a local time."""
    lines = files.csv.read_text().splitlines()
    column = lines[0].split(",").index("REPORTED_DATE")
    early = [line for line in lines[1:] if line.split(",")[column] <= local]
    assert 100 < len(early) < len(lines) - 100
    path = folder / "early.csv"
    path.write_text("\n".join([lines[0], *early]) + "\n")
    return path


def test_it_covers_a_day_back_and_the_horizon(hindcast: IssuedForecast, city: City) -> None:
    manifest = hindcast.manifest
    assert (manifest.hours, manifest.now) == (72, 24)
    assert manifest.first_hour == "2025-05-30T12:00:00Z"
    assert manifest.origin == "2025-05-31T12:00:00Z"
    assert manifest.hindcast
    assert manifest.simulated
    ids = [c.id for c in manifest.categories]
    assert ids == [c.id for c in city.forecast_categories]
    assert "drug-violation" not in ids  # police-initiated
    assert all(0 < c.domain[0] < c.domain[1] for c in manifest.categories)


def test_totals_are_near_what_came(hindcast: IssuedForecast, stored: Path, city: City) -> None:
    known = load_history(city, stored)
    ahead = (known.occurred_from >= AT) & (known.occurred_from < AT + DAY)
    expected = hindcast.manifest.all.expected_24h
    assert expected == pytest.approx(ahead.sum(), abs=4 * np.sqrt(ahead.sum()))


def test_the_ranges_of_totals_are_those_of_the_forecasts_spread(hindcast: IssuedForecast) -> None:
    spread = hindcast.spread
    assert spread.scales
    assert all(scale.metres is None for scale in spread.scales)  # so cells do not matter here
    totals = json.loads(hindcast.totals)
    for c, category in enumerate(spread.categories):
        mean = np.array(totals["categories"][category])
        band = totals["interval"][category]
        wanted = interval(mean, mean + spread.phi[c].sum() * mean**2)
        assert (np.abs(wanted - np.array([band["lower"], band["upper"]])) <= 1).all()
        assert (wanted == np.array([band["lower"], band["upper"]])).mean() > 0.98
    whole = totals["interval"]["all"]
    assert (np.array(whole["lower"]) <= totals["all"]).all()
    assert (np.array(whole["upper"]) >= np.floor(totals["all"])).all()
    week = hindcast.interval(first=24)
    assert week.expected == pytest.approx(sum(totals["all"][24:]), rel=0.06)  # some have no place
    assert week.variance > week.expected


def test_records_reported_after_the_origin_change_nothing(
    files: SimulatedFiles, city: City, hindcast: IssuedForecast, tmp_path: Path
) -> None:
    """The same forecast, to the bit, from a store that never saw what came later."""
    path = _reported_by(files, "2025-05-31 06:00:00", tmp_path)
    ingest(city, [path], home=tmp_path)
    shutil.copy(files.area, city.area_path(tmp_path))
    again = issue_forecast(city, tmp_path, at=AT, horizon=48, cell=250, now=UNTIL + 3 * DAY)
    other = open_forecast(forecasts_folder(city, tmp_path), again.forecast_id)
    assert again.forecast_id == hindcast.manifest.id
    assert other.manifest.hashes == hindcast.manifest.hashes


def test_it_tells_how_far_its_maps_lie_from_the_usual_where_records_are_long_enough(
    hindcast: IssuedForecast, stored: Path, city: City, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert hindcast.tells_usual
    assert not hindcast.tells_drift  # a hundred days of records
    monkeypatch.setattr("crimecast.models.drift._LEAST", 30)
    home = tmp_path / "home"
    shutil.copytree(stored, home, ignore=shutil.ignore_patterns("forecasts"))
    issued = issue_forecast(city, home, at=AT, horizon=24, cell=500, now=UNTIL)
    told = open_forecast(forecasts_folder(city, home), issued.forecast_id)
    assert told.manifest.usual is not None
    assert told.manifest.usual.maps == 1
    times = np.stack([told.drift(c) for c in range(len(told.manifest.categories))])
    assert 0.2 < np.median(times) < 5
    assert times.std() > 0.01


def test_without_an_area_the_grid_knows_only_what_was_reported(
    files: SimulatedFiles, city: City, tmp_path: Path
) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    ingest(city, [_reported_by(files, "2025-04-15 06:00:00", tmp_path)], home=early)
    ingest(city, [files.csv], home=late)
    then = np.datetime64("2025-04-15T12:00:00", "s")
    options = {"at": then, "horizon": 24, "cell": 250, "now": UNTIL}
    masks = []
    for home in (early, late):
        issued = issue_forecast(city, home, **options)
        masks.append(open_forecast(issued.folder.parent, issued.forecast_id).grid.mask)
    assert np.array_equal(*masks)
    assert study_grid(city, late, cell=250).mask.sum() > masks[0].sum()


def test_an_earlier_forecast_does_not_take_a_later_ones_colors(
    stored: Path, city: City, tmp_path: Path
) -> None:
    shutil.copytree(stored / city.id, tmp_path / city.id)
    folder = forecasts_folder(city, tmp_path)
    shutil.rmtree(folder, ignore_errors=True)
    first = issue_forecast(city, tmp_path, at=AT, horizon=24, cell=500, now=UNTIL)
    shutil.rmtree(folder)
    later = issue_forecast(city, tmp_path, at=UNTIL, horizon=24, cell=500, now=UNTIL)
    again = issue_forecast(city, tmp_path, at=AT, horizon=24, cell=500, now=UNTIL)
    assert again.forecast_id == first.forecast_id
    latest = open_latest(folder)
    assert latest is not None
    assert len(list_ids(folder)) == 2
    assert latest.manifest.id != later.forecast_id


@pytest.mark.parametrize(
    ("later", "hindcast"), [(3 * HOUR, False), (40 * HOUR, False), (5 * DAY, True)]
)
def test_records_that_end_before_the_present(
    later: np.timedelta64, hindcast: bool, stored: Path, city: City, tmp_path: Path
) -> None:
    """A day behind is the present, told so; longer ago, the forecast is of the records' end."""
    shutil.copytree(stored / city.id, tmp_path / city.id)
    now = UNTIL + later
    issued = issue_forecast(city, tmp_path, horizon=24, cell=500, now=now)
    manifest = open_forecast(issued.folder.parent, issued.forecast_id).manifest
    end = load_history(city, tmp_path).data_through
    assert manifest.hindcast is hindcast
    assert manifest.data_through == f"{end}Z"
    first = np.datetime64(manifest.first_hour.rstrip("Z"), "s")
    assert first + DAY == (end if hindcast else now).astype("datetime64[h]")
    if later > 12 * HOUR:
        assert issued.origin == end  # silence after it is not read as news


def test_records_cut_by_the_day_they_happened_end_there(
    files: SimulatedFiles, city: City, stored: Path, tmp_path: Path
) -> None:
    """Late reports that trickle in after the last incident do not look like quiet weeks."""
    lines = files.csv.read_text().splitlines()
    column = lines[0].split(",").index("FROM_DATE")
    cut = [line for line in lines[1:] if line.split(",")[column] <= "2025-05-20 23:59:59"]
    path = tmp_path / "cut.csv"
    path.write_text("\n".join([lines[0], *cut]) + "\n")
    ingest(city, [path], home=tmp_path)
    known = load_history(city, tmp_path)
    assert known.data_through - known.occurred_from.max() > 10 * DAY
    shutil.copy(files.area, city.area_path(tmp_path))
    issued = issue_forecast(city, tmp_path, horizon=24, cell=500, now=UNTIL)
    assert issued.origin == known.occurred_from.max()
    manifest = open_forecast(issued.folder.parent, issued.forecast_id).manifest
    whole = load_history(city, stored)
    usual = ((whole.occurred_from > UNTIL - 60 * DAY) & (whole.occurred_from < UNTIL)).sum() / 60
    assert manifest.all.expected_24h == pytest.approx(usual, rel=0.4)


def test_what_is_refused(stored: Path, city: City, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no records yet; run: crimecast ingest simulated FILE"):
        issue_forecast(city, tmp_path)
    with pytest.raises(InputError, match="no record reported by"):
        issue_forecast(city, stored, at=np.datetime64("2001-01-01", "s"))
    with pytest.raises(InputError, match="use 24 to 336 h"):
        issue_forecast(city, stored, horizon=23)
    with pytest.raises(InputError, match="lies in the future"):
        issue_forecast(city, stored, at=UNTIL + HOUR, now=UNTIL)
    with pytest.raises(ValueError, match="use 50 to 1000 m"):
        issue_forecast(city, stored, cell=10)
    with pytest.raises(ValueError, match="no model 'oracle'"):
        issue_forecast(city, stored, model="oracle")


def test_ranges_hold_the_chance_they_say() -> None:
    rng = np.random.default_rng(1)
    for mean, dispersion in ((6.0, 0.0), (6.0, 0.2), (0.3, 0.05), (200.0, 0.02)):
        lower, upper = count_range(np.array([mean]), np.array([dispersion]))
        rate = rng.gamma(1 / dispersion, dispersion, 40_000) if dispersion else np.ones(40_000)
        counts = rng.poisson(mean * rate)
        inside = ((counts >= lower) & (counts <= upper)).mean()
        assert 0.89 < inside < 0.99


def test_times_as_people_type_them() -> None:
    zone = "America/Denver"
    noon = np.datetime64("2024-07-01T12:00:00")
    assert parse_instant("2024-07-01 06:00", zone) == noon
    assert parse_instant("2024-07-01T12:00Z", zone) == noon
    assert parse_instant("2024-07-01T08:00-04:00", zone) == noon
    for text, why in (
        ("yesterday", "is no time"),
        ("2024-03-10 02:30", "twice or not at all"),
        ("2024-11-03 01:30", "twice or not at all"),
    ):
        with pytest.raises(InputError, match=why):
            parse_instant(text, zone)
    assert [parse_hours(t) for t in ("168h", "7d", "36")] == [168, 168, 36]
    for text in ("", "h", "-3h", "2w", "1.5d"):
        with pytest.raises(InputError, match="is no duration"):
            parse_hours(text)
