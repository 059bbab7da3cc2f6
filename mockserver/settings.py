"""One frozen Settings; the only place that reads the environment and knows where specs/ and fixtures/ are."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TextIO

from mockserver.setting_values import (
    SEVERAL,
    UNITS,
    address,
    file,
    flag,
    folder,
    given_credential,
    hosts,
    log_format,
    log_level,
    mode,
    names,
    new_file,
    origins,
    own_folder,
    port,
    profile_choices,
    services,
    size,
    whole,
    within,
)
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


class BadSetting(ValueError):
    """A setting that cannot be used; the text names where it was set and what is wrong."""


def wants_colours(stream: TextIO) -> bool:
    """Whether somebody looks at a stream who likes colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def data_folder(name: str, package: Path = Path(__file__).parent) -> Path:
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


def option(
    section: str, help: str, parse: Callable[[str], Any], default: Any, metavar: str = "", many: bool = False
) -> Any:
    """Declare a setting: what it is about, its help, how its text is read, whether its flag may be given more than once."""
    return field(
        default=default, metadata={"section": section, "help": help, "parse": parse, "metavar": metavar, "many": many}
    )


SERVED, BEHAVIOUR = "What is served", "How it behaves"
ADDRESS, CONTROL = "Address and process", "Control plane"
OUTPUT, LIMITS = "What is printed", "Limits"


def fixture_among(chosen: Iterable[str], vendor: str) -> str:
    """The fixture that a vendor begins with: one chosen for it, or else for all; empty where none is.

    Args:
        chosen: `NAME` or `VENDOR=NAME`, of several the last.
        vendor: its name.
    """
    names = {name: value for name, _, value in (each.rpartition("=") for each in chosen)}
    return names.get(vendor) or names.get("") or ""


