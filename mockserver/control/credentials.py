"""Who may call a vendor in a world: list, add, change, forget; a secret goes in and never comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.control.control_call import ControlCall, conflict
from mockserver.control.state import merged
from mockserver.control.times import instant, text
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.problems import Problem
from mockserver.masking import HIDDEN
from mockserver.spelling import missing
from mockserver.state.credentials import Credential, credential

MOST = 1000
"""Credentials that a vendor may have in a world."""


def view(found: Credential) -> dict[str, Any]:
    """A credential as the control plane shows it."""
    return {
        "id": found.id,
        "scheme": found.scheme,
        "secret": HIDDEN,
        "user": found.user,
        "subject": found.subject,
        "permissions": "*" if found.permissions is None else _permissions_to_json(found.permissions),
        "expires": None if found.expires is None else text(found.expires),
        "revoked": found.revoked,
    }


def list_credentials(call: ControlCall) -> Any:
    """All of them, revoked and expired ones included."""
    return [view(each) for each in call.vendor_state.credentials]


def get_or_404(call: ControlCall) -> Credential:
    """The credential of the path.

    Raises:
        Problem: `not-found`.
    """
    credentials = call.vendor_state.credentials
    found = credentials.get(call.named("credential"))
    if found is None:
        raise Problem("not-found", missing("credential", call.named("credential"), [each.id for each in credentials]))
    return found


def add_credential(call: ControlCall) -> Any:
    """Accept one more; nothing that is accepted already gives way to it.

    Raises:
        Problem: 409 for an id that is taken, a secret that another one has, or too many.
    """
    credentials = call.vendor_state.credentials
    sent = dict(call.body)
    if "expires" in sent:
        sent["expires"] = instant(sent["expires"], "expires").isoformat()
    added = credential(sent)
    if credentials.get(added.id) is not None:
        raise conflict("is taken; change or delete that one, or choose another id", "id")
    if credentials.find(added.scheme, added.secret, added.user) is not None:
        raise conflict("is presented by another credential already", "secret")
    if len(list(credentials)) >= MOST:
        raise conflict(f"there are {MOST} credentials already; delete one")
    credentials.add(added)
    where = f"/__admin/worlds/{call.world.name}/credentials/{call.served.vendor.name}/{added.id}"
    return Answer(201, view(added), {"Location": where})


def read_credential(call: ControlCall) -> Any:
    """One of them."""
    return view(get_or_404(call))


def patch_credential(call: ControlCall) -> Any:
    """Revoke it, let it expire, give it permissions; what is not sent stays (RFC 7396)."""
    old = get_or_404(call)
    sent = dict(call.body)
    if sent.get("expires") is not None:
        sent["expires"] = instant(sent["expires"], "expires").isoformat()
    changed = credential({**merged(view(old), sent), "secret": old.secret})
    members = ("subject", "permissions", "expires", "revoked")
    changes = {member: getattr(changed, member) for member in members}
    return view(call.vendor_state.credentials.change(old.id, **changes))


def delete_credential(call: ControlCall) -> Any:
    """It is unknown from now on."""
    call.vendor_state.credentials.remove(get_or_404(call).id)
    return NOTHING


def _permissions_to_json(permissions: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {action: list(scopes) for action, scopes in permissions.items()}


ACTIONS = {
    "listCredentials": list_credentials,
    "addCredential": add_credential,
    "readCredential": read_credential,
    "patchCredential": patch_credential,
    "deleteCredential": delete_credential,
}
