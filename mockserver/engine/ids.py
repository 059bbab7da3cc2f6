"""How records get their ids: counted in the world, never used twice."""

from __future__ import annotations

from mockserver.engine.actions import Records
from mockserver.engine.call import Call


def ascending(call: Call, records: Records) -> int:
    """The next number of a collection; one that a record has or had is skipped."""
    return call.store.next(records.name, taken=call.store.collection(records.name).used)
