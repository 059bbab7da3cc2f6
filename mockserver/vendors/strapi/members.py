"""The members of a report: their types, and how a sent value becomes a stored one; knows no query and no user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.engine.call import Arrival, Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.vendors.strapi import instants, writing

MEMBERS = {
    "uuid": "text",
    "referenceId": "text",
    "type": "text",
    "processed": "boolean",
    "users_permissions_user": "user",
    "score": "number",
    "scoreProbability": "number",
    "scoreConfidence": "number",
    "scoreVersion": "text",
    "published_at": "instant",
}
"""What a caller can set, in the order of the answers, with its type."""

AUTHORS = ("created_by", "updated_by")
"""What a caller can send and nobody is shown."""

WRITING = ("createReport", "updateReport")
"""Operations whose body is a report."""

TRUTH = {"true": True, "false": False}


# A sent value as a stored one


def number(call: Call, name: str, value: Any) -> Any:
    """A number or its text; whole ones without a point, as JavaScript writes them."""
    if isinstance(value, str):
        call.cite("casting", members=(name,))
        value = int(value) if value.removeprefix("-").isdecimal() else float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def truth(call: Call, name: str, value: Any) -> Any:
    """A boolean or its text."""
    if isinstance(value, str):
        call.cite("casting", members=(name,))
        return TRUTH[value]
    return value


def user(call: Call, name: str, value: Any) -> str:
    """The id of a user, given as text, integer or an object with the id; the document refuses everything else."""
    if isinstance(value, str):
        return value
    call.cite("user-of-a-report", members=(name,))
    if isinstance(value, Mapping):
        value = value["id"]
    return value if isinstance(value, str) else str(int(value))


def published_at(call: Call, name: str, text: str) -> str:
    """A date and time in UTC; one that no calendar here reaches is kept as it was sent."""
    at = instants.instant(text)
    shown = text if at is None else instants.format_instant(at)
    if shown != text:
        call.cite("published-at-form", members=(name,))
    return shown


CASTS: Mapping[str, Callable[[Call, str, Any], Any]] = {
    "text": lambda call, name, value: value,
    "boolean": truth,
    "number": number,
    "user": user,
    "instant": published_at,
}
NULLS = {"users_permissions_user": "user-of-a-report", "published_at": "published-at-null-is-a-draft"}
"""Members whose null is stated by itself."""


@carries_out("author-members-not-shown")
def stored(call: Call, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """The known members of a body that the document has found valid, cast; what is not there was not sent."""
    if writing.observed(call):
        return writing.stored(call)
    given = body or {}
    return {name: cast(call, name, given[name]) for name in MEMBERS if name in given}


@carries_out("published-at-null-is-a-draft")
def cast(call: Call, name: str, value: Any) -> Any:
    """One member; null is always taken."""
    if value is None:
        call.cite(NULLS.get(name, "casting"), members=(name,))
        return None
    return CASTS[MEMBERS[name]](call, name, value)


# What the world decides


def check_types(types: Any) -> tuple[str, ...]:
    """The types of reports that a world takes.

    Raises:
        ValueError: one of them is no text, or an empty one.
    """
    if not all(isinstance(each, str) and each for each in types):
        raise ValueError("every type is a text that is not empty")
    return tuple(types)


def has_unknown_type(call: Arrival) -> bool:
    """Whether a report is sent with a type that the world does not list."""
    written = call.operation_id in WRITING and not writing.observed(call)
    type = call.body.get("type") if written and isinstance(call.body, Mapping) else None
    return isinstance(type, str) and type not in call.switches["types"]


@carries_out("type-values", "types-of-the-world")
def refuse_unknown_type(call: Call) -> None:
    """Refuse a type that the world does not list: the document cannot, since it does not know them all.

    Raises:
        Problem: `invalid-body`.
    """
    if writing.observed(call) and call.operation.id in WRITING:
        writing.checked(call)
    if has_unknown_type(call):
        what = f"is none of {', '.join(call.switches['types'])}"
        raise Problem("invalid-body", violations=(Violation("/type", what),))
