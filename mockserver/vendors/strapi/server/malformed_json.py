"""What node 20 says about a text that is not JSON: a scanner that stops where V8 does; knows no API."""

from __future__ import annotations

import re

WHITE = " \t\n\r"
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERALS = ("true", "false", "null")
KEPT = 10
"""Characters that are quoted on each side of an unexpected one."""

END = "Unexpected end of JSON input"
NOT_STRICT = "invalid JSON, only supports object and array"


class Malformed(ValueError):
    """A text that is no JSON; its words are V8's."""


def only_objects(text: str) -> bool:
    """Whether the first character that counts begins an object or an array."""
    return text.lstrip(WHITE)[:1] in ("{", "[") and bool(text.strip(WHITE))


def complaint(text: str) -> str | None:
    """What is said about a text, None where it is JSON."""
    try:
        _scan(text)
    except Malformed as malformed:
        return str(malformed)
    return None


def _scan(text: str) -> None:
    """Read one value and the end after it; nested ones are kept on a list of their closing characters."""
    scanner = Scanner(text)
    closing: list[str] = []
    expected = True
    while expected or closing:
        expected = scanner.value(closing) if expected else scanner.rest(closing)
    scanner.white()
    if scanner.at < len(text):
        raise scanner.unexpected("Unexpected non-whitespace character after JSON")


class Scanner:
    """A place in a text, and what is expected there."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def white(self) -> str:
        """Skip white space; the character after it, "" at the end."""
        text, at = self.text, self.at
        while at < len(text) and text[at] in WHITE:
            at += 1
        self.at = at
        return text[at : at + 1]

    def unexpected(self, words: str = "") -> Malformed:
        """The complaint about what stands here; without words the one about a token that fits nowhere."""
        if words:
            return Malformed(f"{words} at position {self.position()}")
        if self.at >= len(self.text):
            return Malformed(END)
        found = self.text[self.at]
        kind = "string" if found == '"' else "number" if found in "-0123456789" else ""
        if kind:
            return Malformed(f"Unexpected {kind} in JSON at position {self.position()}")
        first = found.encode("utf-16-le", "surrogatepass")[:2].decode("utf-16-le", "surrogatepass")
        return Malformed(f"Unexpected token '{first}', {self.context()} is not valid JSON")

    def position(self) -> int:
        """How many UTF-16 units lie before this place."""
        return len(self.text[: self.at].encode("utf-16-le", "surrogatepass")) // 2

    def context(self) -> str:
        """The text around this place, in UTF-16 units; a short text as a whole."""
        units, at = self.text.encode("utf-16-le", "surrogatepass"), self.position()
        length = len(units) // 2
        if length <= 2 * KEPT:
            return f'"{self.text}"'
        start = max(at - KEPT, 0)
        end = length if at >= max(KEPT, length - KEPT) else at + KEPT
        part = units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        return f'{"..." if at >= KEPT else ""}"{part}"{"..." if end < length or at < KEPT else ""}'

    def value(self, closing: list[str]) -> bool:
        """Read a value, or the beginning of one that holds others; whether a value is expected now."""
        found = self.white()
        if found == "{":
            self.at += 1
            return self.opened(closing)
        if found == "[":
            self.at += 1
            if self.white() != "]":
                closing.append("]")
                return True
            self.at += 1
        elif found == '"':
            self.string()
        elif found and found in "-0123456789":
            self.number()
        else:
            self.literal()
        return False

    def opened(self, closing: list[str]) -> bool:
        """Read on after the beginning of an object."""
        found = self.white()
        if found == "}":
            self.at += 1
            return False
        if found != '"':
            raise self.unexpected("Expected property name or '}' in JSON")
        closing.append("}")
        return self.member("Expected ':' after property name in JSON")

    def member(self, without_colon: str = "") -> bool:
        """Read the name of a member; only of the first one is said what is missing."""
        self.string()
        if self.white() != ":":
            raise self.unexpected(without_colon)
        self.at += 1
        return True

    def rest(self, closing: list[str]) -> bool:
        """Read on after a value that stands in an object or an array."""
        found = self.white()
        if found == closing[-1]:
            self.at += 1
            closing.pop()
        elif found != ",":
            where = "property value" if closing[-1] == "}" else "array element"
            raise self.unexpected(f"Expected ',' or '{closing[-1]}' after {where} in JSON")
        else:
            self.at += 1
            if closing[-1] == "]":
                return True
            if self.white() != '"':
                raise self.unexpected("Expected double-quoted property name in JSON")
            return self.member()
        return False

    def literal(self) -> None:
        """Read `true`, `false` or `null`; the complaint is about the first character that differs."""
        for word in LITERALS:
            if self.text[self.at : self.at + 1] == word[0]:
                for expected in word:
                    if self.text[self.at : self.at + 1] != expected:
                        raise self.unexpected()
                    self.at += 1
                return
        raise self.unexpected()

    def number(self) -> None:
        """Read a number."""
        match = NUMBER.match(self.text, self.at)
        start = self.at
        self.at = match.end() if match else start + 1
        following = self.text[self.at : self.at + 1]
        if match is None:
            raise self.missing("No number after minus sign")
        written = match[0]
        if written.lstrip("-") == "0" and following.isdigit() and following.isascii():
            raise self.unexpected()
        if following == "." and not any(each in written for each in ".eE"):
            self.at += 1
            raise self.missing("Unterminated fractional number")
        if following in ("e", "E") and following and "e" not in written.lower():
            self.at += 1
            self.at += self.text[self.at : self.at + 1] in ("+", "-")
            raise self.missing("Exponent part is missing a number")

    def missing(self, words: str) -> Malformed:
        """The complaint about digits that are not there, which is made at the end of a text, too."""
        return self.unexpected(f"{words} in JSON")

    def string(self) -> None:
        """Read a text."""
        self.at += 1
        while True:
            found = self.text[self.at : self.at + 1]
            if not found:
                raise self.missing("Unterminated string")
            if found == '"':
                self.at += 1
                return
            if found == "\\":
                self.escape()
            elif found < " ":
                raise self.unexpected("Bad control character in string literal in JSON")
            else:
                self.at += 1

    def escape(self) -> None:
        """Read an escaped character."""
        self.at += 1
        found = self.text[self.at : self.at + 1]
        if not found:
            raise self.unexpected()
        if found not in '"\\/bfnrtu':
            raise self.unexpected("Bad escaped character in JSON")
        self.at += 1
        if found == "u":
            for _ in range(4):
                digit = self.text[self.at : self.at + 1]
                if not digit or digit not in "0123456789abcdefABCDEF":
                    raise self.missing("Bad Unicode escape")
                self.at += 1
