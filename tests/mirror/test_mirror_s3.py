"""The same over an S3-compatible server, by the commands that people give."""

import json
import os
import subprocess
import sys
from pathlib import Path

from crimecast.archive import open_latest
from forecast_sample import issue_sample
from s3_sample import URL, s3_server


def crimecast(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crimecast", *words],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_pushed_to_a_bucket_and_pulled_from_it(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    name = issue_sample(home / "denver" / "forecasts")
    with s3_server(tmp_path / "s3.log") as environment:
        done = crimecast(environment, "mirror", "push", URL, "--home", str(home), "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["address"] == URL
        assert told["cities"][0]["objects"] > 5
        pulled = crimecast(environment, "mirror", "pull", URL, "--home", str(copy))
        assert pulled.returncode == 0, pulled.stderr
        found = open_latest(copy / "denver" / "forecasts")
        assert found is not None
        found.verify()
        assert found.id == name
        wrong = crimecast(environment, "mirror", "push", "s3://no-such/x", "--home", str(home))
        assert wrong.returncode == 1
        assert "Traceback" not in wrong.stderr
    away = crimecast(environment, "mirror", "pull", URL, "--home", str(copy))
    assert away.returncode == 1
    assert "cannot be reached" in away.stderr
    assert "secret" not in away.stderr
