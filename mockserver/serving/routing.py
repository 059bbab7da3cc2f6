"""Which operation a request is for: a table made once from the document; knows paths and methods only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import quote, unquote, unquote_to_bytes

from mockserver.engine.failures import problem_json
from mockserver.engine.problems import Problem
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.strict_json import MalformedValue
from mockserver.openapi.violations import Violation
from mockserver.serving.conformity import Refused

CALL = "mockserver.call"
"""Where the scope holds what is known of a call: an Arrival, then a Request, then a Call."""

ORDER = ("HEAD", "GET", "QUERY", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""In which order Allow names the methods; behind them those of extensions."""

_PARAMETER = re.compile(r"\{([^{}]+)\}")


Values = tuple[str, ...]


class _Segment:
    """A segment in which parameters are not all: what stands before, between and behind them, in order.

    Each parameter ends where what follows it begins first, so that no text is looked at twice, however it was made up.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        first, *rest = [_written(part) for part in _PARAMETER.split(text)[::2]]
        self._first = re.compile(first)
        self._rest = [re.compile(part) for part in rest[:-1]] + [re.compile(rest[-1] + r"\Z")]

    def match(self, text: str) -> Values | None:
        """The percent-encoded parameters in a segment; None where it is another one."""
        found = self._first.match(text)
        if found is None:
            return None
        values, begin = [], found.end()
        for each in self._rest:
            found = each.search(text, begin + 1)
            if found is None:
                return None
            values.append(text[begin : found.start()])
            begin = found.end()
        return tuple(values)


@dataclass
class _Node:
    """What can follow after some segments of a path."""

    literal: dict[str, _Node] = field(default_factory=dict)
    mixed: list[tuple[_Segment, _Node]] = field(default_factory=list)
    """Segments with a parameter and something else in them, such as `{id}.json`."""
    parameter: _Node | None = None
    operations: Table = field(default_factory=dict)


Table = dict[str, list[tuple[str, list[str]]]]
"""By method, the ids of operations with the names of the parameters in their paths: several where only those names differ."""


class Routes:
    """The paths of a document as a tree of segments; per method, as a vendor's router would do it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._bases = tuple(base for base in document.bases if base)
        self._literal: dict[str, Table] = {}
        self._root = _Node()
        for id, method, path in document.frames():
            node = self._node(path.split("/"))
            node.operations.setdefault(method, []).append((id, _PARAMETER.findall(path)))
            if "{" not in path:
                self._literal[path] = node.operations

    def _node(self, segments: list[str]) -> _Node:
        node = self._root
        for segment in segments:
            if "{" not in segment:
                node = node.literal.setdefault(segment, _Node())
            elif _PARAMETER.fullmatch(segment):
                following = node.parameter or _Node()
                node.parameter, node = following, following
            else:
                node = _mixed(node, segment)
        return node

    def find(
        self, method: str, path: str, literal_wins: bool = False, head: bool = False
    ) -> tuple[Operation, dict[str, str]]:
        """The operation for a method and a percent-encoded path, with the texts of its path parameters.

        Args:
            literal_wins: whether the most literal path that fits hides the others, whatever its methods.
            head: whether GET stands for HEAD where a path has none of its own.

        Returns:
            The operation, and the texts of the path's parameters by name, decoded.

        Raises:
            Problem: `unknown-path`, or `method-not-allowed` with every method of the path in Allow.
            Refused: the operation cannot be served.
        """
        literal = self._literal.get(path)
        if literal is not None and method in literal:
            return self._served(literal[method][0][0]), {}
        allowed: set[str] = set()
        for table, values in self._fitting(path):
            if method in table:
                return self._first_taking(table[method], values)
            if head and method == "HEAD" and "GET" in table:
                return self._first_taking(table["GET"], values)
            allowed |= table.keys()
            if literal_wins:
                break
        if allowed:
            allowed |= {"HEAD"} if head and "GET" in allowed else set()
            allow = ", ".join(in_order(allowed))
            raise Problem("method-not-allowed", "use one of the methods in Allow", headers={"Allow": allow})
        raise Problem("unknown-path", "the document has no such path", path=path)

    def _first_taking(self, listed: list[tuple[str, list[str]]], values: Values) -> tuple[Operation, dict[str, str]]:
        """Of operations with one address, the first whose parameters take the texts in it; the first where none does."""
        for id, names in listed if len(listed) > 1 else ():
            operation, texts = self._served(id), _texts(names, values)
            if _takes(operation, texts):
                return operation, texts
        id, names = listed[0]
        return self._served(id), _texts(names, values)

    def _served(self, id: str) -> Operation:
        reason = self._document.unserved.get(id)
        if id in self._document.asked:
            return self._document.asked[id]
        try:
            if reason is None:
                return self._document.operations[id]
        except Unserved as error:
            reason = str(error)
        raise Refused(problem_json(501, "not-served", f"{id} cannot be served: {reason}"), operation=id)

    def fits(self, path: str) -> bool:
        """Whether some path of the document fits a percent-encoded path."""
        return next(self._fitting(path), None) is not None

    def begins(self, segment: str) -> bool:
        """Whether some path of the document begins with this very segment."""
        return segment in self._root.literal.get("", _Node()).literal

    def may_begin(self, segment: str) -> bool:
        """Whether some path of the document may begin with a segment."""
        first = self._root.literal.get("", _Node())
        based = any(f"{base}/".startswith(f"/{segment}/") for base in self._bases)
        return based or segment in first.literal or bool(first.mixed or first.parameter)

    def _fitting(self, path: str) -> Iterator[tuple[Table, Values]]:
        """The paths that fit, the most literal first: operations by method, and the percent-encoded parameters.

        Before the path of a bare document may stand the base of a server; the more literal reading of the two goes first.
        """
        if path in self._literal:
            yield self._literal[path], ()
        bare = self._document.bare
        found = _walk(self._root, path.split("/"), (), bare)
        bases = [base for base in self._bases if f"{path}/".startswith(f"{base}/")]
        if bases:
            others = (_walk(self._root, (path[len(base) :] or "/").split("/"), (), bare) for base in bases)
            found = iter(sorted(chain(found, *others), key=lambda each: len(each[1])))
        for table, values in found:
            if values or bare:
                yield table, values


