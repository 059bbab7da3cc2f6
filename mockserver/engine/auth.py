"""Credentials, permissions and quotas: who calls, may they, and how often; knows no vendor's tables, only how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver.engine.call import Arrival, Request
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


ANY = "any-"
"""How the id of a credential begins that stands for all of its scheme."""


def identify_anybody(call: Arrival, scheme: Scheme, secret: str, user: str = "") -> Credential:
    """Take every credential that is well-formed, until the world lists some beside those that stand for all.

    Raises:
        Problem: the world lists some, and not this one; or it is empty.
    """
    listed = call.vendor_state.credentials
    if listed.find(scheme, secret, user) is None and all(each.id.startswith(ANY) for each in listed) and secret:
        return Credential("anybody", scheme, secret, user)
    return identify(call, scheme, secret, user)


def permit(call: Request, needed: Permission) -> None:
    """Refuse a caller whose credential lacks what the operation needs.

    Raises:
        Problem: `missing-permission`, with the action needed as the fact `permission`.
    """
    if not granted(call.caller, needed, call.path):
        raise Problem(
            "missing-permission", f"use a credential with the permission {needed.action}", permission=needed.action
        )


def granted(credential: Credential, needed: Permission, path: Mapping[str, object]) -> bool:
    """Whether a credential holds a permission; `path` fills the scopes in."""
    if credential.permissions is None:
        return True
    scopes = credential.permissions.get(needed.action)
    if scopes is None:
        return False
    return not needed.scopes or any(scope.format(**path) in scopes for scope in needed.scopes)


def spend(call: Arrival, key: str, quota: Quota) -> Spent:
    """Count a call against a quota of the world, by its clock, and say how the quota stands."""
    return call.vendor_state.quotas.spend(quota, key, call.world.clock.timestamp())
