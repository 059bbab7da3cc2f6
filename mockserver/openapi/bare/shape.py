"""A document in the one form that everything else may rely on: what stands in its frame is what should stand there.

Whatever is of the wrong kind is taken for absent, what can be made up (a name for an operation, a parameter that the path
shows) is made up, and what was passed over is written down. Schemas are not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.bare.access import Access
from mockserver.openapi.bare.lookup import JSON, Lookup, Lost, members
from mockserver.openapi.bare.requests import Requests
from mockserver.openapi.bare.responses import Responses
from mockserver.openapi.operation import METHODS

READABLE = (
    *METHODS, "query", "acl", "bind", "checkout", "copy", "link", "lock", "m-search", "merge", "mkactivity", "mkcalendar",
    "mkcol", "move", "notify", "propfind", "proppatch", "purge", "rebind", "report", "search", "source", "subscribe", "unbind",
    "unlink", "unlock", "unsubscribe",
)  # fmt: skip
"""The methods that HTTP servers can read. A request of any other is refused before anybody can look at it."""


class Shape:
    """One document, brought into form.

    Attributes:
        raw: the document in form.
        unserved: by operationId, why an operation cannot be served.
        notes: what was passed over, by JSON pointer.
    """

    def __init__(self, given: JSON) -> None:
        self.unserved: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self._ids: set[str] = set()
        self._lookup = Lookup(given, self.notes)
        self._requests, self._responses = Requests(self._lookup), Responses(self._lookup)
        components = members(given.get("components"))
        schemas = members(components.get("schemas"))
        self._access = Access(self._lookup, components.get("securitySchemes"))
        self.raw: JSON = {
            **{name: value for name, value in given.items() if name not in ("webhooks", "security")},
            "info": members(given.get("info")),
            "servers": [each for each in _list(given.get("servers")) if isinstance(each, dict)],
            "components": {**components, "schemas": schemas, "securitySchemes": self._access.schemes},
            "security": self._access.requirements(given.get("security"), "/security") or [],
        }
        self.raw["paths"] = dict(self._paths())

    def _paths(self) -> Iterator[tuple[str, JSON]]:
        paths = self._lookup.given.get("paths")
        for path, written in members(paths).items():
            place = pointers.join("paths", path)
            if not path.startswith("/"):
                if not path.startswith("x-"):
                    self.notes[place] = "a path begins with a slash; this one is passed over"
                continue
            try:
                item = self._lookup.resolved(written, place)
            except Lost as lost:
                self.notes[place] = lost.what
                continue
            if isinstance(item, dict):
                if isinstance(written, dict) and written is not item:
                    item = {**item, **{name: value for name, value in written.items() if name != "$ref"}}
                yield path, self._item(path, item)

    def _item(self, path: str, item: JSON) -> JSON:
        found: JSON = {}
        for method, node, place in self._written(path, item):
            try:
                operation = self._lookup.resolved(node, place)
            except Lost as lost:
                found[method] = self._operation(path, method, {"responses": {}}, [], place)
                self.unserved[found[method]["operationId"]] = str(lost)
                continue
            if not isinstance(operation, dict):
                continue
            found[method] = made = self._operation(path, method, operation, _list(item.get("parameters")), place)
            if operation is not node:
                self.notes[place] = "is a reference, which OpenAPI does not know here: served, but nothing is demanded"
                _undemanding(made)
            if method not in READABLE:
                self.unserved[made["operationId"]] = f"HTTP servers read no requests of the method {method.upper()}"
        return found

    def _written(self, path: str, item: JSON) -> Iterator[tuple[str, Any, str]]:
        """The operations of a path: method, what is written, and where; those of OpenAPI 3.2 among them."""
        for name, node in item.items():
            place = pointers.join("paths", path, name)
            if name in METHODS or name == "query":
                yield name, node, place
            for method, each in members(node).items() if name == "additionalOperations" else ():
                where = f"{place}{pointers.join(method)}"
                if method.lower() in item:
                    self.notes[where] = "the path has an operation of this method by itself, which is served"
                else:
                    yield method.lower(), each, where

    def _operation(self, path: str, method: str, node: JSON, shared: list[Any], place: str) -> JSON:
        id = self._id(node.get("operationId"), path, method)
        made = {name: value for name, value in node.items() if name not in ("callbacks", "security", "requestBody")}
        made["operationId"] = id
        try:
            above = pointers.join("paths", path)
            made["parameters"] = self._requests.parameters(
                path, [*_placed(above, shared), *_placed(place, _list(node.get("parameters")))]
            )
            made |= self._requests.body(node.get("requestBody"), f"{place}/requestBody")
            made["responses"] = dict(self._responses.listed(node.get("responses"), place))
        except Lost as lost:
            self.unserved[id] = str(lost)
            made["responses"] = {}
        if not made["responses"]:
            made["responses"] = {"default": {"description": ""}}
        security = self._access.requirements(node.get("security"), f"{place}/security")
        return made if security is None else {**made, "security": security}

    def _id(self, given: Any, path: str, method: str) -> str:
        """The operation's own name, or one made from method and path."""
        made = re.sub(r"[^A-Za-z0-9]+", "_", f"{method} {path}").strip("_")
        id = given if isinstance(given, str) and given.strip() and given not in self._ids else made
        number = 2
        while id in self._ids:
            id, number = f"{made}_{number}", number + 1
        self._ids.add(id)
        return id


def _placed(owner: str, parameters: list[Any]) -> list[tuple[str, Any]]:
    """The parameters of an operation or a path, each with its place."""
    return [(f"{owner}/parameters/{index}", each) for index, each in enumerate(parameters)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _undemanding(operation: JSON) -> None:
    """Have an operation take requests that leave everything out, and any text in its path."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string"}
            parameter.pop("content", None)
        else:
            parameter["required"] = False
    if "requestBody" in operation:
        operation["requestBody"]["required"] = False
