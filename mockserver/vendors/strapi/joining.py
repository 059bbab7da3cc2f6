"""The reading `bodies=observed` where people sign in and register: the real server's checks on this world's users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.strapi import queries
from mockserver.vendors.strapi.server import accounts, selection
from mockserver.vendors.strapi.server.accounts import AccountFailure, AccountRefused

T = TypeVar("T")

MEMBERS = {
    "identifier-missing": "identifier", "password-missing": "password", "credentials-wrong": "identifier", "login-blocked": "identifier",
    "password-elsewhere": "identifier", "email-missing": "email", "email-format": "email", "email-taken": "email",
    "password-format": "password", "username-missing": "username", "username-taken": "username",
}  # fmt: skip
"""By kind of problem the member that it is about."""


def sent(call: Call) -> Mapping[str, Any]:
    """The members of a body; a list has none."""
    return call.body if isinstance(call.body, Mapping) else {}


@carries_out("observed-login")
def signing_in(call: Call) -> Record:
    """The user who signs in.

    Raises:
        Problem: he may not.
    """
    body = sent(call)

    def look() -> Mapping[str, Any]:
        found = selection.select(accounts.wanted(body), queries.tables(call), model="users")
        return accounts.checked(next(iter(found), None), body["password"])

    user = call.store.collection("users").get(_put(look)["id"])
    assert user is not None
    return user


@carries_out("observed-register", "observed-password-dollars")
def registering(call: Call) -> dict[str, Any]:
    """The members of a new user.

    Raises:
        Problem: he cannot be made.
    """
    users = list(call.store.collection("users"))
    role = next((each["id"] for each in call.store.collection("roles") if each["type"] == "authenticated"), None)

    def taken(member: str, value: str) -> bool:
        return any(user[member] == value for user in users)

    return _put(lambda: accounts.new(sent(call), taken, role))


def _put(look: Callable[[], T]) -> T:
    """Look, and put what is wrong into a problem."""
    try:
        return look()
    except AccountRefused as refused:
        kind = str(refused)
        raise Problem(kind, violations=(Violation(f"/{MEMBERS.get(kind, '')}", "is refused"),)) from None
    except AccountFailure as failure:
        raise Problem(
            "server-failure", violations=(Violation(f"/{failure}", "is no text, which makes the server fail"),)
        ) from None
