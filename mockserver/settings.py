"""One frozen Settings; the only place that reads the environment and knows where specs/ and fixtures/ are."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "MOCKSRV_"
FILE = "mockserver.toml"


class BadSetting(ValueError):
    """A setting that cannot be used; the text names where it was set and what is wrong."""


def data_folder(name: str, package: Path = Path(__file__).parent) -> Path:
    """Where `specs` or `fixtures` is: inside an installed wheel, or beside the package in a checkout."""
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def whole(text: str) -> int:
    """A whole number, zero or more."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("a whole number, zero or more, is expected")
    return int(text)


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    number = whole(text)
    if number > 65535:
        raise ValueError("a port is at most 65535")
    return number


def flag(text: str) -> bool:
    """A switch."""
    choices = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if text.lower() not in choices:
        raise ValueError("true or false is expected")
    return choices[text.lower()]


def names(text: str) -> tuple[str, ...]:
    """Names, separated by commas or blanks."""
    return tuple(text.replace(",", " ").split())


def log_level(text: str) -> str:
    """One of logging's levels, in lower case."""
    if text.lower() not in ("debug", "info", "warning", "error", "critical"):
        raise ValueError("one of debug, info, warning, error, critical is expected")
    return text.lower()


def mode(text: str) -> str:
    """Whether there is a control plane."""
    if text.lower() not in ("auto", "on", "off"):
        raise ValueError("one of auto, on, off is expected")
    return text.lower()


def option(help: str, parse: Callable[[str], Any], default: Any, metavar: str = "", many: bool = False) -> Any:
    """Declare a setting: its help, how its text is read, whether its flag may be given more than once."""
    return field(default=default, metadata={"help": help, "parse": parse, "metavar": metavar, "many": many})


@dataclass(frozen=True)
class Settings:
    """Everything that is decided at start. Each has a flag, a variable `MOCKSRV_…` and a key in mockserver.toml.

    Sizes are in bytes, times in seconds.
    """

    vendors: tuple[str, ...] = option("vendors to serve (all that are present)", names, (), "VENDOR")
    host: str = option("address to listen on", str, "127.0.0.1", "ADDRESS")
    port: int = option("port to listen on; 0 takes a free one and prints it", port, 4280, "PORT")
    fixture: tuple[str, ...] = option(
        "where worlds start: NAME, or VENDOR=NAME for one vendor", names, ("documented",), "NAME", many=True
    )
    reading: tuple[str, ...] = option("choose a reading: VENDOR.ID=VALUE", names, (), "READING", many=True)
    accept_any_credentials: bool = option("accept every credential as the documented one", flag, False)
    log_level: str = option("what to log: debug, info (a line per request), warning, error, critical", log_level, "warning",
                            "LEVEL")  # fmt: skip
    strict_worlds: bool = option("refuse worlds that were not created before", flag, False)
    max_worlds: int = option("how many worlds there may be", whole, 2000, "N")
    world_ttl: int = option("seconds that a world may stay untouched; 0 means for ever", whole, 86400, "SECONDS")
    journal_size: int = option("journal entries and outbox messages kept per world", whole, 1000, "N")
    body_limit: int = option("bytes that a request body may have", whole, 1048576, "BYTES")
    validate_responses: bool = option(
        "check every answer against the document (a mistake of ours is a 500)", flag, False
    )
    admin_token: str = option("bearer token that the control plane asks for", str, "", "TOKEN")
    admin: str = option("control plane: auto (off on a foreign address without a token), on, off", mode, "auto", "MODE")
    end_with_stdin: bool = option(
        "end when standard input is closed, as it is when the parent process ends", flag, False
    )
    specs: Path = option("folder of the documents and their evidence", Path, data_folder("specs"), "FOLDER")
    fixtures: Path = option("folder of the fixtures", Path, data_folder("fixtures"), "FOLDER")
    own: Path | None = option(
        "folder with vendors of your own: vendors/, specs/ and fixtures/ in it", Path, None, "FOLDER"
    )

    def specs_of(self, vendor: str) -> Path:
        """Where a vendor's document and evidence are; the user's own folder goes before ours."""
        return self._folder("specs", vendor) or self.specs / vendor

    def fixtures_of(self, vendor: str) -> Path:
        """Where a vendor's fixtures are."""
        return self._folder("fixtures", vendor) or self.fixtures / vendor

    def _folder(self, kind: str, vendor: str) -> Path | None:
        own = self.own / kind / vendor if self.own is not None else None
        return own if own is not None and own.is_dir() else None

    def fixture_for(self, vendor: str) -> str:
        """The name of the fixture from which a vendor starts."""
        chosen = {name: value for name, _, value in (each.rpartition("=") for each in self.fixture)}
        return chosen.get(vendor) or chosen.get("") or "documented"

    def readings(self) -> list[tuple[str, str, str]]:
        """The readings chosen at start: vendor, id and value.

        Raises:
            BadSetting: not of the form VENDOR.ID=VALUE.
        """
        chosen = []
        for each in self.reading:
            name, equals, value = each.partition("=")
            vendor, dot, id = name.partition(".")
            if not (equals and dot and vendor and id and value):
                raise BadSetting(
                    f"--reading {each}: VENDOR.ID=VALUE is expected, such as grafana.error-body=public-error"
                )
            chosen.append((vendor, id, value))
        return chosen


def flag_of(name: str) -> str:
    """The command-line flag of a setting."""
    return "--" + name.replace("_", "-")


def load(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Put the settings together: a flag beats the environment, the environment beats the file.

    Args:
        flags: texts (or lists of texts) given on the command line, by setting.
        environ: the environment; the process's own by default.
        file: the TOML file; `mockserver.toml` in the working directory by default, if it exists.

    Raises:
        BadSetting: names the place where the value was set.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    known = {each.name: each for each in fields(Settings)}
    for name, value in _file(file or Path(FILE), required=file is not None).items():
        setting = name.replace("-", "_")
        if setting not in known:
            raise BadSetting(f"{file or FILE}: {name!r} is no setting")
        values[setting] = _parsed(known[setting].metadata, value, f"{file or FILE}: {name}")
    for name, each in known.items():
        variable = PREFIX + name.upper()
        if environ.get(variable):
            values[name] = _parsed(each.metadata, environ[variable], variable)
        if flags and flags.get(name) is not None:
            values[name] = _parsed(each.metadata, flags[name], flag_of(name))
    return Settings(**values)


def _parsed(metadata: Mapping[str, Any], value: Any, where: str) -> Any:
    try:
        if isinstance(value, list | tuple):
            return tuple(part for each in value for part in metadata["parse"](str(each)))
        return metadata["parse"](str(value))
    except (ValueError, TypeError) as error:
        raise BadSetting(f"{where}: {value!r}: {error}") from None


def _file(file: Path, *, required: bool) -> dict[str, Any]:
    if not required and not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{file}: {error}") from None
