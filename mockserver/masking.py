"""What of a text may be shown: nothing that stands under the name of a secret, nothing that a terminal obeys; knows no entry and no vendor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_plus

HIDDEN = "********"
_STRING = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:\s*)?', re.DOTALL)
_FORM = re.compile(r"[\w.\-\[\]%+*~]+=[^\s]*")
_PARTS = re.compile(r"[^\w-]+")
_ESCAPE = re.compile(
    r"\\{1,4}u\{?0{0,6}([0-9a-f]{2})\}?|\\{1,4}x([0-9a-f]{2})|%(?:25){0,3}([0-9a-f]{2})|&#x0{0,6}([0-9a-f]{2});?"
    r"|&#0{0,6}([0-9]{2,3});?|\\([0-7]{2,3})",
    re.IGNORECASE,
)
"""A character as JSON and JavaScript, Python, forms, HTML (twice) and C may write it."""
_SIGNS = ("\\", "%", "&#")
_BASES = (16, 16, 16, 16, 10, 8)
_DECODER = json.JSONDecoder()


class Secrets:
    """The names under which secrets stand, and the only place that decides what is shown of a text.

    Args:
        names: of headers, parameters and members, in small letters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self._mention = re.compile("|".join(map(re.escape, sorted(self.names))) or "(?!)", re.IGNORECASE)

    def __contains__(self, name: str) -> bool:
        """Whether a secret stands under a name, such as `password` or `user[password]`."""
        name = name.lower()
        return name in self.names or not self.names.isdisjoint(_PARTS.split(name))

    def text(self, shown: str) -> str:
        """A text without secrets: a JSON text and a form but for them, all else up to where a secret is named."""
        if not self._may_mention(shown):
            return shown
        try:
            json.loads(shown)
        except (ValueError, RecursionError):
            return self.form(shown) if _FORM.fullmatch(shown) else self.beginning(shown)
        return self._json(shown)

    def form(self, shown: str) -> str:
        """A form or a query without secrets; a value may be a text that names one, such as a JSON text."""
        fields = (field.partition("=") for field in shown.split("&"))
        return "&".join(
            f"{name}={HIDDEN}" if unquote_plus(name) in self else f"{name}{equals}{self.beginning(value)}"
            for name, equals, value in fields
        )

    def beginning(self, shown: str) -> str:
        """A text of any kind up to where a secret is named, in whatever notation; escapes before it are undone."""
        plain = _ESCAPE.sub(_character, shown) if any(sign in shown for sign in _SIGNS) else shown
        if not self._named(plain.lower()):
            return shown
        found = self._mention.search(plain)
        return HIDDEN if found is None else plain[: found.end()] + HIDDEN

    def _may_mention(self, shown: str) -> bool:
        """The quick question, since a journal may hold many long texts."""
        return any(sign in shown for sign in _SIGNS) or self._named(shown.lower())

    def _named(self, lowered: str) -> bool:
        return any(name in lowered for name in self.names)

    def _json(self, shown: str) -> str:
        """A JSON text as it was sent, with nothing under the members that hold secrets; repeated ones included."""
        pieces, place = [], 0
        while found := _STRING.search(shown, place):
            pieces.append(shown[place : found.end()])
            place = found.end()
            text = json.loads(found[1])
            if found[2] is not None and text in self:
                pieces.append(f'"{HIDDEN}"')
                place = _DECODER.raw_decode(shown, place)[1]
            elif text.lstrip().startswith(("{", "[")):  # a JSON text inside a text
                pieces[-1] = pieces[-1][: -len(found[0])] + json.dumps(self.text(text)) + (found[2] or "")
        return "".join([*pieces, shown[place:]])


def key_names(document: Mapping[str, Any]) -> set[str]:
    """The names under which an OpenAPI document has API keys sent, in small letters."""
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    return {each["name"].lower() for each in schemes.values() if each.get("type") == "apiKey"}


def was_cut(shown: str) -> bool:
    """Whether a text that was no JSON and no form is shown up to a secret only."""
    return shown.endswith(HIDDEN) and not _FORM.fullmatch(shown)


def _character(escape: re.Match[str]) -> str:
    """What an escape stands for, if it is a character that names are made of; all else stays as it is."""
    digits, base = next((group, base) for group, base in zip(escape.groups(), _BASES, strict=True) if group)
    character = chr(int(digits, base))
    return character if character.isascii() and (character.isalnum() or character in "-_") else escape[0]


def visible(text: str, *, lines: bool = False) -> str:
    """A text that moves no cursor and rings no bell.

    Args:
        text: what somebody else wrote.
        lines: whether it may have several lines.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or (lines and each == "\n") else f"\\x{ord(each):02x}" for each in text)
