"""A host's settings, from environment variables that begin with ``CRIMECAST_``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home() -> Path:
    """Return the platform's folder for a program's data, with ``crimecast`` below it."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "crimecast"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "crimecast"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "crimecast"


class Settings(BaseSettings):
    """What a host may set: ``CRIMECAST_HOME``, ``CRIMECAST_THREADS``, ``CRIMECAST_MEMORY``."""

    model_config = SettingsConfigDict(env_prefix="CRIMECAST_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=default_home, description="Folder of cities, records and forecasts."
    )
    threads: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Threads of one command."
    )
    memory: str = Field(
        default="1GB",
        pattern=r"^[1-9][0-9]*(MB|GB)$",
        description="Memory that reading records may take before it goes on with temporary files.",
    )

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()
