"""The way of a call through one vendor's application, written down once, in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mockserver.engine.actions import Action
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi.bare import security
from mockserver.serving import chassis
from mockserver.serving.authentication import authenticate
from mockserver.serving.dispatch import Dispatch, Later
from mockserver.serving.faults import Faults
from mockserver.serving.layers import Before, BodyFirst, Exceptions, Routing
from mockserver.serving.routing import Routes


def build(vendor: Vendor, labelled: LabelledDocument, *, body_limit: int, validate: bool) -> Any:
    """Build the application of one vendor under one choice of readings.

    From outside: exceptions → (first look) → routing → faults → (body) → credentials, which is the chassis' → dispatch,
    which is quota → permission → validation → action.

    Args:
        body_limit: bytes that a request's body may have.
        validate: whether every answer is checked against the document.

    Raises:
        LookupError: an operation of the document has no action.
    """
    operations, dialect = labelled.document.operations, vendor.dialect
    asked = labelled.document.asked
    look, when = dialect.first_look, dialect.body_first
    before = [] if look is None else [partial(Before, first=look, limit=body_limit)]
    first = [] if when is None else [partial(BodyFirst, dialect=dialect, when=when, limit=body_limit)]
    answering = partial(Exceptions, vendor=vendor, validate=validate)
    layers: list[Callable[[Any], Any]] = [
        answering,
        *before,
        partial(Routing, dialect=dialect, routes=Routes(labelled.document)),
        partial(Faults, answering=answering),
        *first,
    ]

    def dispatch(id: str, action: Action) -> Dispatch:
        return Dispatch(vendor, asked.get(id) or operations[id], action, limit=body_limit, validate=validate)

    def later(id: str, action: Action) -> Later:
        return Later(partial(dispatch, id, action))

    asking = partial(authenticate, vendor)
    if labelled.document.bare:
        small = security.small(labelled.document.raw)
        return chassis.assemble(small, layers, asking, vendor.overrides, later)
    actions = {id: vendor.action(operation)[1] for id, operation in operations.items()}
    return chassis.assemble(labelled.document.raw, layers, asking, actions, dispatch)
