"""Users and roles: found, shown, signed in, registered; knows tokens only as something to hand out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Arrival, Call
from mockserver.engine.ids import digits, new_id
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.provenance import behind
from mockserver.state.store import Record
from mockserver.vendors.strapi import instants, joining, shapes, tokens, writing
from mockserver.vendors.strapi.ids import id_to_json
from mockserver.vendors.strapi.members import MEMBERS, TRUTH
from mockserver.vendors.strapi.records import STORED_ROLE, STORED_USER

USERS = Records("users", schema=STORED_USER)
ROLES = Records("roles", schema=STORED_ROLE)

PLAIN = ("username", "email", "provider")
PRIVATE = ("password", "resetPasswordToken", "confirmationToken")
STATE = ("confirmed", "blocked")
AUTHORS = ("created_by", "updated_by")
MASK = "********"
"""What is shown in place of a password."""


# How a user is shown


@carries_out("nested-user-with-private-members", "no-timestamps")
def nested(call: Call, user: Record, reports: list[str]) -> dict[str, Any]:
    """The user inside a report, with the ids of the user's reports."""
    if shapes.observed(call):
        return shapes.user(call, user, None if user["role"] is None else id_to_json(call, user["role"]))
    private = () if call.reading("user-privates") == "stripped" else PRIVATE
    call.cite("user-reports")
    if any(user[member] in (MASK, None) for member in private):
        call.cite("password-mask")
    if any(user[member] is None for member in AUTHORS):
        call.cite("no-author-of-users")
    return {
        "id": id_to_json(call, user["id"]),
        **{member: user[member] for member in (*PLAIN, *private, *STATE)},
        "role": None if user["role"] is None else id_to_json(call, user["role"]),
        "reports": [id_to_json(call, id) for id in reports],
        **{member: user[member] for member in AUTHORS},
    }


@carries_out("me-has-no-private-members")
def public(call: Call, user: Record) -> dict[str, Any]:
    """The signed-in user, as he sees himself."""
    if shapes.observed(call):
        return shapes.user(call, user, role(call, user))
    return {
        "id": id_to_json(call, user["id"]),
        **{member: user[member] for member in (*PLAIN, *STATE)},
        "role": role(call, user),
    }


def role(call: Call, user: Record) -> dict[str, Any]:
    """The role of a user; one that the world lacks has no name and no rights."""
    found = call.store.collection("roles").get(user["role"] or "") or {}
    members = {member: found.get(member, "") for member in ("name", "description", "type")}
    return {"id": id_to_json(call, found.get("id", "0")), **members}


@carries_out("linked-reports")
def signed_in(call: Call, user: Record) -> dict[str, Any]:
    """A new token, and its user with his reports, in which he stands as an id."""
    known, reports = call.store.collection("reports"), []
    for report in known:
        if report["users_permissions_user"] == user["id"]:
            call.cite(*behind([known.provenance(report["id"])]))
            linked = {"id": id_to_json(call, report["id"]), **{member: report[member] for member in MEMBERS}}
            linked = shapes.report(call, report) if shapes.observed(call) else linked
            reports.append({**linked, "users_permissions_user": id_to_json(call, user["id"])})
    return {"jwt": tokens.sign(call, user["id"]), "user": {**public(call, user), "reports": reports}}


def get_me(call: Call) -> Any:
    """Answer the user of the token."""
    return public(call, tokens.user_of(call, call.caller))


# Signing in


@carries_out("login-identifier")
def by_identifier(call: Call, identifier: str) -> Record | None:
    """The user with a password of his own who has an e-mail address, in any case, or exactly a name."""
    address = identifier.lower()
    users = (user for user in call.store.collection("users") if user["provider"] == "local")
    return next((user for user in users if user["email"].lower() == address or user["username"] == identifier), None)


