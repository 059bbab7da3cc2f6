"""Whose the records of a world are that are created below an owner and read elsewhere; looks at no schema."""

from __future__ import annotations

from mockserver.engine.call import Call
from mockserver.engine.inference.decisions import Collection, Decision
from mockserver.engine.inference.pages import Rows
from mockserver.engine.inference.paths import address, key_text
from mockserver.state.store import Collection as Kept
from mockserver.state.store import Key


def put(call: Call, collection: Collection, path: str, key: Key) -> None:
    """Note below which owner a record was created.

    Args:
        path: the path at which it was.
    """
    _owners(call, collection).put(key, {"at": address(path, call.path)})


def of(call: Call, decision: Decision, rows: Rows) -> Rows:
    """The records that belong to the owner whom a call names: as they say themselves, else as they were created."""
    path, members, collection = decision.outline.path, decision.owned, decision.collection
    if members is None or collection is None:
        return rows
    owners, here, owner = _owners(call, collection), address(path.plain, call.path), path.parameters[-1]
    member, value = members.get(owner, ""), key_text(call.path.get(owner, ""))
    return [
        (key, record)
        for key, record in rows
        if (key_text(record[member]) == value if member in record else (owners.get(key) or {}).get("at") == here)
    ]


def _owners(call: Call, collection: Collection) -> Kept:
    """Where each record was created, by its key; no collection of a document is called like this."""
    return call.store.collection(f"/owners/{address(collection.path, call.path)}")
