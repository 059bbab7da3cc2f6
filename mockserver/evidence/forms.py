"""Reads a plain value against a form and names the place of whatever does not fit; knows no form of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from mockserver.openapi import pointers
from mockserver.openapi.sources import SourceError, read_yaml


@dataclass(frozen=True)
class Value:
    """A value out of a file together with its place there, a JSON pointer."""

    file: Path
    place: str
    value: Any

    @classmethod
    def of(cls, file: Path) -> Value:
        """Read a whole YAML file.

        Raises:
            SourceError: if it cannot be read.
        """
        return cls(file, "", read_yaml(file))

    def refuse(self, reason: str) -> NoReturn:
        """Say that the value does not fit.

        Raises:
            SourceError: always.
        """
        raise SourceError(self.file, self.place, reason)

    def entries(self) -> dict[str, Value]:
        """Read an object whose member names are free."""
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
        return {name: Value(self.file, self.place + pointers.join(name), value) for name, value in self.value.items()}

    def members(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Value]:
        """Read an object that has all the required members, perhaps the optional ones, and no others."""
        entries = self.entries()
        for name in entries:
            if name not in required and name not in optional:
                self.refuse(f"unknown member {name!r}")
        for name in required:
            if name not in entries:
                self.refuse(f"member {name!r} is missing")
        return entries

    def items(self, empty: bool = False) -> list[Value]:
        """Read a list that holds something, or may be empty."""
        if not isinstance(self.value, list) or not (self.value or empty):
            self.refuse("must be a list" if empty else "must be a list that is not empty")
        return [Value(self.file, self.place + pointers.join(i), value) for i, value in enumerate(self.value)]

    def text(self) -> str:
        """Read a text that holds more than white space."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("must be a text that is not empty")
        return self.value.strip()

    def texts(self) -> tuple[str, ...]:
        """Read a list of different texts."""
        return different([(item, item.text()) for item in self.items()])

    def scalar(self) -> str:
        """Read a reading's value, which is a text everywhere, also where YAML takes it for a number or a truth value."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value) if isinstance(self.value, int) else self.text()

    def reading(self) -> tuple[str, str]:
        """Read a reading with one of its values, such as `error-body=message`."""
        id, equals, value = self.text().partition("=")
        if not (id and equals and value):
            self.refuse("must be <reading>=<value>")
        return id, value

    def flag(self) -> bool:
        """Read `true` or `false`."""
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value

    def choice(self, values: Collection[str]) -> str:
        """Read one of the given words."""
        if not isinstance(self.value, str) or self.value not in values:
            self.refuse(f"{self.value!r} is none of {', '.join(values)}")
        return str(self.value)


def different(named: Collection[tuple[Value, str]]) -> tuple[str, ...]:
    """Return the names in order and refuse the second one of two that are equal."""
    seen: dict[str, Value] = {}
    for value, name in named:
        if name in seen:
            value.refuse(f"{name!r} is given twice, first at {seen[name].place}")
        seen[name] = value
    return tuple(seen)
