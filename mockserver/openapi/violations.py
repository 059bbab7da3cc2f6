"""What is wrong with a value, and where; says it of what a compiled schema found, and compiles nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

import jsonschema_rs

from mockserver.openapi import linking, pointers
from mockserver.openapi.constraints import constraint
from mockserver.openapi.misspellings import REFUSING, meant

MOST = 1000
"""Items and members that are looked at to say what is wrong, and violations that are told."""
LONGEST = 600
"""Characters of a message."""
ALTERNATIVES = ("anyOf", "oneOfNotValid", "oneOf")
"""Kinds of errors that hold what is wrong with each alternative."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a value, and where: a JSON pointer into the value (empty: the whole) and words.

    Attributes:
        constraint: the keyword of the document that is broken, as a JSON pointer; empty where no keyword says so.
        hint: what was probably meant, as words that follow the others; no vendor would say it.
    """

    pointer: str
    what: str
    constraint: str = field(default="", compare=False)
    hint: str = field(default="", compare=False)

    @property
    def with_hint(self) -> str:
        """What is wrong and what was probably meant, for the users of this tool."""
        return self.what + self.hint

    def below(self, above: str) -> Violation:
        """The same, seen from a place above the value, where no document says so.

        Args:
            above: where the value stands, as a JSON pointer.
        """
        return Violation(above + self.pointer, self.what, hint=self.hint)


class Violations:
    """What is wrong with values that do not fit the schemas of one document.

    Args:
        document: the document as it is written.
        behind: gives what is compiled of the schema that a link leads to.
        inline: gives the schema, where it is compiled apart from the document.
    """

    def __init__(
        self, document: dict[str, Any], behind: Callable[[str], Any], inline: Callable[[], Any] | None = None
    ) -> None:
        self._document, self._behind, self._inline = document, behind, inline

    @cached_property
    def known(self) -> AbstractSet[str]:
        """The members that some schema of the document names."""
        return frozenset(each for each in _names(self._document) if isinstance(each, str))

    def of(self, compiled: Any, value: Any) -> list[Violation]:
        """What is wrong with a value, the most telling first; empty if it fits.

        Everything, but for a value so large that this would take long: then at least one place.

        Args:
            compiled: what jsonschema-rs made of the schema.
        """
        errors = list(islice(compiled.iter_errors(self._beginning(value)), MOST))
        found = map(self._explained, errors or _first(compiled, value))
        return [violation for violations in found for violation in violations][:MOST]

    def _beginning(self, value: Any) -> Any:
        """A value with no more than so many items and members, but at least the first of each, and every known member.

        Without the known ones, a schema would miss what was only left out here.
        """
        left = MOST

        def cut(value: Any) -> Any:
            nonlocal left
            if isinstance(value, dict):
                members: dict[str, Any] = {}
                for name, item in value.items():
                    if not members or left > 0 or name in self.known:
                        left -= 1
                        members[name] = cut(item)
                return members
            if not isinstance(value, list):
                return value
            kept: list[Any] = []
            for item in value:
                if kept and left <= 0:
                    break
                left -= 1
                kept.append(cut(item))
            return kept

        return cut(value)

    def _explained(self, error: Any) -> Iterator[Violation]:
        """What an error says; of alternatives, what the one says that the value comes nearest to."""
        if error.kind.name == linking.KEYWORD:
            for inner in islice(self._behind(error.message).iter_errors(error.instance), MOST):
                for each in self._explained(inner):
                    yield replace(each, pointer=pointers.join(*error.instance_path) + each.pointer, constraint="")
            return
        branches = getattr(error.kind, "context", None)
        if error.kind.name in ALTERNATIVES and branches and all(branches):
            for inner in _nearest(branches, list(error.instance_path)):
                yield from self._explained(inner)
            return
        yield self._single(error)

    def _single(self, error: Any) -> Violation:
        """What an error of one keyword says."""
        place, broken = list(error.instance_path), constraint(error, self._document)
        if error.kind.name == "required":
            return Violation(pointers.join(*place, error.kind.property), "is required", broken)
        if error.kind.name == "enum":
            choices = ", ".join(json.dumps(each, ensure_ascii=False) for each in error.kind.options)
            return Violation(pointers.join(*place), f"{_shortened(error.instance)} is not one of {choices}", broken)
        return Violation(pointers.join(*place), shortened(error.message), broken, self._hint(error, broken))

    def _hint(self, error: Any, broken: str) -> str:
        if error.kind.name not in REFUSING:
            return ""
        apart = "" if self._inline is None else meant(self._inline(), pointers.join(*error.schema_path), error)
        return apart or meant(self._document, broken, error)


def _first(compiled: Any, value: Any) -> list[Any]:
    """The one error that is found without looking for others; none where there is none."""
    try:
        compiled.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def _names(node: Any) -> Iterator[str]:
    """Every member that some schema of a document names."""
    if isinstance(node, dict):
        for word in ("properties", "required"):
            yield from node[word] if isinstance(node.get(word), dict | list) else ()
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _names(item)


def _nearest(branches: Any, place: list[Any]) -> Any:
    """The errors of the alternative of the value's type whose distinguishing members the value has."""

    def strangeness(errors: Any) -> tuple[bool, bool, int]:
        kinds = [(each.kind.name, list(each.instance_path) == place) for each in errors]
        return ("type", True) in kinds, any(name in ("enum", "const", "type") for name, _ in kinds), len(kinds)

    return min(branches, key=strangeness)


def shortened(message: str) -> str:
    """A message that may hold a whole value, without the middle of that."""
    return message if len(message) <= LONGEST else f"{message[: LONGEST // 2]}...{message[-LONGEST // 2 :]}"


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
