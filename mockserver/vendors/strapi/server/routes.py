"""The routes of the real server: which methods a path has, which action stands behind them; knows no document and no world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote_to_bytes

IMPLEMENTED = ("HEAD", "OPTIONS", "GET", "PUT", "PATCH", "POST", "DELETE")
"""Methods that the server knows at all."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, and the action that a role must be allowed to do there; files need none."""

    method: str
    path: re.Pattern[str]
    action: str = ""


def _route(line: str) -> Route:
    method, path, *action = line.split()
    pattern = re.sub(r":\w+", "[^/]+?", path).replace("*", ".*")
    return Route(method, re.compile(f"{pattern}/?\\Z", re.IGNORECASE | re.DOTALL), " ".join(action))


ROUTES = tuple(
    _route(line)
    for line in (
        "GET /*",
        "GET /reports reports.find",
        "GET /reports/count reports.count",
        "GET /reports/:id reports.findOne",
        "POST /reports reports.create",
        "PUT /reports/:id reports.update",
        "DELETE /reports/:id reports.delete",
        "GET /connect/* user.connect",
        "POST /auth/local user.callback",
        "POST /auth/local/register user.register",
        "GET /auth/:provider/callback user.providerCallback",
        "POST /auth/forgot-password user.forgotPassword",
        "POST /auth/reset-password user.resetPassword",
        "GET /auth/email-confirmation user.emailConfirmation",
        "POST /auth/send-email-confirmation user.sendEmailConfirmation",
        "GET /users/count users.count",
        "GET /users users.find",
        "GET /users/me user.me",
        "GET /users/:id users.findOne",
        "POST /users users.create",
        "PUT /users/:id users.update",
        "DELETE /users/:id users.destroy",
        "GET /users-permissions users-permissions.index",
        "GET /users-permissions/search/:id users-permissions.searchUsers",
        "GET /users-permissions/email-templates users-permissions.getEmailTemplate",
        "PUT /users-permissions/email-templates users-permissions.updateEmailTemplate",
        "GET /users-permissions/advanced users-permissions.getAdvancedSettings",
        "PUT /users-permissions/advanced users-permissions.updateAdvancedSettings",
        "GET /users-permissions/providers users-permissions.getProviders",
        "PUT /users-permissions/providers users-permissions.updateProviders",
        "GET /users-permissions/roles users-permissions.getRoles",
        "POST /users-permissions/roles users-permissions.createRole",
        "GET /users-permissions/roles/:id users-permissions.getRole",
        "PUT /users-permissions/roles/:role users-permissions.updateRole",
        "DELETE /users-permissions/roles/:role users-permissions.deleteRole",
        "GET /users-permissions/permissions users-permissions.getPermissions",
        "GET /users-permissions/policies users-permissions.getPolicies",
        "GET /users-permissions/routes users-permissions.getRoutes",
    )
)
"""In the order in which the server tries them; the first is for files, which come last."""

OPEN = ("user.connect", "user.providerCallback", "user.forgotPassword", "user.resetPassword", "user.emailConfirmation")
"""Actions beyond the document that callers without a token may do."""


def fitting(path: str) -> list[Route]:
    """The routes that a path fits, as it was sent."""
    return [route for route in ROUTES if route.path.match(path)]


def allowed(routes: list[Route]) -> list[str]:
    """The methods that some routes have, in the order in which they are named."""
    methods = dict.fromkeys(route.method for route in routes)
    return [each for method in methods for each in (("HEAD", "GET") if method == "GET" else (method,))]


def chosen(routes: list[Route], method: str) -> Route | None:
    """The route that answers a method; the one for files only where there is no other."""
    wanted = "GET" if method == "HEAD" else method
    fits = [route for route in routes if route.method == wanted]
    return next((route for route in fits if route.action), fits[0] if fits else None)


NOT_DECODED = 400, "failed to decode"
MALICIOUS = 400, "Malicious Path"
ABOVE = 403, "Forbidden"
_NO_OCTET = re.compile("%(?![0-9A-Fa-f]{2})")


def file_refusal(path: str) -> tuple[int, str] | None:
    """What is said about the path of a file that cannot be one: status and text; None where it is only not there."""
    try:
        plain = unquote_to_bytes(path).decode()[1:]
    except UnicodeDecodeError:
        return NOT_DECODED
    if _NO_OCTET.search(path):
        return NOT_DECODED
    if "\0" in plain or plain.startswith(("/", "\\")):
        return MALICIOUS
    return ABOVE if normpath(plain).split("/")[0] == ".." else None
