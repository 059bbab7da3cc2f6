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
from mockserver.openapi.operation import METHODS

JSON = dict[str, Any]

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")
PLACES = ("path", "query", "header", "cookie")
IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Headers that OpenAPI describes elsewhere, so that parameters of these names say nothing."""
SCHEMES = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")


class Lost(LookupError):
    """A reference in the frame of a document that leads nowhere.

    Attributes:
        what: the reference, and that it does.
    """

    def __init__(self, place: str, reference: str) -> None:
        self.what = f"{reference} leads nowhere"
        super().__init__(f"{place}: {self.what}")


class Shape:
    """One document, brought into form.

    Attributes:
        raw: the document in form.
        unserved: by operationId, why an operation cannot be served.
        notes: what was passed over, by JSON pointer.
    """

    def __init__(self, given: JSON) -> None:
        self.given = given
        self.unserved: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self._ids: set[str] = set()
        components = _members(given.get("components"))
        schemas = _members(components.get("schemas"))
        self.schemes = dict(self._schemes(components.get("securitySchemes")))
        self.raw: JSON = {
            **{name: value for name, value in given.items() if name not in ("webhooks", "security")},
            "info": _members(given.get("info")),
            "servers": [each for each in self._list(given.get("servers")) if isinstance(each, dict)],
            "components": {**components, "schemas": schemas, "securitySchemes": self.schemes},
            "security": self._security(given.get("security"), "/security") or [],
        }
        self.raw["paths"] = dict(self._paths())

    def _list(self, value: Any) -> list[Any]:
        return value if isinstance(value, list) else []

    def resolved(self, node: Any, place: str) -> Any:
        """What stands at a place, references followed.

        Raises:
            Lost: a reference leads nowhere.
        """
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return node
        reference = node["$ref"]
        try:
            found = pointers.resolve(self.given, pointers.split(reference[1:]))[1] if reference[:2] == "#/" else None
        except LookupError:
            found = None
        if found is None:
            raise Lost(place, reference)
        return found

    def _schemes(self, given: Any) -> Iterator[tuple[str, JSON]]:
        for name, each in _members(given).items():
            place = pointers.join("components", "securitySchemes", name)
            try:
                scheme = self.resolved(each, place)
            except Lost as lost:
                self.notes[place] = lost.what
                continue
            if isinstance(scheme, dict) and scheme.get("type") in SCHEMES and _whole(scheme):
                yield name, scheme
            else:
                self.notes[place] = "is no security scheme that OpenAPI knows; nobody is asked for it"

    def _security(self, given: Any, place: str) -> list[JSON] | None:
        """The requirements, without the schemes that there are not; None where nothing is said."""
        if not isinstance(given, list):
            return None
        found = []
        for requirement in given:
            if isinstance(requirement, dict):
                unknown = [name for name in requirement if name not in self.schemes]
                for name in unknown:
                    self.notes[place] = f"no security scheme is called {name!r}; nobody is asked for it"
                found.append({name: scopes for name, scopes in requirement.items() if name in self.schemes})
        return found

    def _paths(self) -> Iterator[tuple[str, JSON]]:
        paths = self.given.get("paths")
        for path, written in _members(paths).items():
            place = pointers.join("paths", path)
            if not path.startswith("/"):
                if not path.startswith("x-"):
                    self.notes[place] = "a path begins with a slash; this one is passed over"
                continue
            try:
                item = self.resolved(written, place)
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
                    operation = self.resolved(node, place)
                except Lost as lost:
                    operation = {"responses": {}}
                    found[method] = self._operation(path, method, operation, [])
                    self.unserved[found[method]["operationId"]] = str(lost)
                    continue
                if isinstance(operation, dict):
                    found[method] = self._operation(path, method, operation, self._list(item.get("parameters")))
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
            made["parameters"] = self._parameters(
                path, [*_placed(above, shared), *_placed(place, self._list(node.get("parameters")))]
            )
            made |= self._body(node.get("requestBody"), f"{place}/requestBody")
            made["responses"] = dict(self._responses(node.get("responses"), place))
        except Lost as lost:
            self.unserved[id] = str(lost)
            made["responses"] = {}
        if not made["responses"]:
            made["responses"] = {"default": {"description": ""}}
        security = self._security(node.get("security"), f"{place}/security")
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

    def _parameters(self, path: str, written: list[tuple[str, Any]]) -> list[JSON]:
        """The parameters by name and place, the later before the earlier, and those that only the path shows.

        Args:
            written: the parameters, each with its place.
        """
        variables = _VARIABLE.findall(path)
        found: dict[tuple[str, str], JSON] = {}
        for place, each in written:
            node = self._found(each, place, "nothing is asked of it")
            if not (isinstance(node, dict) and isinstance(node.get("name"), str) and node.get("in") in PLACES):
                if isinstance(node, dict) and node.get("in") == "querystring":
                    self.notes[place] = "parameters in querystring are not served; the query is not looked at"
                continue
            name, where = node["name"], node["in"]
            if (where == "path" and name not in variables) or (where == "header" and name.lower() in IGNORED_HEADERS):
                continue
            found[where, name] = self._parameter(node, place)
        for name in variables:
            found.setdefault(
                ("path", name), {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            )
        return list(found.values())

    def _found(self, node: Any, place: str, instead: str) -> Any:
        """What stands at a place, references followed; None where one leads nowhere, which is written down.

        Args:
            instead: what is done without it.
        """
        try:
            return self.resolved(node, place)
        except Lost as lost:
            self.notes[place] = f"{lost.what}; {instead}"
            return None

    def _asked(self, schema: Any, place: str) -> Any:
        """A schema of what is sent; anything where it leads nowhere."""
        found = self._found(schema, place, "anything is taken") if isinstance(schema, dict) else schema
        return schema if isinstance(found, dict | bool) else {}

    def _parameter(self, node: JSON, place: str) -> JSON:
        """A parameter with one schema, or one media type, that is one."""
        made = {name: value for name, value in node.items() if name not in ("schema", "content")}
        if node["in"] == "path":
            made["required"] = True
        elif not isinstance(made.get("required"), bool):
            made.pop("required", None)
        content = node.get("content")
        if isinstance(content, dict) and content:
            media_type, entry = next(iter(content.items()))
            schema = entry.get("schema") if isinstance(entry, dict) else None
            return {**made, "content": {media_type: {"schema": self._asked(schema, place)}}}
        schema = node.get("schema")
        return {**made, "schema": self._asked(schema, place) if isinstance(schema, dict) else {}}

    def _body(self, given: Any, place: str) -> JSON:
        """The body that an operation takes, if it takes one; anything in any media type where it leads nowhere."""
        body = self._found(given, place, "anything is taken") if given is not None else {}
        if body is None:
            return {"requestBody": {"required": False, "content": {"*/*": {}}}}
        if not isinstance(body, dict) or not isinstance(body.get("content"), dict) or not body["content"]:
            return {}
        content = self._content(body["content"])
        for entry in content.values():
            if "schema" in entry:
                entry["schema"] = self._asked(entry["schema"], place)
        return {"requestBody": {"required": body.get("required") is True, "content": content}}

    def _content(self, content: JSON) -> JSON:
        """Media types, each with a schema that is one."""
        found = {}
        for media_type, entry in content.items():
            entry = self.resolved(entry, media_type) if isinstance(entry, dict) else {}
            kept = {
                name: value for name, value in entry.items() if name in ("schema", "example", "examples", "encoding")
            }
            if not isinstance(kept.get("schema"), dict | bool):
                kept.pop("schema", None)
            found[media_type] = kept
        return found

    def _responses(self, given: Any, place: str) -> Iterator[tuple[str, JSON]]:
        """The answers by status; one that leads nowhere is passed over, unless no other one is of success.

        Raises:
            Lost: the only success leads nowhere.
        """
        successes = [written for written in _members(given) if written.startswith("2")]
        for written, each in _members(given).items():
            status = written.upper() if written.lower() != "default" else "default"
            if status != "default" and not _STATUS.match(status):
                continue
            try:
                node = self.resolved(each, f"{place}/responses/{written}")
            except Lost as lost:
                if written in successes:
                    successes.remove(written)
                    if not successes:
                        raise
                self.notes[f"{place}/responses/{written}"] = lost.what
                continue
            node = node if isinstance(node, dict) else {}
            made: JSON = {"description": node.get("description") if isinstance(node.get("description"), str) else ""}
            if isinstance(node.get("content"), dict) and node["content"]:
                made["content"] = self._content(node["content"])
            if headers := dict(self._headers(node.get("headers"))):
                made["headers"] = headers
            if isinstance(node.get("links"), dict):
                made["links"] = node["links"]
            yield status, made

    def _headers(self, given: Any) -> Iterator[tuple[str, JSON]]:
        for name, each in _members(given).items():
            try:
                header = self.resolved(each, name)
            except Lost:
                continue
            if isinstance(header, dict) and name.lower() != "content-type":
                yield name, header


def _placed(owner: str, parameters: list[Any]) -> list[tuple[str, Any]]:
    """The parameters of an operation or a path, each with its place."""
    return [(f"{owner}/parameters/{index}", each) for index, each in enumerate(parameters)]


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


def _members(value: Any) -> JSON:
    return value if isinstance(value, dict) else {}


def _whole(scheme: JSON) -> bool:
    """Whether a security scheme says what it needs to say."""
    if scheme["type"] == "apiKey":
        return isinstance(scheme.get("name"), str) and scheme.get("in") in ("header", "query", "cookie")
    return scheme["type"] != "http" or isinstance(scheme.get("scheme"), str)


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
