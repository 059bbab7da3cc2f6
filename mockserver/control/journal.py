"""What came in and went out of a world: search, count, read, forget; what stands for a credential is not shown."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mockserver.control.advice import advice
from mockserver.control.control_call import ControlCall, ControlledServer
from mockserver.control.faults import refuse_strange_names
from mockserver.control.times import text
from mockserver.engine.call import NOTHING
from mockserver.engine.problems import Problem
from mockserver.masking import HIDDEN, Secrets, key_names, was_cut
from mockserver.state.journal import Entry

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
WHOLE_BODY = ("", "body")
"""Where something is wrong with a body as a whole."""
REQUIRED = "is required"
"""What is said of a member that was not sent; it tells nothing of a value."""
FILTERS: Mapping[str, Callable[[Entry, Any], bool]] = {
    "vendor": lambda entry, wanted: entry.vendor == wanted,
    "operation": lambda entry, wanted: entry.operation == wanted,
    "method": lambda entry, wanted: entry.method == wanted.upper(),
    "path": lambda entry, wanted: fnmatchcase(entry.path, wanted),
    "status": lambda entry, wanted: entry.status == wanted,
    "violated": lambda entry, wanted: bool(entry.violations) == wanted,
}
"""Query parameter to what it asks of an entry."""


def find_entries(call: ControlCall) -> list[Entry]:
    """The entries that fit every filter, oldest first.

    Raises:
        Problem: 404 for a vendor or an operation that there is not: nothing would ever fit.
    """
    refuse_strange_names(call, call.query, "query.")
    asked = [(FILTERS[name], value) for name, value in call.query.items() if name in FILTERS]
    return [entry for entry in call.world.journal if all(fits(entry, value) for fits, value in asked)]


def list_requests(call: ControlCall) -> Any:
    """The last ones that fit."""
    secrets = secret_names(call)
    found = find_entries(call)[-call.query["limit"] :]
    return [_as_asked(call, entry, secrets) for entry in found]


def count_requests(call: ControlCall) -> Any:
    """How many fit, how many are kept, and how many there ever were."""
    journal = call.world.journal
    return {"count": len(find_entries(call)), "kept": len(journal), "total": journal.total}


def read_request(call: ControlCall) -> Any:
    """One, by its Mock-Request-Id; the last one where a restored world has counted anew.

    Raises:
        Problem: `not-found`.
    """
    id = call.named("request")
    entry = next((entry for entry in reversed(list(call.world.journal)) if entry.id == id), None)
    if entry is None:
        raise Problem("not-found", "no such request is kept in this world")
    return _as_asked(call, entry, secret_names(call))


def _as_asked(call: ControlCall, entry: Entry, secrets: Secrets) -> dict[str, Any]:
    """An entry, with what would have been right instead if that is asked for."""
    shown = view(entry, secrets)
    if call.query["advice"]:
        shown["advice"] = advice(call.server.vendors[entry.vendor], call.world, entry, secrets)
    return shown


def read_coverage(call: ControlCall) -> Any:
    """Which operations answered with which status, and how often, since the world was made; a reset forgets nothing."""
    journal = call.world.journal
    return [
        {
            "vendor": vendor,
            "operation": operation,
            "status": status,
            "count": count,
            "injected": journal.injected.get((vendor, operation, status), 0),
        }
        for (vendor, operation, status), count in sorted(journal.met.items())
        if status
    ]


def clear_requests(call: ControlCall) -> Any:
    """Forget them all, the count included."""
    call.world.journal.clear()
    return NOTHING


def secret_names(call: ControlCall) -> Secrets:
    """What must not be shown of the vendors that a call is about."""
    return secrets_of(call.server)


def secrets_of(server: ControlledServer) -> Secrets:
    """The headers, query parameters and members of bodies that carry credentials, in small letters."""
    keys = (name for served in server.vendors.values() for name in key_names(served.spec.labelled.document.raw))
    members = (name.lower() for served in server.vendors.values() for name in served.vendor.access.secret_members)
    return Secrets([*SECRET_HEADERS, *keys, *members])


def view(entry: Entry, secrets: Secrets) -> dict[str, Any]:
    """An entry as the control plane shows it; the answer to a body that cannot be shown whole is not shown, since it may quote it."""
    body = _text(entry.body, secrets)
    quotes = entry.status >= 400 and body is not None and was_cut(body)
    return {
        "id": entry.id,
        "at": text(entry.at),
        "vendor": entry.vendor,
        "method": entry.method,
        "path": entry.path,
        "query": secrets.form(entry.query),
        "headers": _headers(entry.headers, secrets),
        "body": body,
        "operation": entry.operation or None,
        "credential": entry.credential or None,
        "violations": [
            violation(pointer, HIDDEN if quotes and pointer in WHOLE_BODY else what, secrets)
            for pointer, what in entry.violations
        ],
        "reason": secrets.beginning(entry.reason) if entry.reason and told(entry) else None,
        "status": entry.status,
        "answer": HIDDEN if quotes else _text(entry.answer, secrets),
        "answerHeaders": _headers(entry.answer_headers, secrets),
        "label": entry.label or None,
        "cited": list(entry.cited),
        "seconds": entry.seconds,
    }


def told(entry: Entry) -> bool:
    """Whether there is a reason to tell: of a refusal, or of a connection that a fault has broken."""
    return entry.status >= 400 or entry.reason.startswith("fault:")


def _headers(headers: Iterable[tuple[bytes, bytes]], secrets: Secrets) -> list[dict[str, str]]:
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]
    return [{"name": name, "value": _header(name, value, secrets)} for name, value in pairs]


def _header(name: str, value: str, secrets: Secrets) -> str:
    """Mock-Violation tells what was wrong with a value, and the value with it."""
    return HIDDEN if name in secrets else secrets.beginning(value) if name == "mock-violation" else value


def violation(pointer: str, what: str, secrets: Secrets) -> dict[str, str]:
    """What was wrong, and where; not the value of a secret."""
    return {"pointer": pointer, "what": HIDDEN if pointer in secrets and what != REQUIRED else secrets.beginning(what)}


def _text(body: bytes, secrets: Secrets) -> str | None:
    """A body as text, without secrets; nothing where it is no text."""
    try:
        shown = getincrementaldecoder("utf-8")().decode(body)  # what was kept may end within a character
    except UnicodeDecodeError:
        return None
    return None if "\0" in shown else secrets.text(shown)


ACTIONS = {
    "listRequests": list_requests,
    "countRequests": count_requests,
    "readRequest": read_request,
    "clearRequests": clear_requests,
    "readCoverage": read_coverage,
}
