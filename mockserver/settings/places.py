"""Where things are on this machine: the data that comes with the package, and what is kept for this user."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


class BadSetting(ValueError):
    """A setting that cannot be used; the text names where it was set and what is wrong."""


def data_folder(name: str, package: Path = Path(__file__).parent.parent) -> Path:
    """Where `specs` or `fixtures` is: inside an installed wheel, or beside the package in a checkout."""
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def cache_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Where what can be made again is kept for this user, as the platform has it.

    Raises:
        BadSetting: there is no such place.
    """
    given = os.environ if environ is None else environ
    places = {"win32": ("LOCALAPPDATA", "AppData/Local"), "darwin": ("XDG_CACHE_HOME", "Library/Caches")}
    variable, below = places.get(platform, ("XDG_CACHE_HOME", ".cache"))
    if Path(given.get(variable) or ".").is_absolute():
        return Path(given[variable]) / "mocksrv"
    try:
        return Path.home() / below / "mocksrv"
    except RuntimeError:
        raise BadSetting(f"nothing can be kept: there is no home folder; {variable} can name a folder") from None
