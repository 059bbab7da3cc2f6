"""Keeps what writes away from records that are not ours: ids in paths and bodies are ours, or name nothing; sends nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from mockserver.conformance.asking.guard import SAFE
from mockserver.conformance.asking.values import Maker
from mockserver.conformance.judging.routes import Routes
from mockserver.conformance.request_building import Request
from mockserver.engine.inference.facts import Facts, Resource, key_text
from mockserver.openapi import pointers
from mockserver.openapi.folding import properties, required
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter

NOWHERE: tuple[Any, ...] = (
    987654321, "ffffffff-ffff-4fff-8fff-fffffffffff0", "fffffffffffffffffffffff0", "nothing-there-987", "f" * 12,
)  # fmt: skip
"""Keys that name nothing, of every usual kind."""
NOTHING = frozenset(map(key_text, NOWHERE))
KEY = re.compile(r"(?:^|[_-])(?:id|uid|uuid)$|[a-z](?:Id|ID|Uid|UID|Uuid)$")
"""What members are called that name a record."""


class Ownership:
    """Which records are ours, and requests that touch no other.

    Args:
        facts: what is known of the document's records.
        routes: the paths of the document.
        maker: makes what is sent.
    """

    def __init__(self, facts: Facts, routes: Routes, maker: Maker) -> None:
        self._routes, self._maker, self._resources = routes, maker, facts.resources
        self._alive: dict[str, list[str | int]] = {}
        self._made: dict[str, set[str]] = {}
        self._paths = {id: path for id, _, path in maker.promise.document.frames()}
        creates = [each for each in facts.resources if each.create is not None]
        self._creates = {each.create.operation for each in creates if each.create}
        self._changes = {named.operation for each in creates for named in (each.replace, each.update) if named}
        self._keyed = dict(_keyed(self._paths, creates))
        self._roots = {each.name: self._paths[each.create.operation] for each in creates if each.create}
        self._singles = {path for _, method, path in maker.promise.document.frames() if method == "GET" and "{" not in path}  # fmt: skip
        self._singles -= {self._paths[each] for each in facts.lists if each in self._paths}

    def note(self, resource: Resource, key: str | int) -> None:
        """Take down that a record is ours, for good: its key is not given to another."""
        self._made.setdefault(resource.name, set()).add(key_text(key))
        self._alive.setdefault(resource.name, []).append(key)

    def gone(self, resource: Resource, key: Any) -> None:
        """Take down that a record of ours is deleted."""
        alive = self._alive.get(resource.name, [])
        self._alive[resource.name] = [each for each in alive if key_text(each) != key_text(key)]

    def ours(self, value: Any, kind: str = "") -> bool:
        """Whether a text or a number names a record that we made, of a kind or of any, or nothing."""
        kinds = [self._made.get(kind, set())] if kind else list(self._made.values())
        return key_text(value) in NOTHING or any(key_text(value) in each for each in kinds)

    def single(self, request: Request) -> Operation | None:
        """The operation of a request that changes what there is one of, such as settings; None for any other."""
        found = None if request.method in SAFE else self._routes.find(request.method, request.path)
        return found[0] if found is not None and self._is_single(found[0]) else None

    def _is_single(self, operation: Operation) -> bool:
        return operation.path in self._singles and operation.id not in self._creates

    def kept_to(self, request: Request) -> Request:
        """A request that touches nothing but our own: itself where it does so anyhow."""
        if request.method in SAFE:
            return request
        methods = (request.method, *sorted(self._routes.methods(request.path)))
        found = [each for each in (self._routes.find(method, request.path) for method in methods) if each is not None]
        if not found:
            return request
        operation, path = min(found, key=lambda each: (each[0].method != request.method, each[0].path.count("{")))
        known = operation.method == request.method
        request = replace(request, path=self._path(operation, path, request, known=known))
        return replace(request, body=self._body(operation, request)) if known and request.body else request

    def _path(self, operation: Operation, texts: Mapping[str, str], request: Request, *, known: bool) -> str:
        changing = request.method in ("PUT", "PATCH", "DELETE") and not (known and operation.id in self._creates)
        last = operation.path.rpartition("{")[2].partition("}")[0]
        steps = dict(enumerate(request.path.split("/")))
        for parameter in operation.parameters:
            place = f"{{{parameter.name}}}"
            upto = operation.path.partition(place)[0] + place
            kind = self._keyed.get(upto, "")
            about = kind or (changing and parameter.name == last)
            text = texts.get(parameter.name, "") if parameter.place == "path" else ""
            if text and about and not self.ours(text, kind) and _fits(parameter, text):
                for number, step in steps.items():
                    if unquote(step) == text and operation.path.split("/")[number] == place:
                        steps[number] = quote(parameter.text(nowhere(self._maker, parameter)), safe="")
        return "/".join(steps.values())

    def _body(self, operation: Operation, request: Request) -> bytes | None:
        if self._is_single(operation):
            return request.body
        try:
            body = json.loads(request.body or b"")
        except ValueError:
            return request.body
        new = self.body(operation, body)
        return request.body if new == body else json.dumps(new, ensure_ascii=False).encode()

    def body(self, operation: Operation, body: Any) -> Any:
        """A body that names no record but ours; what a record of our own refers to may be anybody's."""
        if operation.method in SAFE or self._is_single(operation):
            return body
        return self._named(operation, self._maker.body_schema(operation), body)

    def _named(self, operation: Operation, schema: Any, value: Any) -> Any:
        folded = self._maker.folding.fold(schema) if isinstance(schema, dict | bool) else {}
        if isinstance(value, list):
            return [self._named(operation, folded.get("items", {}), each) for each in value]
        if not isinstance(value, dict):
            return value
        known, needed = properties(folded), required(folded)
        found = {}
        for name, each in value.items():
            if isinstance(each, dict | list):
                found[name] = self._named(operation, known.get(name, {}), each)
            elif not isinstance(each, str | int) or isinstance(each, bool):
                found[name] = each
            elif (resource := self._of(operation, name)) is not None:
                found[name] = each if self.ours(each, resource.name) else self._instead(resource, each)
            elif self.ours(each) or not KEY.search(name) or operation.id in (*self._creates, *self._changes):
                found[name] = each
            elif name in needed:
                found[name] = _nothing(each)
        return found

    def _of(self, operation: Operation, name: str) -> Resource | None:
        """Of which kind the record is that a member names."""
        for each in self._resources:
            root = self._roots.get(each.name, "")
            own = {named.operation for named in (each.create, each.replace, each.update) if named}
            near = len(name) > 2 or operation.path.startswith(f"{root.rstrip('/')}/")
            if root and name == each.member and operation.id not in own and near:
                return each
        return None

    def _instead(self, resource: Resource, given: str | int) -> str | int:
        """The newest record of ours; where there is none, what names nothing."""
        keys = self._alive.get(resource.name)
        if not keys:
            return _nothing(given)
        return str(keys[-1]) if isinstance(given, str) else keys[-1]


