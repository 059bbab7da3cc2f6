"""Reads paths: their segments, the parameter at the end, the address that an item and its collection have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import quote

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_ITEM = re.compile(r"(.*)/\{([^{}]+)\}(\.\w+)?")
_SUFFIX = re.compile(r"\.(json|xml)\Z")


@dataclass(frozen=True)
class Path:
    """A path of a document.

    Attributes:
        text: as the document writes it.
        plain: without a slash at its end.
        collection: the plain path of the collection whose item it is, or None.
        parameter: the parameter that names the item, or "".
        parameters: all parameters, in order.
    """

    text: str
    plain: str
    collection: str | None
    parameter: str
    parameters: tuple[str, ...]

    @property
    def literals(self) -> list[str]:
        """The segments that are no parameters."""
        return [each for each in _SUFFIX.sub("", self.plain).split("/") if each and "{" not in each]


def read(text: str) -> Path:
    """Read a path."""
    plain = text.split("#", maxsplit=1)[0].rstrip("/") if "#" in text else text.rstrip("/")
    plain = plain or "/"
    item = _ITEM.fullmatch(plain)
    parameters = tuple(_PARAMETER.findall(text))
    if item is None:
        return Path(text, plain, None, "", parameters)
    collection = item[1] + (item[3] or "")
    return Path(text, plain, collection or "/", item[2], parameters)


def address(plain: str, values: Mapping[str, Any]) -> str:
    """A path with its parameters filled in, as a name for what is kept there."""
    if "{" not in plain:
        return plain.strip("/")

    def filled(match: re.Match[str]) -> str:
        return _quoted(values.get(match[1], "-"))

    return _PARAMETER.sub(filled, plain).strip("/")


def location(name: str, key: Any) -> str:
    """The path of a record in a collection, by the name of that."""
    stem, dot, suffix = name.rpartition(".") if name.endswith((".json", ".xml")) else (name, "", "")
    return f"{stem}/{_quoted(key)}{dot}{suffix}".lstrip("/")


def _quoted(key: Any) -> str:
    text = key_text(key)
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


@lru_cache(maxsize=50_000)
def nameless(plain: str) -> str:
    """A path without the names of its parameters."""
    return _PARAMETER.sub("{}", plain)


def owners(plain: str) -> dict[str, str]:
    """The parameters of a path, each with what it names: `/members/{id}/loans` has an `id` of a `member`."""
    segments = plain.split("/")
    return {
        match[1]: singular(before) if "{" not in before else ""
        for before, segment in pairwise(segments)
        if (match := _PARAMETER.search(segment)) is not None
    }


def key_text(value: Any) -> str:
    """The one text of a key, whether it came as a number or as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):  # a path that may name several
        return ",".join(map(key_text, value))
    return str(value)


def singular(word: str) -> str:
    """A word for one of several: `pets` to `pet`, `categories` to `category`."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if word.lower().endswith(ending) and not word.lower().endswith("ss") and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word


@lru_cache(maxsize=50_000)
def letters(name: str) -> str:
    """A name without what only its spelling decides: case, `_`, `-`, `.`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=50_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in camel, snake or kebab case, in lower case."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return tuple(each for each in re.split(r"[^a-z0-9]+", parted.lower()) if each)
