"""Where the values of settings come from: flags before the environment before the file, or the options of a call."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, TextIO

from mockserver.settings.places import BadSetting, data_folder
from mockserver.settings.table import Settings
from mockserver.settings.values import SEVERAL, UNITS, size
from mockserver.spelling import nearest

PREFIX = "MOCKSRV_"
FILE = "mockserver.toml"
NOT_SETTINGS = re.compile(
    PREFIX
    + r"(\w+_)?(URL|TOKEN|USER|CA_FILE|SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)?)"
)
"""Variables that `mockserver run` sets for its command, and those that an orchestrator sets for a service of our name."""
INJECTED = re.compile(r"(tcp|udp|sctp)://")
"""How an orchestrator's value of MOCKSRV_PORT begins; nobody means a port by that."""


def wants_colours(stream: TextIO) -> bool:
    """Whether somebody looks at a stream who likes colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def flag_of(name: str) -> str:
    """The command-line flag of a setting."""
    return "--" + name.replace("_", "-")


def as_text(setting: Field[Any], value: Any) -> str:
    """A value as it would be written on the command line; empty if it says nothing, or is a folder of this installation."""
    if value is None or value == () or value == data_folder(setting.name):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if setting.metadata["parse"] is size and value % UNITS["mb"] == 0:
        return f"{value // UNITS['mb']}MB"
    return str(value)


def from_options(**options: Any) -> Settings:
    """Settings from keyword arguments, read as flags are: `fixture="empty"`, `port="0"` and `strict_worlds="no"` mean what they say.

    Args:
        options: settings by their names; those that are None are left as they are.

    Raises:
        TypeError: an option that is no setting.
        BadSetting: names the option whose value cannot be used.
    """
    known = {each.name: each.metadata for each in fields(Settings)}
    for name in options:
        if name not in known:
            raise TypeError(f"{name}: no such setting{nearest(name, known)}")
    given = {name: value for name, value in options.items() if value is not None}
    return Settings(**{name: _parsed(known[name], value, name) for name, value in given.items()})


def load(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
    only: Collection[str] = (),
    defaults: Mapping[str, Any] | None = None,
) -> Settings:
    """Put the settings together: a flag beats the environment, the environment beats the file.

    Args:
        flags: texts (or lists of texts) given on the command line, by setting.
        environ: the environment; the process's own by default.
        file: the TOML file; `mockserver.toml` in the working directory by default, if it exists.
        only: settings to look at; all others keep their defaults. Empty means all.
        defaults: values of those that nobody sets, where they are not the usual ones.

    Raises:
        BadSetting: names the place where the value was set.
    """
    values = {name: value for name, (value, _) in chosen(flags, environ, file, only).items()}
    return Settings(**{**(defaults or {}), **values})


def chosen(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
    only: Collection[str] = (),
) -> dict[str, tuple[Any, str]]:
    """What somebody has set, and where: setting to its value and the flag, the variable or the key in the file.

    Args and errors are those of `load`.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, tuple[Any, str]] = {}
    known = {each.name: each.metadata for each in fields(Settings)}
    asked = {name: metadata for name, metadata in known.items() if not only or name in only}
    for name, value in _file(file or Path(FILE), required=file is not None).items():
        setting, where = name.replace("-", "_"), f"{file or FILE}: {name}"
        if setting not in known:
            raise BadSetting(f"{file or FILE}: {name!r} is no setting{nearest(setting, known)}")
        if setting in asked:
            values[setting] = _parsed(known[setting], value, where), where
    for name, metadata in asked.items():
        variable = PREFIX + name.upper()
        if environ.get(variable) and not (name == "port" and INJECTED.match(environ[variable])):
            values[name] = _parsed(metadata, environ[variable], variable), variable
        if flags and flags.get(name) is not None:
            values[name] = _parsed(metadata, flags[name], flag_of(name)), flag_of(name)
    return values


def unknown_variables(environ: Mapping[str, str] | None = None) -> list[str]:
    """A line for each variable that looks like a setting and is none, with the nearest name; they are passed over."""
    known = [PREFIX + each.name.upper() for each in fields(Settings)]
    strange = {name for name in (os.environ if environ is None else environ) if name.startswith(PREFIX)} - {*known}
    return [
        f"{name} is no setting and is passed over{nearest(name, known)}"
        for name in sorted(strange)
        if not NOT_SETTINGS.fullmatch(name)
    ]


def _parsed(metadata: Mapping[str, Any], value: Any, where: str) -> Any:
    several, parse = isinstance(value, list | tuple), metadata["parse"]
    try:
        if several and parse not in SEVERAL:
            raise ValueError("one value is expected, not a list")
        if not all(isinstance(each, str | int | float | Path) for each in (value if several else [value])):
            raise ValueError("text, a number or true or false is expected")
        if several:
            return tuple(part for each in value for part in parse(str(each)))
        return parse(str(value))
    except ValueError as error:
        raise BadSetting(f"{where}: {value!r}: {error}") from None


def _file(file: Path, *, required: bool) -> dict[str, Any]:
    if not required and not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{file}: {error}") from None
