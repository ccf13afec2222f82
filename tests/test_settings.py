from pathlib import Path

import pytest
from pydantic import ValidationError

from crimecast import settings
from crimecast.settings import Settings, default_home


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRIMECAST_HOME", "data")
    monkeypatch.setenv("CRIMECAST_THREADS", "3")
    monkeypatch.setenv("CRIMECAST_MEMORY", "512MB")
    found = Settings()
    assert (found.home, found.threads, found.memory) == (tmp_path / "data", 3, "512MB")


@pytest.mark.parametrize(("name", "value"), [("THREADS", "0"), ("MEMORY", "much")])
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CRIMECAST_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


@pytest.mark.parametrize(
    ("platform", "end"),
    [("linux", "x/crimecast"), ("darwin", "Library/Application Support/crimecast")],
)
def test_home_is_where_the_platform_keeps_data(
    monkeypatch: pytest.MonkeyPatch, platform: str, end: str
) -> None:
    monkeypatch.setattr(settings.sys, "platform", platform)
    monkeypatch.setenv("XDG_DATA_HOME", "/x")
    assert str(default_home()).endswith(end)
