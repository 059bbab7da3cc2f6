"""What would have been right instead of a request that was refused, or that broke the document; looked up when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.control.control_call import ControlledVendor
from mockserver.engine.access import granted
from mockserver.masking import Secrets
from mockserver.openapi import pointers, tree
from mockserver.openapi.document import Document
from mockserver.openapi.parameters import Unserved
from mockserver.state.journal import Entry
from mockserver.state.world import World

MOST, LONGEST = 10, 300
"""How many sentences there are, and how long each is."""
JSON = Mapping[str, Any]


def advice(served: ControlledVendor, world: World, entry: Entry, secrets: Secrets) -> list[str]:
    """Say what would have been right.

    Args:
        served: the vendor that was called.
        world: where.
        entry: the request.
        secrets: members whose values are not shown.

    Returns:
        Sentences, each with the place that it is about; none where nothing was wrong.
    """
    document = served.app_for(world.vendor_states[entry.vendor].readings)[1].document
    found = [*_members(document, entry, secrets)]
    kind = entry.reason.partition(":")[0]
    if entry.status >= 400 and kind in ADVICE:
        found += ADVICE[kind](served, world, entry)
    return [each if len(each) <= LONGEST else each[: LONGEST - 1] + "…" for each in found[:MOST]]


def _members(document: Document, entry: Entry, secrets: Secrets) -> Iterator[str]:
    """What the document has at the places that were wrong."""
    place = tree.operations(dict(document.raw)).get(entry.operation)
    for pointer in dict.fromkeys(pointer for pointer, _ in entry.violations) if place else ():
        name, schemas, example = _place(document, str(place), entry.operation, pointer)
        if schemas:
            shown = "" if example is None or pointer in secrets else f", such as {_text(example)}"
            yield f"{name}: {_described(document.raw, schemas)}{shown}"


def _place(document: Document, operation: str, id: str, pointer: str) -> tuple[str, list[str], Any]:
    """What a place is called, the schemas that hold there, and an example of the document."""
    raw: Any = document.raw
    examples = _examples(document, id)
    where, _, rest = pointer.partition(".")
    if rest and where in ("path", "query", "header", "cookie"):
        name = rest.partition("/")[0]
        holders = (pointers.target(raw, each) for each in tree.parameters(raw, operation))
        found = [each for each in holders if pointers.at(raw, each)["name"] == name]
        shown = next((each[pointer] for each in examples if pointer in each), None)
        return pointer, [schema for each in found for schema in tree.schemas(raw, each)], shown
    steps = pointers.split(pointer) if pointer.startswith("/") else []
    body = operation + pointers.join("requestBody")
    if not steps or not pointers.has(raw, body):
        return pointer, [], None
    field = ".".join("[]" if each.isdigit() else each for each in steps).replace(".[]", "[]")
    nodes = (tree.field(raw, schema, field)[1] for schema in tree.schemas(raw, pointers.target(raw, body)))
    values = (_value(each["body"], steps) for each in examples if "body" in each)
    return field, [node for each in nodes for node in each], next((each for each in values if each is not None), None)


def _examples(document: Document, id: str) -> Iterable[JSON]:
    try:
        return document.operations[id].request_examples.values()
    except (LookupError, Unserved):
        return ()


def _value(value: Any, steps: Iterable[str]) -> Any:
    """What an example has at a place; None where it has nothing there."""
    for step in steps:
        if isinstance(value, list) and step.isdigit() and value:
            value = value[min(int(step), len(value) - 1)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return None
    return value


def _described(raw: Any, schemas: Iterable[str]) -> str:
    """What the schemas of a place take, in few words."""
    written: dict[str, Any] = {}
    for schema in schemas:
        for part in tree.parts(raw, schema):
            written = {**pointers.at(raw, part), **written}
    said = [says(written[keyword]) for keyword, says in KEYWORDS.items() if keyword in written]
    return ", ".join(said) or "anything"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


KEYWORDS: Mapping[str, Callable[[Any], str]] = {
    "type": lambda value: str(value) if isinstance(value, str) else " or ".join(map(str, value)),
    "format": lambda value: f"in the format {value}",
    "enum": lambda values: f"one of {', '.join(map(_text, values))}",
    "const": lambda value: f"always {_text(value)}",
    "minLength": lambda value: f"at least {value} characters",
    "maxLength": lambda value: f"at most {value} characters",
    "pattern": lambda value: f"which fits {value}",
    "minimum": lambda value: f"at least {value}",
    "maximum": lambda value: f"at most {value}",
    "minItems": lambda value: f"at least {value} items",
    "maxItems": lambda value: f"at most {value} items",
    "required": lambda names: f"with {', '.join(names)}",
    "nullable": lambda value: "or null",
}
"""What a keyword of a schema says to a reader."""


def _credentials(served: ControlledVendor, world: World, entry: Entry) -> Iterator[str]:
    known = world.vendor_states[entry.vendor].credentials
    usable = [f"{each.id} ({each.scheme})" for each in known if not each.revoked]
    yield f"credential: present one that this world accepts: {', '.join(usable) or 'there is none'}"


def _permitted(served: ControlledVendor, world: World, entry: Entry) -> Iterator[str]:
    yield from (f"{place}: {what}" for place, what in entry.lacking)
    needed = served.vendor.access.permissions.get(entry.operation)
    if needed is not None and not needed.scopes:
        known = world.vendor_states[entry.vendor].credentials
        holders = [each.id for each in known if not each.revoked and granted(each, needed, {})]
        yield f"credential: {', '.join(holders) or 'none of this world'} may"


def _lacking(served: ControlledVendor, world: World, entry: Entry) -> Iterator[str]:
    yield from (f"{place}: {what}" for place, what in entry.lacking)


def _methods(served: ControlledVendor, world: World, entry: Entry) -> Iterator[str]:
    for name, value in entry.answer_headers:
        if name == b"allow":
            yield f"method: one of {value.decode('latin-1')}"


def _quota(served: ControlledVendor, world: World, entry: Entry) -> Iterator[str]:
    yield "quota: wait for the next window (world.clock.advance), or raise the limit (mock.quota.set)"


ADVICE: Mapping[str, Callable[[ControlledVendor, World, Entry], Iterator[str]]] = {
    "no-credentials": _credentials,
    "unknown-credentials": _credentials,
    "revoked-credentials": _credentials,
    "expired-credentials": _credentials,
    "missing-permission": _permitted,
    "unknown-path": _lacking,
    "method-not-allowed": _methods,
    "quota-exceeded": _quota,
}
"""The kind of a refusal to what would have been right instead."""
