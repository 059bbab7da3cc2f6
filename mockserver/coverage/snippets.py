"""Tests that would meet an outcome, made of the document's examples, and tried before they are shown; asks a running server."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from mockserver.client import Admin
from mockserver.coverage.attempts import candidates
from mockserver.coverage.counts import Outcome
from mockserver.coverage.sent import Sent
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

TRIED = 60
"""How many requests are tried for one outcome at most."""


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