def in_order(methods: Iterable[str]) -> list[str]:
    """Methods as Allow names them."""
    return sorted(methods, key=lambda method: (ORDER.index(method) if method in ORDER else len(ORDER), method))


def _texts(names: list[str], values: Values) -> dict[str, str]:
    return {name: _decoded(name, value) for name, value in zip(names, values, strict=True)}


def _takes(operation: Operation, texts: dict[str, str]) -> bool:
    """Whether the texts in a path fit an operation's parameters."""
    try:
        return all(
            each.validator.fits(each.read([texts[each.name]], {}))
            for each in operation.parameters
            if each.place == "path" and each.name in texts
        )
    except MalformedValue:
        return False


def _mixed(node: _Node, segment: str) -> _Node:
    """The node after a segment in which a parameter is not all."""
    nameless = _PARAMETER.sub("{}", segment)
    for known, following in node.mixed:
        if _PARAMETER.sub("{}", known.text) == nameless:
            return following
    following = _Node()
    node.mixed.append((_Segment(segment), following))
    return following


def _written(part: str) -> str:
    """A form for a part of a segment, as it is or percent-encoded."""
    return "".join(map(_spellings, part))


def _spellings(character: str) -> str:
    """A form for a character, as it is or percent-encoded; no text fits it in two ways."""
    encoded = quote(character, safe="")
    every = dict.fromkeys((character, encoded, encoded.lower()) if encoded != character else (character,))
    return f"(?:{'|'.join(map(re.escape, every))})" if len(every) > 1 else re.escape(character)


def _walk(node: _Node, segments: list[str], values: Values, decoding: bool) -> Iterator[tuple[Table, Values]]:
    """The ends of the tree that some segments lead to, literal steps before mixed ones and parameters.

    Args:
        decoding: whether a literal segment may be percent-encoded.
    """
    if not segments:
        if node.operations:
            yield node.operations, values
        return
    first, rest = segments[0], segments[1:]
    literal = node.literal.get(unquote(first) if decoding else first)
    if literal is not None:
        yield from _walk(literal, rest, values, decoding)
    for form, following in node.mixed:
        if (fitting := form.match(first)) is not None:
            yield from _walk(following, rest, (*values, *fitting), decoding)
    if first and node.parameter is not None:
        yield from _walk(node.parameter, rest, (*values, first), decoding)


def _decoded(name: str, value: str) -> str:
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("invalid-path", violations=(Violation(f"path.{name}", "is not valid UTF-8"),)) from None
