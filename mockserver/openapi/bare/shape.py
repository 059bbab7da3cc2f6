"""A document in the one form that everything else may rely on: what stands in its frame is what should stand there.

Whatever is of the wrong kind is taken for absent, what can be made up (a name for an operation, a parameter that the path
shows) is made up, and what was passed over is written down. Schemas are not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from mockserver.openapi import pointers
from mockserver.openapi.bare.access import Access
from mockserver.openapi.bare.lookup import JSON, Lookup, Lost, members
from mockserver.openapi.bare.requests import Requests
from mockserver.openapi.bare.responses import Responses
from mockserver.openapi.operation import METHODS


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
        for method, node in item.items():
            if method in METHODS:
                place = pointers.join("paths", path, method)
                try:
                    operation = self._lookup.resolved(node, place)
                except Lost as lost:
                    operation = {"responses": {}}
                    found[method] = self._operation(path, method, operation, [])
                    self.unserved[found[method]["operationId"]] = str(lost)
                    continue
                if isinstance(operation, dict):
                    found[method] = self._operation(path, method, operation, _list(item.get("parameters")))
                    if operation is not node:
                        self.notes[place] = (
                            "is a reference, which OpenAPI does not know here: served, but nothing is demanded"
                        )
                        _undemanding(found[method])
            elif method in ("query", "additionalOperations"):
                self.notes[pointers.join("paths", path, method)] = "methods beyond those of OpenAPI 3.1 are not served"
        return found

    def _operation(self, path: str, method: str, node: JSON, shared: list[Any]) -> JSON:
        place = pointers.join("paths", path, method)
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


def bases(raw: JSON) -> list[str]:
    """The paths of the servers, the empty one too, the longest first."""
    found = {""}
    for server in raw.get("servers", []):
        url = server.get("url") if isinstance(server.get("url"), str) else ""
        variables = server.get("variables") if isinstance(server.get("variables"), dict) else {}
        for name, variable in variables.items():
            default = variable.get("default", "") if isinstance(variable, dict) else ""
            url = url.replace(f"{{{name}}}", str(default))
        try:
            path = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        if path.startswith("/") and "{" not in path:
            found.add(path)
    return sorted(found, key=len, reverse=True)
