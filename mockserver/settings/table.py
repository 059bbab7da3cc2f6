"""Every setting: its section, its help, how its text is read, its default; one frozen Settings, which knows not where values come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.settings.places import BadSetting, data_folder
from mockserver.settings.values import (
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
        "a credential, NAME:SCHEME=SECRET, SCHEME being bearer, basic (USER:PASSWORD) or apiKey: "
        "a document of your own is then served to no others, and verify signs in with it",
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
