"""The links of an operation's answer, followed: which operation, with which values; sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.values import Values
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.openapi import pointers
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.pointers import join


def followed(promise: Promise, operation: Operation, values: Values, got: Answer) -> Iterator[tuple[str, Values]]:
    """Where the links of an answer lead, each with the values that they give; those that cannot be worked out are left out."""
    raw = promise.document.raw
    promised = operation.response(got.status)
    if promised is None:
        return
    place = pointers.target(raw, promise.places[operation.id] + join("responses", promised.status))
    for link in pointers.members(raw, place, "links"):
        node = pointers.at(raw, pointers.target(raw, link))
        target = node.get("operationId") if isinstance(node, dict) else None
        found = _operation(promise, target) if isinstance(target, str) else None
        if found is None:
            continue
        given: Values = {}
        for name, expression in (node.get("parameters") or {}).items():
            value = evaluated(expression, values, got)
            key = name if "." in name else next((f"{each.place}.{each.name}" for each in found.parameters if each.name == name), "")  # fmt: skip
            if value is MISSING or not key:
                break
            given[key] = value
        else:
            if given:
                yield found.id, given


def _operation(promise: Promise, id: str) -> Operation | None:
    try:
        return promise.document.operations[id]
    except (LookupError, Unserved):
        return None


def evaluated(expression: Any, values: Values, got: Answer) -> Any:
    """What a runtime expression stands for, or the value itself where it is none; MISSING where it stands for nothing."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    if expression.startswith("$response.body#"):
        found = got.json
        return MISSING if found is MISSING else _in(found, expression.partition("#")[2])
    if expression.startswith("$request.body#"):
        return _in(values.get("body"), expression.partition("#")[2])
    if expression.startswith("$response.header."):
        header = got.header(expression.removeprefix("$response.header."))
        return MISSING if header is None else header
    return values.get(expression.removeprefix("$request."), MISSING)


def _in(value: Any, pointer: str) -> Any:
    for step in pointers.split(pointer):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return MISSING
    return value if isinstance(value, str | int | float) else MISSING
