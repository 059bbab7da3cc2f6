"""What can be done with a collection: list, read, create, replace, update, delete; found by method and shape of the path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.openapi.operation import Operation
from mockserver.state.provenance import UNDECIDED, behind, provenance
from mockserver.state.store import Key, Record

Action = Callable[[Call], Any]
"""A call to an Answer, or to the JSON body of the operation's success."""


def _as_sent(call: Call, old: Record | None) -> Record:
    return dict(call.body)


@dataclass(frozen=True)
class Records:
    """How a vendor keeps one collection.

    Attributes:
        name: its name in fixtures, state and counters.
        schema: what a stored record fits: the name of a schema of the document, or a Schema Object that may refer to those.
        key: the member that holds a record's key.
        path: where the document has it; the operations at this path and one parameter below get their actions by shape.
        make: the record that a create (old is None) or a replacement stores.
        created_by: the operation that adds a record, whatever its path; empty where the vendor has none.
        owners: of a collection that there is for every owner, which ones it belongs to, by the parameters of its path.
        closed: whether only what was created exists; else every key is taken to exist until it is deleted.
    """

    name: str
    schema: str | Mapping[str, Any]
    key: str = "id"
    path: str = ""
    make: Callable[[Call, Record | None], Record] = _as_sent
    created_by: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    closed: bool = True

    def get_or_404(self, call: Call, key: Key) -> Record:
        """The record with a key.

        Raises:
            Problem: `not-found`.
        """
        record = call.store.collection(self.name).get(key)
        if record is None:
            detail = f"there is no {key!r} among the {self.name} of this world"
            raise Problem("not-found", detail, record=self.name, key=key)
        return record

    def store(self, call: Call, record: Record) -> None:
        """Add or replace a record under its own key, with what was cited of its members since the last one was stored.

        What decided a member of its predecessor still decides it if the member stays and the request does not have it.
        """
        kept, key, decided = call.store.collection(self.name), record[self.key], call.notes.decided
        call.notes.decided = []
        old, before = kept.get(key), kept.provenance(key)
        if old is not None and before:
            sent = call.body if isinstance(call.body, Mapping) else ()
            decided += [each for each in before if each[1] not in sent and record.get(each[1]) is old.get(each[1])]
        kept.put(key, record, provenance(*decided) if decided else UNDECIDED)

    def remove(self, call: Call, record: Record) -> None:
        """Take a record away."""
        call.store.collection(self.name).remove(record[self.key])

    def carry(self, call: Call, record: Record, members: Mapping[str, str]) -> None:
        """Cite what decided members of a record for the one that is being made, which takes them over.

        Args:
            members: of this record, to the member of the new one that holds them.
        """
        decided = call.store.collection(self.name).provenance(record[self.key])
        call.notes.decided += [(behaviour, members[member]) for behaviour, member in decided if member in members]

    def show(self, call: Call, records: Sequence[Record], members: Collection[str] | None = None) -> None:
        """Have the label of the answer count what decided the records that it shows.

        Args:
            members: those of their members that it shows; None for all.
        """
        found = call.store.collection(self.name).provenances(records, self.key)
        if found:
            call.cite(*behind(found, members))


def list_(records: Records) -> Action:
    """Answer all records, in order."""

    def action(call: Call) -> Any:
        rows = list(call.store.collection(records.name))
        records.show(call, rows)
        return rows

    return action


def read(records: Records) -> Action:
    """Answer one record."""

    def action(call: Call) -> Any:
        record = records.get_or_404(call, _key(call))
        records.show(call, [record])
        return record

    return action


def create(records: Records) -> Action:
    """Store a new record and answer it."""

    def action(call: Call) -> Any:
        record = records.make(call, None)
        records.store(call, record)
        records.show(call, [record])
        return record

    return action


def replace(records: Records) -> Action:
    """Replace a record by what was sent, and answer that."""

    def action(call: Call) -> Any:
        record = records.make(call, records.get_or_404(call, _key(call)))
        records.store(call, record)
        records.show(call, [record])
        return record

    return action


def delete(records: Records) -> Action:
    """Take a record away and answer it as it was."""

    def action(call: Call) -> Any:
        record = records.get_or_404(call, _key(call))
        records.show(call, [record])
        records.remove(call, record)
        return record

    return action


def _key(call: Call) -> Key:
    """The path parameter that names the record: the only one, or the last."""
    key: Key = list(call.path.values())[-1]
    return key


SHAPES: Mapping[tuple[str, bool], Callable[[Records], Action]] = {
    ("GET", False): list_,
    ("POST", False): create,
    ("GET", True): read,
    ("PUT", True): replace,
    ("DELETE", True): delete,
}
"""Method and whether one parameter follows the collection's path, to the action."""


def by_shape(operation: Operation, collections: Iterable[Records]) -> tuple[str, Action] | None:
    """The action that method and path shape give an operation: its name and itself, or None.

    Returns:
        Its name, such as `list`, and the action.
    """
    for records in collections:
        rest = operation.path.removeprefix(records.path)
        below = rest.startswith("/{") and rest.endswith("}") and rest.count("/") == 1
        shape = SHAPES.get((operation.method, below))
        if records.path and shape is not None and (below or operation.path == records.path):
            return f"{shape.__name__.rstrip('_')} {records.name}", shape(records)
    return None
