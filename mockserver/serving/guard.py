"""Who may reach the control plane: its token, or else only callers and pages on this machine; knows no operation."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from mockserver.engine.problems import Problem
from mockserver.settings import Settings

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="mockserver"'}


def loopback(host: str) -> bool:
    """Whether a host's name or address means this machine: localhost, names below it, 127.0.0.0/8 and ::1."""
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def closed(settings: Settings) -> str:
    """Why the control plane is closed to everybody, or the empty text."""
    if settings.admin == "off":
        return "the control plane is off; start with --admin on, or with a token"
    if settings.admin == "auto" and not settings.admin_token and not loopback(settings.host):
        return (
            f"the control plane is off, since --host {settings.host} is open to others; start with --admin-token TOKEN, "
            "or with --admin on"
        )
    return ""


def refusal(settings: Settings, headers: Mapping[str, str], *, secret: bool = True) -> Problem | None:
    """What stands against a control call, if anything.

    A control plane without a token is for this machine only. A page of another site may make a browser on this machine
    call it (a foreign `Origin`), or give its own name this machine's address (a foreign `Host`).

    Args:
        secret: whether the token, where there is one, is asked for; the files of the page are the same everywhere.
    """
    if reason := closed(settings):
        return Problem("control-off", reason, status=404)
    if settings.admin_token:
        return (
            None
            if not secret or _bears(headers.get("authorization", ""), settings.admin_token)
            else _unauthorized(headers)
        )
    origin = headers.get("origin")
    if origin is not None and not _ours(settings, hostname(origin)):
        return Problem("foreign-origin", "a page of another site may not call this; use --admin-token", status=403)
    host = headers.get("host")
    if host and not _ours(settings, hostname(f"//{host}")):
        said = "call it as localhost, or start with --allowed-host NAME (the name that it is called by), or with --admin-token TOKEN"
        return Problem("foreign-host", said, status=403)
    return None


def _ours(settings: Settings, host: str) -> bool:
    """Whether a host's name means this machine, or is one that the user has named."""
    return loopback(host) or host.lower() in settings.allowed_host


def _bears(authorization: str, token: str) -> bool:
    kind, _, sent = authorization.strip().partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode())


def _unauthorized(headers: Mapping[str, str]) -> Problem:
    kind = "unknown-credentials" if headers.get("authorization") else "no-credentials"
    return Problem(kind, "send Authorization: Bearer with the token of --admin-token", headers=CHALLENGE)


def hostname(address: str) -> str:
    """The host in an address or an origin; empty where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
