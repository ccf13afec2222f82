import importlib
import sys
from pathlib import Path

import pytest

from crimecast.run.fingerprint import code_digest

FILES = {
    "__init__.py": "",
    "model.py": "from strange_code.helper import one\n\n\ndef late():\n    from . import lazy\n",
    "helper.py": "import json\n\none = 1\n",
    "lazy.py": "from strange_code import deep as other\n",
    "deep.py": "two = 2\n",
    "apart.py": "from strange_code import model\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "strange_code"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return folder


@pytest.mark.parametrize("name", ["model.py", "helper.py", "lazy.py", "deep.py"])
def test_a_change_to_what_is_imported_changes_it(package: Path, name: str) -> None:
    before = code_digest(["strange_code.model"])
    assert code_digest(["strange_code.model"]) == before
    assert not [m for m in sys.modules if m.startswith("strange_code")]  # nothing is run
    (package / name).write_text(FILES[name] + "# changed\n")
    assert code_digest(["strange_code.model"]) != before


def test_a_change_to_what_imports_it_does_not(package: Path) -> None:
    before = code_digest(["strange_code.model"])
    (package / "apart.py").write_text("three = 3\n")
    assert code_digest(["strange_code.model"]) == before


def test_models_differ_and_what_has_no_source_is_no_obstacle() -> None:
    one, two = (code_digest([f"crimecast.models.{n}"]) for n in ("uniform", "prior_counts"))
    assert one != two
    assert code_digest(["nowhere.at.all", "math"]) == code_digest(["math", "nowhere.at.all"])
