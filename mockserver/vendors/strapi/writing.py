"""The reading `bodies=observed`: what a body sets in a report or asks of an account, as the real server takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Arrival, Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.strapi.server import bodies, casts, dates
from mockserver.vendors.strapi.server.bodies import Body, BodyRefused

LINK = "users_permissions_user"


def observed(call: Arrival) -> bool:
    """Whether this world takes bodies as the real server does."""
    return call.reading("bodies") == "observed"


@carries_out(
    "observed-media-types", "observed-malformed-json", "observed-body-before-route", "observed-content-encoding",
)  # fmt: skip
def received(call: Arrival, raw: bytes) -> Body:
    """The body of a call, whatever it is for.

    Raises:
        Problem: it cannot be read.
    """
    try:
        return bodies.read(call.entry.method, call.headers, raw)
    except BodyRefused as refused:
        raise problem(refused) from None


def problem(refused: BodyRefused) -> Problem:
    """The refusal of a body."""
    if refused.status >= 500:
        return failed([""])
    what = Violation("body", refused.text or "cannot be read")
    return Problem("body-refused", refused.text, status=refused.status, violations=(what,))


@carries_out("observed-multipart")
def object_of(call: Call) -> Mapping[str, Any]:
    """The members that a body gives a report; a list and a lone value in a part give none.

    Raises:
        Problem: a body of parts has no JSON in its field `data`.
    """
    value = call.body
    if call.media_type.startswith(bodies.MULTIPART):
        try:
            value = bodies.data_of(value)
        except BodyRefused as refused:
            raise problem(refused) from None
    return value if isinstance(value, Mapping) else {}


@carries_out("observed-casts", "observed-validation-texts", "observed-inherited-names")
def checked(call: Call) -> casts.Members:
    """The members of a report as they are stored.

    Raises:
        Problem: some are refused, or the server fails on one.
    """
    members = casts.members(object_of(call), call.switches["types"])
    if members.fatal:
        raise failed(members.fatal)
    if members.refused:
        places = tuple(Violation(f"/{name}", text) for name, text in members.refused.items())
        raise Problem("members-refused", violations=places, texts=members.refused)
    return members


@carries_out("observed-dates")
def stored(call: Call) -> dict[str, Any]:
    """The same, where they can be saved.

    Raises:
        Problem: as `checked`, or the server fails on a date.
    """
    members = checked(call)
    if members.unsaved:
        raise failed(members.unsaved)
    return members.stored


@carries_out("observed-time-of-change", "update-is-partial")
def changes(call: Call, old: Record, sent: Mapping[str, Any]) -> bool:
    """Whether an update counts as a change: always where a user is sent, else where another value is.

    A date is another one if it is written otherwise than it is shown.
    """
    if not observed(call):
        return True
    given = {**sent, **({"published_at": object_of(call)["published_at"]} if "published_at" in sent else {})}
    shown = {**old, "published_at": dates.to_json(old["published_at"])}
    return LINK in sent or any(value != shown[name] for name, value in given.items())


def failed(names: list[str]) -> Problem:
    """The failure of the server on some members."""
    return Problem(
        "server-failure", violations=tuple(Violation(f"/{name}".rstrip("/"), "makes the server fail") for name in names)
    )
