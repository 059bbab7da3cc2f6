"""Tests that would meet an outcome, made of the document's examples, and tried before they are shown; asks a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pprint import pformat
from typing import Any

from mockserver.client import Admin
from mockserver.coverage.counts import Outcome
from mockserver.openapi import operation as operations
from mockserver.openapi import pointers, tree
from mockserver.openapi.making.instances import Instances
from mockserver.openapi.making.ways import PLAIN, Unsatisfiable
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.schema import Schemas
from mockserver.spelling import variable
from mockserver.state.chance import Chance
from mockserver.testing import create, discard

WIDTH = 90
TRIED = 60
"""How many requests are tried for one outcome at most."""
TOO_LARGE = 2 * 1024 * 1024
"""Bytes of a body that is over every sensible limit."""
NOTHING = ("999999999", "nothing-there", "ffffffffffffffffffffffff", "ffffffff-ffff-4fff-8fff-ffffffffffff")
"""Ids that name nothing."""
BAD_IDS = ("not-an-id", "-1")
LESSER = ("viewer", "read-only", "eve")
"""Credentials that may do less, as the fixtures have them."""


@dataclass(frozen=True)
class Sent:
    """A request as a test writes it: Python, but for the path.

    Attributes:
        mock: the fixture.
        operation: what is called.
        values: the example that it is made of.
        path: the path, filled in.
        options: further arguments, by name.
        collections: name and key of the vendor's collections.
        before: what the test does first, line by line.
    """

    mock: str
    operation: Operation
    values: Mapping[str, Any]
    path: str
    options: Mapping[str, str]
    collections: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()

    def but(self, **options: str) -> Sent:
        """The same with other arguments; an empty one is left out."""
        return replace(self, options={name: text for name, text in {**self.options, **options}.items() if text})

    def after(self, *lines: str) -> Sent:
        """The same after something else."""
        return replace(self, before=lines)

    def at(self, **values: Any) -> Sent:
        """The same with other values in the path."""
        return replace(self, path=_path(self.operation, {**self.values, **values}))

    def call(self) -> list[str]:
        """The lines that send it."""
        options = [f"    {name}={text}," for name, text in self.options.items()]
        where = f'    f"{{{self.mock}.url}}{self.path}",'
        return ["httpx.request(", f'    "{self.operation.method}",', where, *options, ")"]


def snippets(admin: Admin, vendor: str) -> Callable[[Outcome], str]:
    """A function that gives a test which meets an outcome of a vendor; empty if none of those that were tried does.

    Args:
        admin: a running server.
        vendor: the vendor.
    """
    raw = admin.document(vendor)
    places = tree.operations(raw)
    collections = tuple((each["name"], each["key"]) for each in admin.vendor(vendor)["collections"])
    schemas = Schemas(raw, modern=not str(raw.get("openapi", "")).startswith("3.0"), lazily=True)

    def snippet(outcome: Outcome) -> str:
        _, path, method = pointers.split(places[outcome.operation])
        try:
            operation = operations.build(raw, schemas, path, method)
        except (LookupError, ValueError, Unserved):
            return ""
        mock = f"mock_{variable(vendor)}"
        sent = candidates(mock, operation, outcome.status, collections, made(raw, schemas, operation))
        texts = dict.fromkeys(written(outcome, each) for each in islice(sent, TRIED))
        return next((text for text in texts if meets(admin, outcome, text)), "")

    return snippet


def made(raw: dict[str, Any], schemas: Schemas, operation: Operation) -> dict[str, Any]:
    """What is sent where the document has no example of a request: a body that fits; empty where none is found."""
    at = pointers.join("paths", operation.path, operation.method.lower(), "requestBody")
    body = pointers.at(raw, pointers.target(raw, at)) or {}
    schema = body.get("content", {}).get("application/json", {}).get("schema")
    if operation.request_examples or schema is None:
        return {}
    try:
        return {"body": Instances(schemas.folding).make(schema, chance=Chance(0), way=PLAIN, view="request")}
    except Unsatisfiable:
        return {}


def candidates(
    mock: str,
    operation: Operation,
    status: str,
    collections: tuple[tuple[str, str], ...] = (),
    otherwise: Mapping[str, Any] | None = None,
) -> Iterator[Sent]:
    """Requests that may be answered with a status, the likeliest first.

    Args:
        mock: the fixture.
        operation: what is called.
        status: as the document writes it.
        collections: name and key of the vendor's collections.
        otherwise: what is sent where the document has no example.
    """
    for values in [*operation.request_examples.values()] or [otherwise or {}]:
        usual = replace(valid(mock, operation, values), collections=collections)
        for known, changes in CHANGES.items():
            if status in (known, f"{known[0]}XX", "default"):
                yield from changes(usual)


def valid(mock: str, operation: Operation, values: Mapping[str, Any]) -> Sent:
    """The request of an example, with the documented credential."""
    options = {"headers": f"{mock}.headers", "params": _params(mock, values)}
    if "body" in values:
        options["json"] = _literal(values["body"])
    return Sent(mock, operation, values, _path(operation, values), options)


def _path(operation: Operation, values: Mapping[str, Any]) -> str:
    """The path as part of an f-string: a parameter of which there is no value stands there as it is."""
    path = operation.path.replace("{", "{{").replace("}", "}}")
    for name, value in values.items():
        said = f"{{{{{name.removeprefix('path.')}}}}}"
        path = path.replace(said, str(value)) if name.startswith("path.") else path
    return path


def _params(mock: str, values: Mapping[str, Any]) -> str:
    query = {name.removeprefix("query."): value for name, value in values.items() if name.startswith("query.")}
    return f"{mock}.params | {_literal(query)}" if query else f"{mock}.params"


def _literal(value: Any) -> str:
    return pformat(value, width=WIDTH, sort_dicts=False).replace("\n", "\n" + " " * 8)


def _headers(sent: Sent, **headers: str) -> str:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return f"{sent.mock}.headers | {_literal(given)}"


def _as_it_is(usual: Sent) -> Iterator[Sent]:
    yield usual
    yield usual.but(params=f"{usual.mock}.params")
    yield usual.but(headers="")
    names = _unfilled(usual)
    names += [each.removeprefix("path.") for each in usual.values if each.startswith("path.")]
    yield from (each for record in _records(usual) for each in _about(record, names, usual.operation))


def _unfilled(usual: Sent) -> list[str]:
    """The parameters of the path that have no value yet."""
    return [each[2:-2] for each in usual.path.split("/") if each.startswith("{{") and each.endswith("}}")]


def _records(usual: Sent) -> Iterator[tuple[Sent, str]]:
    """The request after a record was found, or added; and its key as Python."""
    for name, key in usual.collections:
        for found in (f'state["{name}"].all()[-1]', f'add("{name}")[-1]'):
            yield usual.after(f"record = {usual.mock}.{found}"), f"record['{key}']"


def _about(record: tuple[Sent, str], names: list[str], operation: Operation) -> Iterator[Sent]:
    """The request for a record: in the path, else in the query."""
    sent, key = record
    if names:
        filled = sent.at(**{f"path.{names[0]}": f"{{{key}}}"})
        yield filled
        yield filled.but(params=f"{sent.mock}.params")
        return
    for each in operation.parameters:
        if each.place == "query" and each.name.lower().endswith("id"):
            yield sent.but(params=f"{sent.mock}.params | {{'{each.name}': {key}}}")


def _wrong_values(usual: Sent) -> Iterator[Sent]:
    if "body" in usual.values:
        body = usual.values["body"]
        wrong = [{**body, name: [[]]} for name in list(body)[:5]] if isinstance(body, dict) else []
        yield from (usual.but(json=_literal(each)) for each in ({}, *wrong, []))
    yield from _elsewhere(usual, BAD_IDS)
    for parameter in usual.operation.parameters:
        if parameter.place == "query":
            for text in ("wrong", "", "-1"):
                yield usual.but(params=_params(usual.mock, {**usual.values, f"query.{parameter.name}": text}))
    yield usual.but(params=f"{usual.mock}.params")


def _nobody(usual: Sent) -> Iterator[Sent]:
    yield usual.after(f'{usual.mock}.credentials.revoke("documented")')
    yield usual.but(headers="", params=_params(usual.mock, usual.values).removeprefix(f"{usual.mock}.params | "))
    yield usual.but(headers="{'Authorization': 'Bearer wrong'}")


def _without_permission(usual: Sent) -> Iterator[Sent]:
    yield usual.after(f'{usual.mock}.credentials.change("documented", permissions={{}})')
    yield from (usual.after(f'{usual.mock}.act_as("{each}")') for each in LESSER)
    yield usual.but(headers="")


def _elsewhere(usual: Sent, ids: tuple[str, ...] = NOTHING) -> Iterator[Sent]:
    """The same for a thing that is not there: in the path, in the query, in the body."""
    body: Any = usual.values.get("body")
    query = [each.name for each in usual.operation.parameters if each.place == "query"]
    for id in ids:
        for name in (each for each in usual.values if each.startswith("path.")):
            yield usual.at(**{name: id})
        if unfilled := _unfilled(usual):
            yield usual.at(**{f"path.{name}": id for name in unfilled})
        for name in query:
            if name.lower().endswith("id"):
                yield usual.but(params=_params(usual.mock, {**usual.values, f"query.{name}": id}))
        for member in body if isinstance(body, dict) else ():
            if member.lower().endswith("id"):
                yield usual.but(json=_literal({**body, member: id}))


def _not_acceptable(usual: Sent) -> Iterator[Sent]:
    yield from (usual.but(headers=_headers(usual, Accept=each)) for each in ("application/xml", "image/png"))


def _again(usual: Sent) -> Iterator[Sent]:
    yield usual.after(*usual.call())


def _too_large(usual: Sent) -> Iterator[Sent]:
    yield usual.but(json="", headers=_headers(usual, Content_Type="application/json"), content=f"' ' * {TOO_LARGE}")


def _wrong_media_type(usual: Sent) -> Iterator[Sent]:
    yield usual.but(json="", headers=_headers(usual, Content_Type="text/plain"), content="'hello'")


def _spent(usual: Sent) -> Iterator[Sent]:
    yield usual.after(f"for quota in {usual.mock}.quota:", f'    {usual.mock}.quota.spend(quota["key"])')


CHANGES: Mapping[str, Callable[[Sent], Iterator[Sent]]] = {
    "200": _as_it_is,
    "201": _as_it_is,
    "202": _as_it_is,
    "204": _as_it_is,
    "401": _nobody,
    "403": _without_permission,
    "404": _elsewhere,
    "400": _wrong_values,
    "422": _wrong_values,
    "406": _not_acceptable,
    "409": _again,
    "413": _too_large,
    "415": _wrong_media_type,
    "429": _spent,
}
"""Status to the requests that may be answered with it."""


def written(outcome: Outcome, sent: Sent) -> str:
    """A test as text."""
    first, *rest = sent.call()
    status = f" == {outcome.status}" if outcome.status.isdigit() else f"  # {outcome.status}"
    lines = [
        *sent.before,
        f"answer = {first}  # where the test of your client calls your client",
        *rest,
        f"assert answer.status_code{status}",
    ]
    name = f"test_{_word(outcome.operation)}_answers_{outcome.status}"
    return "\n".join(["import httpx", "", "", f"def {name}({sent.mock}):", *(f"    {each}" for each in lines)]) + "\n"


def _word(name: str) -> str:
    return "".join(each if each.isalnum() else "_" for each in name)


def meets(admin: Admin, outcome: Outcome, text: str) -> bool:
    """Whether a test really meets an outcome: it is run in a world of its own."""
    world = create(admin, "coverage-snippet")
    names: dict[str, Any] = {}
    try:
        exec(compile(text, "<snippet>", "exec"), names)  # noqa: S102 - made above, of literals
        (test,) = (each for name, each in names.items() if name.startswith("test_"))
        test(world.vendor(outcome.vendor))
        found = {str(each["status"]) for each in world.handle.coverage() if each["operation"] == outcome.operation}
    except Exception:  # whatever becomes of a test that is tried, the figures are told
        return False
    finally:
        discard(world)
    if outcome.status.isdigit():
        return outcome.status in found
    return any(each[0] == outcome.status[0] or (outcome.status == "default" and each >= "400") for each in found)