def _keyed(paths: Mapping[str, str], resources: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """The beginnings of paths, up to the key of a record, each with the kind of record."""
    for each in resources:
        for named in (each.read, each.replace, each.update, each.delete):
            if named is not None and named.parameter.startswith("path."):
                place = f"{{{named.parameter.removeprefix('path.')}}}"
                yield paths[named.operation].partition(place)[0] + place, each.name


def _fits(parameter: Parameter, text: str) -> bool:
    """Whether a text could be a key at all."""
    return parameter.validator.fits(text) or (text.isdigit() and parameter.validator.fits(int(text)))


def _nothing(given: str | int) -> str | int:
    """What names nothing and looks like what was given."""
    if isinstance(given, int):
        return 987654321
    if given.isdigit():
        return "987654321"
    return str(NOWHERE[1] if len(given) == len(str(NOWHERE[1])) else NOWHERE[3])


def nowhere(maker: Maker, parameter: Parameter) -> Any:
    """A value that fits a parameter and names nothing."""
    schema = pointers.at(maker.promise.document.raw, parameter.schema)
    bounds = maker.folding.fold(schema) if isinstance(schema, dict) else {}
    high = bounds.get("maximum")
    candidates = [*([int(high)] if isinstance(high, int | float) else []), *NOWHERE]
    return next((each for each in candidates if parameter.validator.fits(each)), maker.made(schema or {}))
