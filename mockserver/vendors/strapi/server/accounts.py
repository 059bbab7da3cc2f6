"""Signing in and registering as the real server does: what it asks first, and how it takes what is no text; knows no world."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.vendors.strapi.server import javascript, sqlite
from mockserver.vendors.strapi.server.clauses import Clause, Query
from mockserver.vendors.strapi.server.conditions import bound
from mockserver.vendors.strapi.server.filters import TRUTHS
from mockserver.vendors.strapi.server.models import TEXT

PART = r"[^<>()\[\]\\.,;:\s@\"]+"
EMAIL = re.compile(
    rf"(({PART}(\.{PART})*)|(\".+\"))@((\[[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}\])|(([a-zA-Z\-0-9]+\.)+[a-zA-Z]{{2,}}))\Z"
)
LONGEST = 1000
"""Characters of an address that are looked at."""

DOLLARS = 3
"""With exactly so many of them a password is taken for a hash."""


class AccountRefused(Exception):
    """A refusal, by the kind of problem."""


class AccountFailure(Exception):
    """A value on which the real server fails, by the member."""


def truthy(value: Any) -> bool:
    """Whether a value counts as given: lists and objects always do."""
    return isinstance(value, list | Mapping) or bool(value)


def address(value: Any) -> str | None:
    """An e-mail address in lower case, None where the value is none.

    Raises:
        AccountFailure: it looks like one, but is no text.
    """
    if not EMAIL.match(javascript.text(value)[:LONGEST]):
        return None
    if not isinstance(value, str):
        raise AccountFailure("email")
    return value.lower()


# Signing in


def wanted(body: Mapping[str, Any]) -> Query:
    """Whom a body wants to sign in.

    Raises:
        AccountRefused: a member is missing.
        AccountFailure: an address is no text.
    """
    for member, kind in (("identifier", "identifier-missing"), ("password", "password-missing")):
        if not truthy(body.get(member)):
            raise AccountRefused(kind)
    identifier = body["identifier"]
    email = address(identifier)
    who = Clause("username", "eq", identifier) if email is None else Clause("email", "eq", email)
    return Query((Clause("provider", "eq", "local"), who), limit=1, state="preview")


def checked(user: Mapping[str, Any] | None, password: Any) -> Mapping[str, Any]:
    """The user that was found, if he may sign in with a password; whether it is his is asked last.

    Raises:
        AccountRefused: he may not.
        AccountFailure: the password is no text.
    """
    if user is None:
        raise AccountRefused("credentials-wrong")
    if user["blocked"]:
        raise AccountRefused("login-blocked")
    if user["plainPassword"] is None:
        raise AccountRefused("password-elsewhere")
    if not isinstance(password, str):
        raise AccountFailure("password")
    if user["plainPassword"] != password:
        raise AccountRefused("credentials-wrong")
    return user


# Registering


def new(body: Mapping[str, Any], taken: Callable[[str, str], bool], role: str | None) -> dict[str, Any]:
    """The members of a new user that a body decides.

    Args:
        body: what was sent.
        taken: whether somebody has a value in a member.
        role: the role of those who register.

    Raises:
        AccountRefused: a member is missing, not usable, or taken.
        AccountFailure: the address is no text.
    """
    for member in ("password", "email"):
        if not truthy(body.get(member)):
            raise AccountRefused(f"{member}-missing")
    password = javascript.text(body["password"])
    if isinstance(body["password"], str) and password.count("$") == DOLLARS:
        raise AccountRefused("password-format")
    if role is None:
        raise AccountRefused("role-missing")
    email = address(body["email"])
    if email is None:
        raise AccountRefused("email-format")
    if taken("email", email):
        raise AccountRefused("email-taken")
    username = as_text(body.get("username"))
    blocked = flag(body.get("blocked"))
    if username is None:
        raise AccountRefused("username-missing")
    if taken("username", username):
        raise AccountRefused("username-taken")
    return {"username": username, "email": email, "blocked": blocked, "plainPassword": password, "role": role}


def as_text(value: Any) -> str | None:
    """A value as a text column keeps it; a list is an object like any other."""
    kept = sqlite.taken("[object Object]" if isinstance(value, list) else None if value is None else bound(value), TEXT)
    return None if kept is None else str(kept)


def flag(value: Any) -> bool | None:
    """A boolean, or what the database layer takes for one.

    Raises:
        AccountRefused: anything else, which is told like a name that is taken.
    """
    if value is None or isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    if not isinstance(value, str) or value not in TRUTHS:
        raise AccountRefused("username-taken")
    return TRUTHS[value]
