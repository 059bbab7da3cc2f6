"""Who may: who calls, what that needs, and how often; knows no vendor's tables, only how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.call import NOBODY, Arrival, Request
from mockserver.engine.maker import maker
from mockserver.engine.problems import Problem
from mockserver.state.credentials import Credential, Scheme
from mockserver.state.quotas import Quota, Spent

Identify = Callable[[Request, Scheme, str, str], Credential]
"""(request, scheme, secret, user) to the credential; raises Problem."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What an operation needs: an action, and one of these scopes (with `{parameter}` of the path filled in)."""

    action: str
    scopes: tuple[str, ...] = ()


def identify(call: Arrival, scheme: Scheme, secret: str, user: str = "") -> Credential:
    """Find the credential that a caller presents.

    Args:
        call: the request.
        scheme: how it is presented.
        secret: token, key or password.
        user: the user name that came with it; empty where none does.

    Raises:
        Problem: `unknown-credentials`, `revoked-credentials` or `expired-credentials` (by the world's clock).
    """
    found = call.vendor_state.credentials.find(scheme, secret, user)
    if found is None:
        raise Problem("unknown-credentials", "present a credential that this world lists", scheme=scheme)
    if found.revoked:
        raise Problem("revoked-credentials", "this credential was revoked in this world", scheme=scheme)
    if found.expires is not None and call.now() >= found.expires:
        raise Problem("expired-credentials", "this credential has expired by the world's clock", scheme=scheme)
    return found


make_credential = maker(Credential)
ANY = "any-"
"""How the id of a credential begins that stands for all of its scheme."""


def identify_anybody(call: Arrival, scheme: Scheme, secret: str, user: str = "") -> Credential:
    """Take every credential that is well-formed, until the world lists some beside those that stand for all.

    Raises:
        Problem: the world lists some, and not this one; or it is empty.
    """
    listed = call.vendor_state.credentials
    if (
        listed.find(scheme, secret, user) is None
        and all(each.id.startswith(ANY) for each in listed)
        and (secret or user)
    ):
        return make_credential("anybody", scheme, secret, user, "", None, None, False)
    return identify(call, scheme, secret, user)


def permit(call: Request, needed: Permission) -> None:
    """Refuse a caller whose credential lacks what the operation needs.

    Raises:
        Problem: `missing-permission`, with the action needed as the fact `permission`, and `scopes`, one of which it needs.
    """
    if not granted(call.caller, needed, call.path):
        scopes = tuple(scope.format(**call.path) for scope in needed.scopes)
        detail = f"use a credential with the permission {needed.action}"
        raise Problem("missing-permission", detail, permission=needed.action, scopes=scopes)


def granted(credential: Credential, needed: Permission, path: Mapping[str, object]) -> bool:
    """Whether a credential holds a permission; `path` fills the scopes in.

    Args:
        credential: who asks.
        needed: what the operation needs.
        path: the texts of the path's parameters.
    """
    if credential.permissions is None:
        return True
    scopes = credential.permissions.get(needed.action)
    if scopes is None:
        return False
    return not needed.scopes or any(scope.format(**path) in scopes for scope in needed.scopes)


def spend(call: Arrival, key: str, quota: Quota) -> Spent:
    """Count a call against a quota of the world, by its clock, and say how the quota stands.

    Args:
        call: the request.
        key: whose count.
        quota: the rule.
    """
    return call.vendor_state.quotas.spend(quota, key, call.world.clock.timestamp())


def _nobody(request: Request) -> Credential:
    return NOBODY


def _everybody(request: Request) -> Request:
    return request


def _unlimited(switches: Mapping[str, Any]) -> Mapping[str, Quota]:
    return {}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may.

    Attributes:
        credentials: the documented ones, accepted in every world.
        permissions: operationId to what the caller must hold.
        identify: finds the credential that a caller presents.
        anonymous: who a caller without any credential is.
        admit: run once the caller is known and before the permission is asked for: quotas, headers on every answer.
        quotas: from the switches of a world, its quotas by key, so that they can be shown before they are first spent.
        secret_members: members of bodies whose values the control plane does not show, such as passwords.
    """

    credentials: tuple[Credential, ...] = ()
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    identify: Identify = identify
    anonymous: Callable[[Request], Credential] = _nobody
    admit: Callable[[Request], Request] = _everybody
    quotas: Callable[[Mapping[str, Any]], Mapping[str, Quota]] = _unlimited
    secret_members: tuple[str, ...] = ()
