"""The reading `shape=observed`: reports and users with the members that a real server shows; knows no request."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.vendor import carries_out
from mockserver.state.store import Record
from mockserver.vendors.strapi.ids import id_to_json
from mockserver.vendors.strapi.members import MEMBERS
from mockserver.vendors.strapi.records import BORN
from mockserver.vendors.strapi.server import dates

STAMPS = ("created_at", "updated_at")
USER = ("username", "email", "provider", "confirmed", "blocked")


def observed(call: Call) -> bool:
    """Whether this world shows what the real server does."""
    return call.reading("shape") == "observed"


@carries_out("observed-report-shape", "observed-instants")
def report(call: Call, record: Record) -> dict[str, Any]:
    """A report; who it belongs to is the caller's business."""
    members = {**{name: record[name] for name in MEMBERS}, "published_at": dates.to_json(record["published_at"])}
    return {"id": id_to_json(call, record["id"]), **members, **{name: dates.to_json(record[name]) for name in STAMPS}}


@carries_out("observed-user-shape", "users-of-fixtures-were-made")
def user(call: Call, record: Record, role: Any) -> dict[str, Any]:
    """A user with his role, as an id or whole."""
    return {
        "id": id_to_json(call, record["id"]),
        **{name: record[name] for name in USER},
        "role": role,
        **{name: dates.to_json(record.get(name, BORN)) for name in STAMPS},
    }
