"""Requests that may be answered with a status, made of a good one: what a test would change for each; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.coverage.sent import Sent, headers_of, literal, params_of, valid
from mockserver.openapi.operation import Operation

TOO_LARGE = 2 * 1024 * 1024
"""Bytes of a body that is over every sensible limit."""
NOTHING = ("999999999", "nothing-there", "ffffffffffffffffffffffff", "ffffffff-ffff-4fff-8fff-ffffffffffff")
"""Ids that name nothing."""
BAD_IDS = ("not-an-id", "-1")
LESSER = ("viewer", "read-only", "eve")
"""Credentials that may do less, as the fixtures have them."""


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
        yield from (usual.but(json=literal(each)) for each in ({}, *wrong, []))
    yield from _elsewhere(usual, BAD_IDS)
    for parameter in usual.operation.parameters:
        if parameter.place == "query":
            for text in ("wrong", "", "-1"):
                yield usual.but(params=params_of(usual.mock, {**usual.values, f"query.{parameter.name}": text}))
    yield usual.but(params=f"{usual.mock}.params")


def _nobody(usual: Sent) -> Iterator[Sent]:
    yield usual.after(f'{usual.mock}.credentials.revoke("documented")')
    yield usual.but(headers="", params=params_of(usual.mock, usual.values).removeprefix(f"{usual.mock}.params | "))
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
                yield usual.but(params=params_of(usual.mock, {**usual.values, f"query.{name}": id}))
        for member in body if isinstance(body, dict) else ():
            if member.lower().endswith("id"):
                yield usual.but(json=literal({**body, member: id}))


def _not_acceptable(usual: Sent) -> Iterator[Sent]:
    yield from (usual.but(headers=headers_of(usual, Accept=each)) for each in ("application/xml", "image/png"))


def _again(usual: Sent) -> Iterator[Sent]:
    yield usual.after(*usual.call())


def _too_large(usual: Sent) -> Iterator[Sent]:
    yield usual.but(json="", headers=headers_of(usual, Content_Type="application/json"), content=f"' ' * {TOO_LARGE}")


def _wrong_media_type(usual: Sent) -> Iterator[Sent]:
    yield usual.but(json="", headers=headers_of(usual, Content_Type="text/plain"), content="'hello'")


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
