"""What the operations of somebody's document are sent, in form: parameters and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.openapi.bare.contents import Contents
from mockserver.openapi.bare.lookup import JSON, Lookup, members
from mockserver.openapi.operation import FORM

VARIABLE = re.compile(r"\{([^{}]+)\}")
PLACES = ("path", "query", "header", "cookie")
IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Headers that OpenAPI describes elsewhere, so that parameters of these names say nothing."""

ANY = "*/*"
"""The range of all media types."""


class Requests:
    """The parameters and bodies of one document.

    Args:
        lookup: knows what stands where.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._contents = lookup, Contents(lookup)

    def parameters(self, path: str, written: list[tuple[str, Any]]) -> list[JSON]:
        """The parameters by name and place, the later before the earlier, and those that only the path shows.

        Args:
            written: the parameters, each with its place.
        """
        variables = VARIABLE.findall(path)
        found: dict[tuple[str, str], JSON] = {}
        for place, node in self._each(written):
            if not (isinstance(node.get("name"), str) and node.get("in") in PLACES):
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

    def _each(self, written: list[tuple[str, Any]]) -> Iterator[tuple[str, JSON]]:
        """Each parameter and its place; a form that is all of the query is one for each of its members."""
        for place, each in written:
            node = members(self._lookup.found(each, place, "nothing is asked of it"))
            if node.get("in") != "querystring":
                yield place, node
                continue
            schema = members(members(members(node.get("content")).get(FORM)).get("schema"))
            form = members(self._lookup.found(schema, place, "the query is not looked at"))
            if not isinstance(form.get("properties"), dict):
                self._lookup.notes[place] = "of parameters in querystring a form is served; the query is not looked at"
            demanded = form.get("required") if node.get("required") is True else ()
            for name, inner in members(form.get("properties")).items():
                required = isinstance(demanded, list) and name in demanded
                yield place, {"name": name, "in": "query", "required": required, "schema": inner}

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
            return {**made, "content": {media_type: {"schema": self._lookup.asked(schema, place)}}}
        schema = node.get("schema")
        asked = self._lookup.asked(schema, place) if isinstance(schema, dict) else {}
        return {**made, "schema": {"type": "string"} if self._unsendable(asked, place) else asked}

    def _unsendable(self, schema: Any, place: str) -> bool:
        """Whether a schema is an object of which nothing may be sent: some language's own type, which an address has as text."""
        found = self._lookup.resolved(schema, place)
        named = found.get("properties") if isinstance(found, dict) else None
        if not isinstance(named, dict) or not named or found.get("additionalProperties") is not False:
            return False
        return all(isinstance(each, dict) and each.get("readOnly") is True for each in named.values())

    def body(self, given: Any, place: str) -> JSON:
        """The body that an operation takes, if it takes one; anything in any media type where it leads nowhere."""
        body = self._lookup.found(given, place, "anything is taken") if given is not None else {}
        if body is None:
            return {"requestBody": {"required": False, "content": {ANY: {}}}}
        if not isinstance(body, dict) or not isinstance(body.get("content"), dict) or not body["content"]:
            return {}
        content = self._contents.read(body["content"])
        for media_type in self._contents.unwritten(content):
            self._lookup.notes[place] = f"{media_type} is not read: what is sent in it is taken as it comes"
        for entry in content.values():
            if "schema" in entry:
                entry["schema"] = self._lookup.asked(entry["schema"], place)
        for media_type in [each for each in content if "/" not in each]:
            self._lookup.notes[place] = f"{media_type!r} is no media type; any is taken"
            content.setdefault(ANY, content.pop(media_type))
        return {"requestBody": {"required": body.get("required") is True, "content": content}}
