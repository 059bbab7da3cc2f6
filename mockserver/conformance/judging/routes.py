"""Which operation of a document a request is for; knows methods and paths only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Routes:
    """The paths of a document, the more literal ones first.

    Args:
        document: whose paths.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._table = sorted(
            ((_rank(path), id, method, _pattern(path), _PARAMETER.findall(path)) for id, method, path in document.frames()),
            key=lambda row: row[0],
        )  # fmt: skip

    def find(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]] | None:
        """The operation for a method and a percent-encoded path, with the texts of its path parameters; None if there is none.

        A HEAD is the GET of its path where the document has no other.
        """
        for wanted in (method, "GET") if method == "HEAD" else (method,):
            for _, id, each, pattern, names in self._table:
                found = pattern.fullmatch(path) if each == wanted else None
                if found is not None:
                    try:
                        operation = self._document.operations[id]
                    except Unserved:
                        continue
                    return operation, dict(zip(names, map(unquote, found.groups()), strict=True))
        return None

    def methods(self, path: str) -> frozenset[str]:
        """The methods that the document has at a percent-encoded path."""
        return frozenset(method for _, _, method, pattern, _ in self._table if pattern.fullmatch(path))


def _rank(path: str) -> tuple[tuple[bool, str], ...]:
    return tuple(("{" in segment, segment) for segment in path.split("/"))


def _pattern(path: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(path.split("?", maxsplit=1)[0])
    literal = [re.escape(part) if not index % 2 else "([^/]+)" for index, part in enumerate(parts)]
    return re.compile("".join(literal))
