"""How the text of a setting is read: a number, a size, an address, a folder, one of some words; says what it expects, and knows no setting."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from mockserver.spelling import nearest


def whole(text: str) -> int:
    """A whole number, zero or more."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("a whole number, zero or more, is expected")
    if len(text) > 15:
        raise ValueError("a number of at most 15 digits is expected")
    return int(text)


def within(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number between two bounds."""

    def bounded(text: str) -> int:
        if not least <= whole(text) <= most:
            raise ValueError(f"a whole number from {least} to {most} is expected")
        return int(text)

    return bounded


UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def size(text: str) -> int:
    """A number of bytes, with or without a unit: `64MB`, `512 KiB`, `1000000`."""
    found = re.fullmatch(r"([0-9]{1,15}) ?([A-Za-z]{0,3})", text)
    if found is None or found[2].lower() not in UNITS:
        raise ValueError("a number of bytes is expected, such as 64MB, 512KiB or 1000000")
    return int(found[1]) * UNITS[found[2].lower()]


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    if whole(text) > 65535:
        raise ValueError("a port is at most 65535")
    return int(text)


def address(text: str) -> str:
    """The name or number of a machine."""
    try:
        usable = bool(text) and text.isprintable() and " " not in text and bool(text.encode("idna"))
    except UnicodeError:
        usable = False
    if not usable:
        raise ValueError("the name or number of a machine is expected, such as 127.0.0.1")
    return text


def folder(text: str) -> Path:
    """A folder; it is looked into when its files are read."""
    if not text or "\0" in text:
        raise ValueError("a folder is expected")
    return Path(text)


def file(text: str) -> Path | None:
    """A file that is there; the empty text is none."""
    if "\0" in text or (text and not Path(text).is_file()):
        raise ValueError("there is no such file")
    return Path(text) if text else None


def new_file(text: str) -> Path | None:
    """A file that is there or can be made; the empty text is none."""
    if "\0" in text or (text and (Path(text).is_dir() or not Path(text).absolute().parent.is_dir())):
        raise ValueError("a file in a folder that is there is expected")
    return Path(text) if text else None


def own_folder(text: str) -> Path | None:
    """A folder with vendors of the user's own, or with documents and fixtures that go before ours; the empty text is none."""
    if not text:
        return None
    path = folder(text)
    if not path.is_dir():
        raise ValueError("there is no such folder")
    if not any((path / name).is_dir() for name in ("vendors", "specs", "fixtures")):
        raise ValueError("the folder has no vendors/, specs/ or fixtures/ in it")
    return path


def flag(text: str) -> bool:
    """A switch."""
    choices = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if text.lower() not in choices:
        raise ValueError("true or false is expected")
    return choices[text.lower()]


def names(text: str) -> tuple[str, ...]:
    """Names, separated by commas or blanks."""
    return tuple(text.replace(",", " ").split())


def hosts(text: str) -> tuple[str, ...]:
    """Names of machines without a port, separated by commas or blanks."""
    for each in names(text):
        if not re.fullmatch(r"[A-Za-z0-9._:-]+|\[[0-9A-Fa-f:.]+\]", address(each)) or re.search(r"[^:]:[0-9]+\Z", each):
            raise ValueError(f"{each}: the name of a machine without a port is expected, such as mock")
    return tuple(each.lower().strip("[]") for each in names(text))


ORIGIN = re.compile(r"\*|none|null|[a-z][a-z0-9+.-]*://[^\s/?#@]+")


def origins(text: str) -> tuple[str, ...]:
    """Origins of pages, separated by commas or blanks."""
    for each in names(text.lower()):
        if not ORIGIN.fullmatch(each):
            raise ValueError(f"{each}: an origin is expected, such as https://app.example:8443, or * for all, or none")
    return names(text.lower())


def services(text: str) -> tuple[str, ...]:
    """Names of vendors, separated by commas or blanks; or a document, whose file may be called anything."""
    return (text,) if Path(text.partition("=")[2] or text).exists() else names(text)


def profile_choices(text: str) -> tuple[str, ...]:
    """Vendors with names of profiles, separated by commas or blanks; or one with a file, which may be called anything."""
    return (text,) if Path(text.partition("=")[2]).is_file() else names(text)


def given_credential(text: str) -> tuple[str, ...]:
    """One credential, as it is written."""
    name, _, rest = text.partition(":")
    scheme, equals, secret = rest.partition("=")
    if not (name and equals and secret) or scheme not in ("bearer", "basic", "apiKey"):
        raise ValueError(
            "NAME:SCHEME=SECRET is expected, such as petstore:bearer=TOKEN or petstore:basic=USER:PASSWORD"
        )
    if scheme == "basic" and ":" not in secret:
        raise ValueError("of a basic credential USER:PASSWORD is expected")
    return (text,)


SEVERAL = (names, profile_choices, origins, hosts, services, given_credential)
"""What reads a setting that may have several values."""


class OneOf:
    """Reads one of some words, however it is written.

    Attributes:
        words: these words.
    """

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, text: str) -> str:
        """The word, in lower case.

        Raises:
            ValueError: it is none of them.
        """
        if text.lower() not in self.words:
            raise ValueError(f"one of {', '.join(self.words)} is expected{nearest(text.lower(), self.words)}")
        return text.lower()


log_level = OneOf("debug", "info", "warning", "error", "critical")
log_format = OneOf("text", "json")
mode = OneOf("auto", "on", "off")
