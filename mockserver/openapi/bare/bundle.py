"""A document and the files that it refers to, as one value whose references all stay inside; judges nothing."""

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mockserver.openapi import pointers
from mockserver.openapi.references import BUNDLED, references
from mockserver.openapi.sources import SourceError
from mockserver.openapi.yaml_values import YamlError, values

LARGEST = 200_000_000
"""Bytes that a file may have."""
MOST_FILES = 20_000


@dataclass
class Bundle:
    """A document in one piece.

    Attributes:
        raw: the document; other files stand under `x-bundled`.
        files: every file that was read, the document first, with its bytes.
        lost: references that lead to no file, with the reason.
    """

    raw: dict[str, Any]
    files: dict[Path, bytes] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


def bundle(file: Path) -> Bundle:
    """Read a document and everything it refers to.

    A reference into another file becomes one to its place under `x-bundled`; one that leads to no file is left as it is.

    Raises:
        SourceError: the document itself cannot be read.
    """
    root = file.resolve()
    content = content_of(root)
    raw = parse(content, file)
    if not isinstance(raw, dict):
        raise SourceError(file, "", "an OpenAPI document is an object")
    found = Bundle(raw, {root: content})
    names: dict[Path, str] = {root: ""}
    waiting = deque([(root, raw)])
    others: dict[str, Any] = {}
    while waiting:
        here, node = waiting.popleft()
        for holder in references(node):
            target = _target(holder["$ref"], here)
            if isinstance(target, str):
                found.lost[holder["$ref"]] = target
                continue
            other, fragment = target
            if other not in names:
                value = _other(other, holder["$ref"], found)
                if value is None:
                    continue
                names[other] = pointers.join(BUNDLED, len(others))
                others[str(len(others))] = value
                waiting.append((other, value))
            holder["$ref"] = f"#{names[other]}{unquote(fragment)}"
    if others:
        raw[BUNDLED] = others
    return found


def parse(content: bytes, file: Path) -> Any:
    """Read the bytes of a JSON or YAML file, whatever it is called.

    Raises:
        SourceError: they are neither.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(file, f"byte {error.start}", "not UTF-8") from None
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            pass  # YAML may begin so, too, and its reader says where a mistake is
    try:
        return values(text, lenient=True)
    except YamlError as error:
        raise SourceError(file, f"line {error.line}, column {error.column}" if error.line else "", str(error)) from None


def _target(reference: str, here: Path) -> tuple[Path, str] | str:
    """The file that a reference leads to and the fragment in it, or why it leads to none."""
    name, _, fragment = reference.partition("#")
    if not name:
        return here, fragment
    if urlsplit(name).scheme in ("http", "https", "urn"):
        return "is not fetched from elsewhere"
    try:
        return Path(os.path.normpath(here.parent / unquote(name.removeprefix("file://")))), fragment
    except ValueError:
        return "is no file"


def _other(file: Path, reference: str, found: Bundle) -> Any:
    """The value of another file, or None, with the reason written down."""
    try:
        if len(found.files) >= MOST_FILES:
            raise SourceError(file, "", f"is one of more than {MOST_FILES} files")
        content = content_of(file)
        value = parse(content, file)
    except SourceError as error:
        found.lost[reference] = error.reason
        return None
    found.files[file] = content
    return value if isinstance(value, dict | list) else {}


def content_of(file: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: it cannot be read, or is too large.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise SourceError(file, "", f"is larger than {LARGEST} bytes")
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise SourceError(file, "", getattr(error, "strerror", None) or str(error)) from None
