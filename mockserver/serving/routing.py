"""Which operation a request is for: a table made once from the document; knows paths and methods only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mockserver.engine.problems import Problem
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation
from mockserver.openapi.schema import Violation

CALL = "mockserver.call"
"""Where the scope holds what is known of a call: an Arrival, then a Request, then a Call."""

ORDER = ("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""In which order Allow names the methods."""

_PARAMETER = re.compile(r"\{([^}]+)\}\Z")


@dataclass
class _Node:
    """What can follow after some segments of a path."""

    literal: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    names: list[str] = field(default_factory=list)
    operations: dict[str, Operation] = field(default_factory=dict)


class Routes:
    """The paths of a document as a tree of segments; per method, as a vendor's router would do it."""

    def __init__(self, document: Document) -> None:
        self._literal: dict[str, dict[str, Operation]] = {}
        self._root = _Node()
        for operation in document.operations.values():
            node = self._node(operation.path.split("/"))
            node.operations[operation.method] = operation
            if "{" not in operation.path:
                self._literal[operation.path] = node.operations

    def _node(self, segments: list[str]) -> _Node:
        node, names = self._root, []
        for segment in segments:
            parameter = _PARAMETER.match(segment)
            if parameter:
                names.append(parameter[1])
                following = node.parameter or _Node()
                node.parameter, node = following, following
            else:
                node = node.literal.setdefault(segment, _Node())
        node.names = names
        return node

    def find(
        self, method: str, path: str, literal_wins: bool = False, head: bool = False
    ) -> tuple[Operation, dict[str, str]]:
        """The operation for a method and a percent-encoded path, with the texts of its path parameters.

        Args:
            literal_wins: whether the most literal path that fits hides the others, whatever its methods.
            head: whether HEAD is named in Allow where GET is.

        Raises:
            Problem: `unknown-path`, or `method-not-allowed` with every method of the path in Allow.
        """
        literal = self._literal.get(path)
        if literal is not None and method in literal:
            return literal[method], {}
        allowed: set[str] = set()
        for table, values in self._fitting(path):
            if method in table:
                return table[method], {name: _decoded(name, value) for name, value in values.items()}
            allowed |= table.keys()
            if literal_wins:
                break
        if allowed:
            allowed |= {"HEAD"} if head and "GET" in allowed else set()
            allow = ", ".join(sorted(allowed, key=ORDER.index))
            raise Problem("method-not-allowed", "use one of the methods in Allow", headers={"Allow": allow})
        raise Problem("unknown-path", "the document has no such path", path=path)

    def _fitting(self, path: str) -> Iterator[tuple[dict[str, Operation], dict[str, str]]]:
        """The paths that fit, the most literal first: operations by method, and the percent-encoded parameters."""
        if path in self._literal:
            yield self._literal[path], {}
        for node, values in _walk(self._root, path.split("/"), ()):
            if node.names:
                yield node.operations, dict(zip(node.names, values, strict=True))


def _walk(node: _Node, segments: list[str], values: tuple[str, ...]) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """The ends of the tree that some segments lead to, literal steps before parameters."""
    if not segments:
        if node.operations:
            yield node, values
        return
    first, rest = segments[0], segments[1:]
    if first in node.literal:
        yield from _walk(node.literal[first], rest, values)
    if first and node.parameter is not None:
        yield from _walk(node.parameter, rest, (*values, first))


def _decoded(name: str, value: str) -> str:
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("invalid-path", violations=(Violation(f"path.{name}", "is not valid UTF-8"),)) from None