@dataclass(frozen=True)
class Settings:
    """Everything that is decided at start. Each has a flag, a variable `MOCKSRV_…` and a key in mockserver.toml.

    Sizes are in bytes, times in seconds.
    """

    vendors: tuple[str, ...] = option(
        SERVED,
        "vendors (by default all that are present), and OpenAPI documents of your own: files, folders or NAME=FILE",
        services,
        (),
        "VENDOR|DOCUMENT",
    )
    own: Path | None = option(
        SERVED, "folder with vendors of your own: vendors/, specs/ and fixtures/ in it", own_folder, None, "FOLDER"
    )
    specs: Path = option(
        SERVED, "folder of the documents and their evidence, instead of ours", folder, data_folder("specs"), "FOLDER"
    )
    fixtures: Path = option(
        SERVED,
        "folder of fixtures of your own, besides ours: VENDOR/NAME.json in it",
        folder,
        data_folder("fixtures"),
        "FOLDER",
    )
    cache: bool = option(SERVED, "keep what was read of documents of your own in the user's cache folder", flag, True)
    watch: bool = option(SERVED, "read documents, fixtures and modules of your own again when they change", flag, False)
    fixture: tuple[str, ...] = option(
        BEHAVIOUR, "where worlds start: NAME, or VENDOR=NAME for one vendor", names, ("documented",), "NAME", many=True
    )
    profile: tuple[str, ...] = option(
        BEHAVIOUR,
        "behave as one real thing does: VENDOR=NAME, such as grafana=public-openapi, or VENDOR=FILE as record writes it",
        profile_choices,
        (),
        "PROFILE",
        many=True,
    )
    reading: tuple[str, ...] = option(BEHAVIOUR, "choose a reading: VENDOR.ID=VALUE", names, (), "READING", many=True)
    credential: tuple[str, ...] = option(
        BEHAVIOUR,
        "a credential of a document of your own, which then takes no others: NAME:SCHEME=SECRET, "
        "SCHEME being bearer, basic (USER:PASSWORD) or apiKey",
        given_credential,
        (),
        "CREDENTIAL",
        many=True,
    )
    accept_any_credentials: bool = option(BEHAVIOUR, "accept every credential as the documented one", flag, False)
    state: Path | None = option(
        BEHAVIOUR, "keep worlds in this file, and go on with those that are in it", new_file, None, "FILE"
    )
    strict_worlds: bool = option(BEHAVIOUR, "refuse worlds that were not created before", flag, False)
    validate_responses: bool = option(
        BEHAVIOUR, "check every answer against the document (a mistake of ours is a 500)", flag, False
    )
    host: str = option(ADDRESS, "address to listen on", address, "127.0.0.1", "ADDRESS")
    port: int = option(ADDRESS, "port to listen on; 0 takes a free one and prints it", port, 4280, "PORT")
    cors_origin: tuple[str, ...] = option(
        ADDRESS,
        "whose pages may call the vendors, beside those on this machine: an origin, * for all, none for not even these",
        origins,
        (),
        "ORIGIN",
        many=True,
    )
    tls: bool = option(ADDRESS, "serve https with a development certificate, which is made once and kept", flag, False)
    tls_cert: Path | None = option(ADDRESS, "serve https with this certificate (PEM)", file, None, "FILE")
    tls_key: Path | None = option(ADDRESS, "its private key, if it is not in the same file", file, None, "FILE")
    end_with_stdin: bool = option(
        ADDRESS, "end when standard input is closed, as it is when the parent process ends", flag, False
    )
    admin: str = option(
        CONTROL, "control plane: auto (off on a foreign address without a token), on, off", mode, "auto", "MODE"
    )
    admin_token: str = option(CONTROL, "bearer token that the control plane asks for", str, "", "TOKEN")
    allowed_host: tuple[str, ...] = option(
        CONTROL,
        "further name under which the control plane may be called without a token, such as mock in a compose file",
        hosts,
        (),
        "NAME",
        many=True,
    )
    quiet: bool = option(OUTPUT, "print no line for each request", flag, False)
    log_format: str = option(OUTPUT, "how a request's line is written: text or json", log_format, "text", "FORMAT")
    log_level: str = option(
        OUTPUT, "the server's own messages: debug, info, warning, error, critical", log_level, "warning", "LEVEL"
    )
    max_worlds: int = option(LIMITS, "how many worlds there may be", within(1, 10**9), 2000, "N")
    world_ttl: int = option(
        LIMITS, "seconds that a world may stay untouched; 0 means for ever", within(0, 10**9), 86400, "SECONDS"
    )
    journal_size: int = option(
        LIMITS, "journal entries and outbox messages kept per world", within(0, 10**9), 1000, "N"
    )
    body_limit: int = option(LIMITS, "bytes that a request body may have", whole, 1048576, "BYTES")
    head_timeout: int = option(
        LIMITS, "seconds that a client may take for a request line with its headers", within(1, 10**9), 30, "SECONDS"
    )
    body_timeout: int = option(LIMITS, "seconds that a client may take for a body", within(1, 10**9), 60, "SECONDS")
    idle_timeout: int = option(
        LIMITS, "seconds that a connection may stay silent between requests", within(1, 10**9), 120, "SECONDS"
    )
    output_timeout: int = option(
        LIMITS, "seconds for which a client may take nothing of its answer", within(1, 10**9), 60, "SECONDS"
    )
    world_memory: int = option(
        LIMITS, "memory that a world may hold: records, journal, outbox and snapshots", size, 64_000_000, "SIZE"
    )
    memory: int = option(
        LIMITS, "memory of all worlds, and of answers that clients have not taken yet", size, 160_000_000, "SIZE"
    )

    def specs_of(self, vendor: str) -> Path:
        """Where a vendor's document and evidence are; the user's own folder goes before ours."""
        return self.own_folder("specs", vendor) or self.specs / vendor

    def fixtures_of(self, vendor: str) -> list[Path]:
        """Where a vendor's fixtures are; those of the user's own folders go before ours of the same name."""
        own = self.own_folder("fixtures", vendor)
        return [
            *([own] if own else []),
            *dict.fromkeys(each / vendor for each in (self.fixtures, data_folder("fixtures"))),
        ]

    def fixture_file(self, vendor: str, name: str) -> Path:
        """Where a fixture of a vendor is, or would be."""
        files = [folder / f"{name}.json" for folder in self.fixtures_of(vendor)]
        return next((file for file in files if file.is_file()), files[0])

    def fixture_names(self, vendor: str) -> list[str]:
        """The fixtures that a vendor has."""
        return sorted({file.stem for folder in self.fixtures_of(vendor) for file in folder.glob("*.json")})

    def own_folder(self, kind: str, vendor: str) -> Path | None:
        """The folder of a vendor in the user's own, if there is one."""
        own = self.own / kind / vendor if self.own is not None else None
        return own if own is not None and own.is_dir() else None

    def fixture_for(self, vendor: str, chosen: str = "") -> str:
        """The name of the fixture from which a vendor starts.

        Args:
            chosen: `NAME` or `VENDOR=NAME`, joined by commas, for one world; what is left open is decided here.
        """
        return fixture_among(chosen.split(","), vendor) or fixture_among(self.fixture, vendor) or "documented"

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

    def profiles(self) -> dict[str, str]:
        """The profiles chosen at start: vendor to name; of several for one vendor the last.

        Raises:
            BadSetting: not of the form VENDOR=NAME.
        """
        chosen = {}
        for each in self.profile:
            vendor, _, name = each.partition("=")
            if not (vendor and name):
                raise BadSetting(f"--profile {each}: VENDOR=NAME is expected, such as grafana=public-openapi")
            chosen[vendor] = name
        return chosen


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
