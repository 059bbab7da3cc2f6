"""A moment of a world as JSON data, and back; what it shares with the start of the server is named, not repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mockserver.state.chance import Chance
from mockserver.state.choices import Choices
from mockserver.state.clock import Clock
from mockserver.state.credentials import Credential, Credentials, credential
from mockserver.state.faults import Fault, Faults, fault
from mockserver.state.outbox import Message
from mockserver.state.quotas import Quotas
from mockserver.state.world import Snapshot, VendorState


class Form(NamedTuple):
    """How a part of a moment is written, and how it is read."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _write_clock(clock: Clock) -> Any:
    offset = clock.offset
    return {"offset": [offset.days, offset.seconds, offset.microseconds], "frozen": _instant(clock.frozen_at)}


def _write_fault(each: Fault) -> Any:
    parts = {name: value for part in (each.aim, each.schedule, each.terms) for name, value in asdict(part).items()}
    members = {name: value for name, value in parts.items() if value is not None} | dict(each.effect)
    return {"id": each.id, "members": members, "matched": each.matched, "hits": each.hits}


def _read_faults(data: Any) -> Faults:
    made = [
        replace(fault(each["id"], each["members"]), matched=each["matched"], hits=each["hits"])
        for each in data["faults"]
    ]
    return Faults({each.id: each for each in made}, data["added"])


PARTS: Mapping[str, Form] = {
    "clock": Form(_write_clock, lambda data: Clock(timedelta(*data["offset"]), _at(data["frozen"]))),
    "chance": Form(lambda chance: [chance.seed, chance.drawn], lambda data: Chance(*data)),
    "faults": Form(
        lambda faults: {"added": faults.added, "faults": [_write_fault(each) for each in faults]}, _read_faults
    ),
    "requests": Form(int, int),
}
"""The parts of a moment that are small, by the attributes of a `Snapshot`."""
ELSEWHERE = ("vendor_states", "outbox")
"""Those that are written in pieces, vendor by vendor and message by message."""
NOT_KEPT = ("charges", "kept")
"""Those that are about the memory of a process."""


def write_head(moment: Snapshot) -> dict[str, Any]:
    """The small parts of a moment."""
    return {name: form.write(getattr(moment, name)) for name, form in PARTS.items()}


def read_head(data: Mapping[str, Any]) -> dict[str, Any]:
    """The small parts, by the attributes of a `Snapshot`."""
    return {name: form.read(data[name]) for name, form in PARTS.items()}


def write_vendor(state: VendorState, start: VendorState, origin: VendorState | None, fixture: str) -> dict[str, Any]:
    """What one vendor has at a moment, but for its records.

    Args:
        state: what it has.
        start: what it has in a world that begins with the fixture; collections that are still the same are not named.
        origin: what it had when the world began; the names of collections that are still the same are enough.
        fixture: the fixture's name.
    """
    collections, quotas = state.store.collections, state.quotas
    changed = [name for name, each in collections.items() if not each.is_still(start.store.collections.get(name))]
    first = origin.store.collections if origin is not None else {}
    same = [name for name in changed if collections[name].is_still(first.get(name))]
    return {
        "fixture": fixture,
        "counters": state.store.counters,
        "choices": {
            "profile": state.choices.profile,
            "readings": dict(state.choices.readings),
            "switches": dict(state.choices.switches),
        },
        "credentials": None
        if state.credentials.are_still(start.credentials)
        else [_write(each) for each in state.credentials],
        "quotas": {"counts": {key: list(count) for key, count in quotas.counts.items()}, "limits": quotas.limits},
        "own": [name for name in changed if name not in same],
        "origin": same,
    }


def _write(each: Credential) -> dict[str, Any]:
    """A credential in the form of a fixture."""
    granted = each.permissions
    permissions = "*" if granted is None else {action: list(scopes) for action, scopes in granted.items()}
    members = {name: getattr(each, name) for name in ("id", "scheme", "secret", "user", "subject", "revoked")}
    return {**members, "permissions": permissions, "expires": _instant(each.expires)}


def read_vendor(state: VendorState, data: Mapping[str, Any]) -> VendorState:
    """Give the start of a vendor in a world what the data say of it; the same state, changed. Choices are settled elsewhere."""
    state.store.counters = dict(data["counters"])
    if data["credentials"] is not None:
        state.credentials = Credentials(credential(each) for each in data["credentials"])
    counts = {key: (int(window), int(used)) for key, (window, used) in data["quotas"]["counts"].items()}
    state.quotas = Quotas(counts, data["quotas"]["limits"])
    state.choices = Choices(**data["choices"])
    return state


def write_message(message: Message) -> dict[str, Any]:
    """A message of the outbox."""
    members = {name: getattr(message, name) for name in ("vendor", "operation", "kind", "content")}
    return {**members, "at": _instant(message.at)}


def read_message(data: Mapping[str, Any]) -> Message:
    """A message of the outbox."""
    return Message(data["vendor"], data["operation"], data["kind"], datetime.fromisoformat(data["at"]), data["content"])
