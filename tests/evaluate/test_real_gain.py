"""On Denver's real records the default beats the references by a clear margin."""

from pathlib import Path

import numpy as np
import pytest

from crimecast.area import import_area
from crimecast.calendar import local_to_utc
from crimecast.city import load_city
from crimecast.evaluate.backtest import backtest
from crimecast.incidents.query import load_history
from crimecast.run.ingest import ingest
from crimecast.study import study_grid


@pytest.mark.real
def test_denver(real_data: Path, home: Path) -> None:
    denver = real_data / "denver"
    city = load_city("denver", home)
    import_area(city, denver / "denver_statistical_neighborhoods.geojson", home=home)
    ingest(city, [denver / "crime_offenses_2019-01_2024-10.csv.gz"], home=home)
    history = load_history(city, home)
    days = np.array(["2024-04-03", "2024-04-13", "2024-04-23"], "datetime64[s]")
    origins = local_to_utc(days, city.time_zone)[0]
    grid = study_grid(city, home, cell=250)
    names = ["additive", "prior_counts", "uniform"]
    # One fit, then records enter: a fit at each takes three times as long and tells the same.
    found = backtest(history, names, origins, grid=grid, windows=("1h",), refit=480)
    table = found.frame().query("category == 'all' and lead == 'all'")
    told = table.set_index(["model", "score", "resolution"])
    assert told.n["additive", "log_score", "1h x 250m"] > 200
    assert told.value["additive", "gain_over_prior_counts", "1h x 250m"] > 0.1
    assert told.value["uniform", "gain_over_prior_counts", "1h x 250m"] < -0.5
    ratio = told.value["additive", "expected_over_observed", "1h x 250m"]
    assert ratio == pytest.approx(1.0, abs=0.15)
