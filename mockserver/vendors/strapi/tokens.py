"""Tokens and who stands behind them: signed with the world's secret, dated by its clock; rights come from roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jwt

from mockserver.engine import access
from mockserver.engine.access import Permission
from mockserver.engine.call import Arrival, Request
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.credentials import Credential, Scheme
from mockserver.state.store import Record
from mockserver.vendors.strapi.ids import exists, id_to_json, order
from mockserver.vendors.strapi.server import casts

ANONYMOUS = "anonymous"
"""The credential of everybody without a token."""

LIFE = 30 * 24 * 3600
"""Seconds for which a token is good."""

DOCUMENTED = Credential(
    "documented",
    "bearer",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEiLCJpYXQiOjE1NjY2NTYxMjJ9.nfpZma925GNauzMAkBVOHClRIbB1FWK01KSaPhtCaR0",
    subject="1",
)
"""The token of ann that never expires."""

PERMISSIONS = {
    "createReport": Permission("reports.create"),
    "listReports": Permission("reports.find"),
    "countReports": Permission("reports.count"),
    "getReport": Permission("reports.findOne"),
    "updateReport": Permission("reports.update"),
    "deleteReport": Permission("reports.delete"),
    "login": Permission("user.callback"),
    "register": Permission("user.register"),
    "getMe": Permission("user.me"),
}

NOT_FOR_NOBODY = {"getMe": "no-authorization-header"}
"""Operations that have a refusal of their own for who is not signed in, whatever the role of type `public` may do."""

_CLAIMED = ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")
UNCHECKED: Any = {f"verify_{claim}": False for claim in _CLAIMED}
"""Only the signature is the library's business: the time is the world's."""


def secret(call: Arrival) -> bytes:
    """The key of this world; an empty one would be refused by the library."""
    key: str = call.switches["jwtSecret"]
    return key.encode("utf-8", "surrogatepass") or b"-"


@carries_out("token-claims", "token-secret")
def sign(call: Arrival, user: str) -> str:
    """A new token of a user."""
    issued = int(call.now().timestamp())
    claims = {"id": id_to_json(call, user), "iat": issued, "exp": issued + LIFE}
    return jwt.encode(claims, secret(call), algorithm="HS256")


def observed(call: Arrival) -> bool:
    """Whether this world takes tokens as the real server does."""
    return call.reading("tokens") == "observed"


def signed_claims(call: Arrival, token: str, algorithms: list[str]) -> Mapping[str, Any] | None:
    """What a token claims, if this world has signed it."""
    try:
        claims: Mapping[str, Any] = jwt.decode(token, secret(call), algorithms=algorithms, options=UNCHECKED)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return claims


@carries_out("observed-token-rules")
def observed_claims(call: Arrival, token: str) -> Mapping[str, Any]:
    """The claims that the real server accepts: it needs an id, and minds only times that are there.

    Raises:
        Problem: `unknown-credentials`, `expired-credentials` or `token-without-id`.
    """
    claims = signed_claims(call, token, ["HS256", "HS384", "HS512"])
    now = call.now().timestamp()
    times = {} if claims is None else {name: claims[name] for name in ("exp", "nbf") if name in claims}
    if claims is None or any(isinstance(at, bool) or not isinstance(at, int | float) for at in times.values()):
        raise Problem("unknown-credentials", "send a token from signing in or registering", scheme="bearer")
    if now >= times.get("exp", now + 1) or now < times.get("nbf", now):
        raise Problem("expired-credentials", "this token is not good now, by the world's clock", scheme="bearer")
    if "id" not in claims:
        raise Problem("token-without-id", "send a token with the claim id", status=401)
    return claims


def subject_of(call: Arrival, id: Any) -> str:
    """The user that a token names; one that names nobody is, on the real server, the first user's."""
    if not observed(call):
        return str(id)
    if isinstance(id, Mapping):
        return ""
    found = casts.link("id", id[0] if isinstance(id, list) and len(id) == 1 else id, ())
    users = call.store.collection("users")
    return found if found is not None else min((user["id"] for user in users), key=order, default="")


