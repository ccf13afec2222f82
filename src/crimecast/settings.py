"""A host's settings, from environment variables that begin with ``CRIMECAST_``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def default_home() -> Path:
    """Return the platform's folder for a program's data, with ``crimecast`` below it."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "crimecast"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "crimecast"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "crimecast"


class Settings(BaseSettings):
    """What a host may set: ``CRIMECAST_HOME``, ``CRIMECAST_THREADS`` and so on."""

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

    raw_days: int = Field(
        default=30, ge=0, description="Days for which a portal's answers are kept as they came."
    )

    style_url: str | None = Field(
        default=None,
        description="Address of a MapLibre style for the ground, in place of the base map's tiles.",
    )
    style_origins: str = Field(
        default_factory=str,
        description="Origins, with spaces between them, that the style loads tiles, fonts and "
        "pictures from, where they are not its own.",
    )

    public_url: str | None = Field(
        default=None,
        description="Address under which the world reaches the server (`https://map.city.org`), "
        "for the images of links' previews; by default that of each request.",
    )

    rate: float = Field(
        default=100,
        ge=0,
        le=1e6,
        allow_inf_nan=False,
        description="Frames a second that one address may ask for in the long run; other answers "
        "count as several. 0: no limit.",
    )
    rate_burst: int = Field(
        default=2000, ge=20, le=10_000_000, description="How many of them at once."
    )

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str | None) -> str | None:
        if not url:
            return None
        found = url.rstrip("/")
        if not _ORIGIN.fullmatch(found):
            raise ValueError("give scheme and host alone, like https://map.city.org")
        return found

    @field_validator("style_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if not url:
            return None
        if not re.fullmatch(r"(https?://[^\s/;,'\"]+)?/[^\s\"'<>]*", url) or url.startswith("//"):
            raise ValueError("give an address that begins with https://, or a path with /")
        return url

    @field_validator("style_origins")
    @classmethod
    def _origins(cls, text: str) -> str:
        for origin in text.split():
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; write it like https://tiles.city.org")
        return " ".join(text.split())

    @property
    def map_origins(self) -> tuple[str, ...]:
        """Origins other than the server's own from which the ground is loaded."""
        own = _ORIGIN.match(self.style_url or "")
        return tuple(dict.fromkeys([*([own[0]] if own else []), *self.style_origins.split()]))

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()
