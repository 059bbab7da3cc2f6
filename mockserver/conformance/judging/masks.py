"""Secrets, and what stands in their place wherever something is shown or written; knows credentials, no request."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

HIDDEN = "***"
"""What stands for a secret in a text."""


class Masks:
    """What is to be hidden.

    Args:
        secrets: each secret with the name of the variable that stands for it in a command line.
        users: user names of basic credentials by secret, since both travel in one text.
    """

    def __init__(
        self, secrets: Mapping[str, str] | None = None, users: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self.variables: dict[str, str] = {}
        for secret, variable in (secrets or {}).items():
            for form in dict.fromkeys((secret, quote(secret, safe=""), quote_plus(secret))):
                self.variables[form] = variable
            for user in (users or {}).get(secret, ()):
                self.variables[base64.b64encode(f"{user}:{secret}".encode()).decode()] = f"{variable}_BASIC"
        self._longest_first = sorted((each for each in self.variables if each), key=len, reverse=True)

    def hide(self, text: str) -> str:
        """A text with every secret hidden."""
        for secret in self._longest_first:
            text = text.replace(secret, HIDDEN)
        return text

    def for_shell(self, word: str) -> list[tuple[str, str]]:
        """A word in pieces: (`text`, itself) or (`variable`, the name of the variable that stands for a secret)."""
        pieces = [("text", word)]
        for secret in self._longest_first:
            pieces = [part for piece in pieces for part in _cut(piece, secret, self.variables[secret])]
        return [piece for piece in pieces if piece[1]]


NOTHING = Masks()


def _cut(piece: tuple[str, str], secret: str, variable: str) -> list[tuple[str, str]]:
    kind, text = piece
    if kind != "text" or secret not in text:
        return [piece]
    parts: list[tuple[str, str]] = []
    for index, each in enumerate(text.split(secret)):
        parts += [("variable", variable)] if index else []
        parts.append(("text", each))
    return parts
