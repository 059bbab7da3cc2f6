"""The readings `routes=observed` and `bodies=observed` before an operation is known: CORS, bodies, methods and paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mockserver.engine.call import Arrival, Received
from mockserver.engine.dialect import FirstLook
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.vendors.strapi import elsewhere, tokens, writing
from mockserver.vendors.strapi.server import bodies, routes

SECURITY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Frame-Options": "SAMEORIGIN"}
PREFLIGHT = {
    "Access-Control-Max-Age": "31536000",
    "Access-Control-Allow-Methods": "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type,Authorization,Origin,Accept",
}
HEALTH, ICON = "/_health", "/favicon.ico"


def observed(call: Arrival) -> bool:
    """Whether this world has the routes of the real server."""
    return call.reading("routes") == "observed"


def when(call: Arrival) -> bool:
    """Whether a request is looked at before its operation is known."""
    return observed(call) or writing.observed(call)


def look(call: Arrival, raw: bytes) -> Arrival:
    """Answer what has no operation and refuse bodies that cannot be read.

    Raises:
        Problem: the answer, or the refusal.
    """
    call = replace(call, headers={**call.headers, **first_of_several(call)})
    if observed(call):
        of_other_origins(call)
    body = writing.received(call, raw) if writing.observed(call) else None
    if body is None:
        return call
    kind = bodies.media_type(call.headers.get("content-type"))
    if raw and not body.read and call.entry.method in bodies.PARSED:
        what = f"is {kind or 'not one that can be read'}, so that nothing of the body is taken"
        call.entry.violations += (("header.Content-Type", what),)
    return replace(call, received=Received(body.value, kind))


FIRST_LOOK = FirstLook(when, look)

SINGLE = ("authorization", "content-type")
"""Headers of which the server takes the first only."""


@carries_out("observed-first-header")
def first_of_several(call: Arrival) -> Mapping[str, str]:
    """The headers that are given several times, and count once."""
    first: dict[str, str] = {}
    for name, value in reversed(call.entry.headers):
        if (text := name.decode("latin-1").lower()) in SINGLE:
            first[text] = value.decode("latin-1").strip(" \t")
    return first


@carries_out("observed-cors", "observed-preflight", "observed-usual-headers", "observed-icon")
def of_other_origins(call: Arrival) -> None:
    """Say what a browser may do, on every answer.

    Raises:
        Problem: `preflight` or `healthy`, which are answers, or the failure on an icon.
    """
    reading = call.entry.method in ("GET", "HEAD")
    if reading and call.entry.path == HEALTH:
        raise Problem("healthy")
    origin, options = call.headers.get("origin"), call.entry.method == "OPTIONS"
    call.add_headers({"Vary": "Origin"})
    if origin and not options:
        call.add_headers(credentials(origin))
    if origin and options and call.headers.get("access-control-request-method"):
        raise Problem("preflight", headers={**credentials(origin), **PREFLIGHT})
    if reading and call.entry.path == ICON:
        raise Problem("icon-missing", violations=(Violation("path", "names the icon, of which the server has none"),))
    call.add_headers(SECURITY)


def credentials(origin: str) -> Mapping[str, str]:
    """An origin may send its credentials."""
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}


@carries_out("observed-methods", "observed-allow", "observed-path-case")
def canonical_path(call: Arrival, path: str) -> str:
    """The path as the document writes it, where the method is one that the document has there.

    Raises:
        Problem: an answer or a refusal for what the document does not have.
    """
    method = call.entry.method
    if not observed(call):
        return documented_path(call, path)
    fitting = routes.fitting(path)
    allow = {"Allow": ", ".join(routes.allowed(fitting))}
    if not fitting:
        raise Problem("unknown-path", "the server has no such path", path=path)
    if method == "OPTIONS":
        raise Problem("options", headers=allow)
    if method not in routes.IMPLEMENTED:
        raise Problem("not-implemented", f"{method} is no method of this server", headers=allow)
    route = routes.chosen(fitting, method)
    if route is None:
        raise Problem("method-not-allowed", "use one of the methods in Allow", headers=allow)
    if not route.action:
        raise Problem("unknown-path", "the server has no such path", path=path)
    if route.action not in DOCUMENTED:
        raise elsewhere.answer(call, route.action)
    return path.lower().removesuffix("/")


SIGN_IN = "/auth/local"
"""A path that names more methods than it has."""


@carries_out("trailing-slash")
def documented_path(call: Arrival, path: str) -> str:
    """The path without a slash at its end.

    Raises:
        Problem: signing in with another method than POST.
    """
    path = path[:-1] if path.endswith("/") and len(path) > 1 else path
    if path == SIGN_IN and call.entry.method != "POST":
        if call.entry.method in ("GET", "HEAD"):
            call.cite("get-auth-local-is-404")
            raise Problem("unknown-path", "sign in with POST")
        raise Problem("method-not-allowed", "sign in with POST", headers={"Allow": "HEAD, GET, POST"})
    return path


DOCUMENTED = frozenset(permission.action for permission in tokens.PERMISSIONS.values())


def refusal_of_file(problem: Problem, call: Arrival) -> str:
    """Which kind of refusal a path that leads nowhere gets; files are looked for last, for GET and HEAD only."""
    if call.entry.method not in ("GET", "HEAD"):
        return "absent"
    found = routes.file_refusal(call.entry.path)
    if found is None:
        return "absent" if call.entry.method == "GET" else "absent-head"
    problem.facts["text"] = found[1]
    problem.status = found[0]
    call.entry.violations += (("path", found[1]),)
    return "file-refused"
