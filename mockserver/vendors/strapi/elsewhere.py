"""The reading `routes=observed` for the routes of the real server that the document does not have; stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.engine.call import Arrival
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.strapi import attempts, tokens
from mockserver.vendors.strapi.server import accounts, routes


@carries_out("observed-other-routes")
def answer(call: Arrival, action: str) -> Problem:
    """What a route answers: its refusal, in every case.

    Raises:
        Problem: the token is not accepted, or there were too many attempts.
    """
    caller = tokens.caller(call)
    call.entry.credential = caller.id
    if action in routes.OPEN and (caller.id == tokens.ANONYMOUS or action == "user.connect"):
        attempts.count(call, action)
        value = call.received.value if call.received is not None else {}
        return OPEN[action](call, value if isinstance(value, Mapping) else {})
    return Problem("missing-permission", f"no role may do {action}", permission=action)


def _provider(call: Arrival, body: Mapping[str, Any]) -> Problem:
    return Problem("provider-disabled", "no provider is enabled in this world")


def _confirmation(call: Arrival, body: Mapping[str, Any]) -> Problem:
    return Problem("confirmation-invalid", "no confirmation was sent from this world")


def _forgotten(call: Arrival, body: Mapping[str, Any]) -> Problem:
    try:
        email = accounts.address(body.get("email"))
    except accounts.AccountFailure:
        return Problem("server-failure")
    known = {user["email"] for user in call.store.collection("users")}
    kind = "forgotten-format" if email is None else "forgotten-sent" if email in known else "forgotten-unknown"
    return Problem(kind)


def _reset(call: Arrival, body: Mapping[str, Any]) -> Problem:
    first, second, code = (body.get(name) for name in ("password", "passwordConfirmation", "code"))
    if accounts.truthy(first) and accounts.truthy(second) and first != second:
        return Problem("reset-passwords-differ")
    complete = accounts.truthy(first) and accounts.truthy(second) and accounts.truthy(code)
    return Problem("reset-code" if complete else "reset-incomplete")


OPEN: Mapping[str, Callable[[Arrival, Mapping[str, Any]], Problem]] = {
    "user.connect": _provider,
    "user.providerCallback": lambda call, body: Problem("provider-unknown", "no provider is enabled in this world"),
    "user.emailConfirmation": _confirmation,
    "user.forgotPassword": _forgotten,
    "user.resetPassword": _reset,
}
"""What callers without a token get where they may call."""
