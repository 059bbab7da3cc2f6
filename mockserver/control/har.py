"""The journal of a world as HAR 1.2, for browsers, proxies and `mockserver verify --har`; what stands for a credential is not in it."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall
from mockserver.control.journal import find_entries, secret_names, view
from mockserver.state.journal import Entry
from mockserver.traffic import har
from mockserver.traffic.exchanges import Exchange, Headers, Message

BESIDE = ("id", "vendor", "operation", "credential", "violations", "reason", "label", "cited")
"""What an entry of the journal says that HAR has no member for."""


def export_requests(call: ControlCall) -> Any:
    """The last ones that fit, as recorded traffic."""
    secrets = secret_names(call)
    world = f"{call.call.origin}/w/{call.world.name}"
    entries = find_entries(call)[-call.query["limit"] :]
    return har.log(_entry(world, each, view(each, secrets)) for each in entries)


def _entry(world: str, entry: Entry, shown: dict[str, Any]) -> dict[str, Any]:
    query = f"?{shown['query']}" if shown["query"] else ""
    exchange = Exchange(
        method=entry.method,
        target=entry.path + query,
        request=_message(shown["headers"], shown["body"], len(entry.body)),
        status=entry.status,
        response=_message(shown["answerHeaders"], shown["answer"], len(entry.answer)),
        at=entry.at,
        seconds=entry.seconds,
    )
    return har.entry(f"{world}/{entry.vendor}{exchange.target}", exchange, {name: shown[name] for name in BESIDE})


def _message(headers: list[dict[str, str]], body: str | None, kept: int) -> Message:
    """A message; its body only where all of it was kept."""
    fields: Headers = tuple((each["name"], each["value"]) for each in headers)
    length = Message(fields).header("content-length") or ""
    whole = body is not None and (not length.isdecimal() or int(length[:20]) <= kept)
    return Message(fields, body.encode() if whole and body is not None else None)


ACTIONS = {"exportRequests": export_requests}
