"""Media types as they are compared: by name, without parameters; reads no body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

ANY = "*/*"
Parameters = dict[str, str]
_QUALITY = re.compile(r"(?:0?\.\d+|0\.?|1(?:\.0*)?)\Z")


@lru_cache(maxsize=256)
def plain(media_type: str) -> str:
    """A media type without its parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()


TWINS = {"application/xml": "text/xml", "text/xml": "application/xml"}
"""Media types that are another's other name (RFC 7303): one that is listed stands for both."""
TEXTS = ("json", "yaml", "html", "csv", "javascript")
"""What is in the names of media types that are texts, though they are not called so."""
SEQUENCES = ("jsonl", "json-lines", "json-seq", "ndjson", "event-stream", "stream+json")
"""What is in the names of media types that send JSON values in a row."""
OPAQUE = re.compile(
    r"(image|audio|video|font|model)/|application/((\S*[.+-])?(octet-stream|binary|pdf|zip|gzip|tar|xlsx|docx|msword)\Z"
    r"|vnd\.(ms-|openxmlformats|oasis))"
)
"""Media types of which a schema can say no more than that they are bytes."""


@lru_cache(maxsize=256)
def kind_of(media_type: str) -> str:
    """The kind of a media type: `json`, `sequence`, `form`, `multipart`, `xml`, `text` or `bytes`."""
    name = plain(media_type)
    if any(word in name for word in SEQUENCES):
        return "sequence"
    if "json" in name or name in ("*/*", "application/*", ""):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    if name.endswith(("/xml", "+xml")):
        return "xml"
    return "text" if name.startswith("text/") or any(word in name for word in TEXTS) else "bytes"


@lru_cache(maxsize=256)
def opaque(media_type: str) -> bool:
    """Whether a media type is bytes, whatever a schema says of them."""
    return OPAQUE.match(plain(media_type)) is not None


@lru_cache(maxsize=256)
def matched(media_type: str, listed: tuple[str, ...]) -> str | None:
    """Which of the listed media types, or ranges of them, a media type is; None for none."""
    wanted = plain(media_type)
    for each in listed:
        base = plain(each)
        if base in (wanted, "*/*") or (base.endswith("/*") and wanted.startswith(base[:-1])):
            return each
    twin = TWINS.get(wanted)
    return next((each for each in listed if plain(each) == twin), None) if twin else None


class Range(NamedTuple):
    """One of the media types, or ranges of them, that a caller takes."""

    name: str
    parameters: frozenset[tuple[str, str]]
    weight: float


@lru_cache(maxsize=256)
def weights(accept: str, listed: tuple[str, ...]) -> tuple[float, ...]:
    """How much a caller wants each of the listed media types, from 0 to 1: what the most specific range says (RFC 9110, 12.5.1).

    Args:
        accept: the field as it was sent.
        listed: media types, no ranges.
    """
    names = {plain(each) for each in listed}
    ranges = [_named(_range(part), names) for part in accept.split(",") if part.strip()]
    types = [(plain(each), _parameters(each)) for each in listed]
    return tuple(_weight(name, own, [each for each in ranges if _takes(each, own, types)]) for name, own in types)


def _range(text: str) -> Range:
    """A part of the field; a weight that is none counts as 1."""
    given = _parameters(text)
    quality = given.pop("q", "1")
    weight = float(quality) if _QUALITY.match(quality) else 1.0
    return Range(plain(text), frozenset(given.items()), weight)


def _named(range: Range, names: set[str]) -> Range:
    """A range under the name that is listed."""
    twin = TWINS.get(range.name)
    return range if twin is None or range.name in names or twin not in names else range._replace(name=twin)


def _takes(range: Range, own: Parameters, listed: list[tuple[str, Parameters]]) -> bool:
    """Whether a range takes the parameters of a media type: those that it names, or where nothing listed has them, no others."""
    named = any(name == range.name and range.parameters <= each.items() for name, each in listed)
    return (
        range.parameters <= own.items()
        if named
        else all(own.get(name, value) == value for name, value in range.parameters)
    )


def _weight(name: str, own: Parameters, ranges: list[Range]) -> float:
    """What the range says that tells most of a media type."""
    levels = (ANY, f"{name.partition('/')[0]}/*", name)
    found = [
        (levels.index(each.name), len(each.parameters & own.items()), each.weight)
        for each in ranges
        if each.name in levels
    ]
    return max(found, default=(0, 0, 0.0))[2]


def _parameters(text: str) -> Parameters:
    pairs = (each.partition("=") for each in text.split(";")[1:])
    return {name.strip().lower(): value.strip().strip('"').lower() for name, _, value in pairs}