def login(call: Call) -> Any:
    """Check identifier and password, and hand out a token.

    Raises:
        Problem: `login-blocked` or `credentials-wrong`.
    """
    if writing.observed(call):
        return signed_in(call, joining.signing_in(call))
    user = by_identifier(call, call.body["identifier"])
    if user is not None and user["blocked"]:
        raise Problem("login-blocked", violations=(Violation("/identifier", "is a blocked user"),))
    if user is None or user["plainPassword"] is None or user["plainPassword"] != call.body["password"]:
        raise Problem("credentials-wrong", violations=(Violation("/identifier", "is not a user with this password"),))
    return signed_in(call, user)


# Registering


Fault = Callable[[Arrival, Mapping[str, Any]], bool]

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}\Z")


def missing(member: str) -> Fault:
    """Whether a text is not there; an empty one and something else than text are not."""

    def wrong(call: Arrival, body: Mapping[str, Any]) -> bool:
        if member in body and not isinstance(body[member], str):
            call.cite("wrong-type-counts-as-missing")
        return not isinstance(body.get(member), str) or not body[member]

    return wrong


def email_taken(call: Arrival, body: Mapping[str, Any]) -> bool:
    """Whether somebody has the address, in any case."""
    taken = {user["email"] for user in call.store.collection("users")}
    found = body["email"].lower() in {address.lower() for address in taken}
    if found and body["email"] not in taken:
        call.cite("email-in-lower-case")
    return found


def username_taken(call: Arrival, body: Mapping[str, Any]) -> bool:
    """Whether somebody has exactly this name."""
    return any(user["username"] == body.get("username") for user in call.store.collection("users"))


REQUEST_ERRORS: Mapping[str, tuple[tuple[str, str, Fault], ...]] = {
    "login": (
        ("identifier-missing", "identifier", missing("identifier")),
        ("password-missing", "password", missing("password")),
    ),
    "register": (
        ("password-missing", "password", missing("password")),
        ("email-missing", "email", missing("email")),
        ("email-format", "email", lambda call, body: EMAIL.match(body["email"]) is None),
        ("email-taken", "email", email_taken),
        ("username-taken", "username", username_taken),
        ("username-missing", "username", missing("username")),
    ),
}
"""By operation what is looked at, in this order: the kind of problem, the member, and whether it is so."""


def fault(call: Arrival) -> tuple[str, str] | None:
    """The first thing that is wrong with a login or registration: the kind of problem and the member."""
    body = call.body if isinstance(call.body, Mapping) else {}
    return next(
        ((kind, member) for kind, member, wrong in REQUEST_ERRORS[call.operation_id] if wrong(call, body)), None
    )


@carries_out("register-result", "register-ignores")
def register(call: Call) -> Any:
    """Make a user, and hand out a token."""
    if writing.observed(call):
        return signed_in(call, new_user(call, joining.registering(call)))
    found = fault(call)
    if found is not None:
        raise Problem(found[0], violations=(Violation(f"/{found[1]}", "is in use"),))
    blocked, email = call.body.get("blocked"), call.body["email"].lower()
    if email != call.body["email"]:
        call.cite("email-in-lower-case")
    sent = {
        "username": call.body["username"],
        "email": email,
        "blocked": TRUTH.get(blocked, blocked) if isinstance(blocked, str) else blocked,
        "role": role_of_registered(call),
        "plainPassword": call.body["password"],
    }
    return signed_in(call, new_user(call, sent))


def role_of_registered(call: Call) -> str | None:
    """The role of those who register."""
    return next((each["id"] for each in call.store.collection("roles") if each["type"] == "authenticated"), None)


def new_user(call: Call, sent: Mapping[str, Any]) -> Record:
    """Store a new user with what he has sent."""
    now = instants.stamp(call.now())
    user = {
        "id": new_id(call, USERS, digits),
        "provider": "local",
        "password": MASK,
        **dict.fromkeys(("resetPasswordToken", "confirmationToken", "created_by", "updated_by")),
        "confirmed": True,
        **sent,
        "created_at": now,
        "updated_at": now,
    }
    USERS.store(call, user)
    return user
