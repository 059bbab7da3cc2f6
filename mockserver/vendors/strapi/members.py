"""The members of a report: their types, and how a sent value becomes a stored one; knows no query and no user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.engine.vendor import cites
from mockserver.vendors.strapi import instants

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

TRUTH = {"true": True, "false": False}


def number(value: Any) -> Any:
    """A number or its text; whole ones without a point, as JavaScript writes them."""
    if isinstance(value, str):
        value = float(value) if "." in value else int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


@cites("user-of-a-report", "boolean-user-is-refused")
def user(value: Any) -> str:
    """The id of a user, given as text, integer or an object with the id; the document refuses everything else."""
    if isinstance(value, Mapping):
        value = value["id"]
    return value if isinstance(value, str) else str(int(value))


@cites("published-at-form")
def published_at(text: str) -> str:
    """A date and time in UTC; one that no calendar here reaches is kept as it was sent."""
    at = instants.instant(text)
    return text if at is None else instants.shown(at)


CASTS: Mapping[str, Callable[[Any], Any]] = {
    "text": str,
    "boolean": lambda value: TRUTH.get(value, value) if isinstance(value, str) else value,
    "number": number,
    "user": user,
    "instant": published_at,
}


@cites("casting", "author-members-not-shown")
def stored(body: Mapping[str, Any] | None) -> dict[str, Any]:
    """The known members of a body that the document has found valid, cast; what is not there was not sent."""
    given = body or {}
    return {
        name: None if given[name] is None else CASTS[kind](given[name])
        for name, kind in MEMBERS.items()
        if name in given
    }
