"""The README's Python example runs as it is printed, on a simulated city."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from crimecast.city import load_city
from crimecast.run.ingest import ingest
from crimecast.simulate.city import simulate

README = Path(__file__).resolve().parent.parent / "README.md"


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)
    assert len(blocks) == 1
    home = tmp_path / "data"
    city = load_city("simulated", home)
    made = simulate(tmp_path / "made", years=0.4, until=np.datetime64("2025-06-10T12:00", "s"))
    ingest(city, [made.csv], home=home)
    shutil.copy(made.area, city.area_path(home))
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks[0], str(README), "exec"), {})
    told = capsys.readouterr().out
    assert "'here':" in told
    assert "'hours':" in told