def claims_of(call: Arrival, token: str) -> Mapping[str, Any]:
    """The claims of a token that this world has signed and that has not expired.

    A token without `exp` was not handed out here; such ones are accepted only where the world lists them.

    Raises:
        Problem: `unknown-credentials` or `expired-credentials`.
    """
    if observed(call):
        return observed_claims(call, token)
    claims = signed_claims(call, token, ["HS256"]) or {}
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float) or not isinstance(claims.get("id"), str | int):
        raise Problem("unknown-credentials", "send a token from signing in or registering", scheme="bearer")
    if call.now().timestamp() >= expires:
        raise Problem("expired-credentials", "this token has expired by the world's clock", scheme="bearer")
    return claims


@carries_out("fixed-tokens", "rights-per-role")
def identify(call: Arrival, scheme: Scheme, token: str, user: str = "") -> Credential:
    """Who calls: a token that the world lists, or one that it has signed; with the rights of the user's role.

    A listed token may be allowed less than its user.

    Raises:
        Problem: the token, or its user, is not accepted.
    """
    one_word(call)
    if call.vendor_state.credentials.find(scheme, token) is not None:
        found = access.identify(call, scheme, token)
    else:
        subject = subject_of(call, claims_of(call, token)["id"])
        found = Credential(f"user {subject}", scheme, token, subject=subject)
    owner = user_of(call, found)
    rights = {} if owner["role"] is None else rights_of(call.store.collection("roles").get(owner["role"]))
    if found.permissions is not None:
        rights = {action: scopes for action, scopes in rights.items() if action in found.permissions}
    return replace(found, permissions=rights)


def one_word(call: Arrival) -> None:
    """Refuse an Authorization header of a single word, or of more than two.

    Raises:
        Problem: `authorization-format`.
    """
    if not in_form(call):
        raise Problem("authorization-format", "send Authorization: Bearer and a token", status=401)


def in_form(call: Arrival) -> bool:
    """Whether an Authorization header has its two words, with one space between them."""
    return len(call.headers.get("authorization", "").strip(" \t").split(" ")) == 2


def rights_of(role: Record | None) -> dict[str, tuple[str, ...]]:
    """What a role may do."""
    return dict.fromkeys(role["actions"], ()) if role is not None else {}


def user_of(call: Arrival, credential: Credential | None) -> Record:
    """The user of a token.

    Raises:
        Problem: he is gone, blocked or not confirmed.
    """
    id = credential.subject if credential else ""
    user = call.store.collection("users").get(id) if exists(call, id) else None
    if user is None:
        raise Problem("user-not-found", "the user of this token is not in this world", status=401)
    if user["blocked"]:
        raise Problem("user-blocked", "the user of this token is blocked in this world", status=401)
    if not user["confirmed"] and not observed(call):
        raise Problem("user-unconfirmed", "the user of this token is not confirmed in this world", status=401)
    return user


@carries_out("bearer-only")
def anonymous(call: Arrival) -> Credential:
    """Everybody without a token has the role of the type `public`."""
    role = next((each for each in call.store.collection("roles") if each["type"] == "public"), None)
    return Credential(ANONYMOUS, "bearer", "", permissions=rights_of(role))


@carries_out("bad-token-everywhere")
def admit(request: Request) -> Request:
    """Look at the token also where none is needed, and refuse nobody's `me`.

    Raises:
        Problem: the token is not accepted, or there is nobody to be shown.
    """
    if not request.operation.secured:
        request = request.made_by(caller(request))
        request.entry.credential = request.caller.id
    if request.operation.id in NOT_FOR_NOBODY and request.caller.id == ANONYMOUS:
        raise Problem(NOT_FOR_NOBODY[request.operation.id], "send a token")
    return request


def caller(call: Arrival) -> Credential:
    """Who calls an operation that is open to all."""
    kind, _, token = call.headers.get("authorization", "").strip().partition(" ")
    if not kind:
        return anonymous(call)
    one_word(call)
    if kind.lower() != "bearer":
        raise Problem("unknown-credentials", "send Authorization: Bearer and a token", scheme=kind)
    try:
        return identify(call, "bearer", token.strip())
    except Problem as problem:
        if call.accept_any and problem.kind == "unknown-credentials":
            return anonymous(call)
        raise
