"""Makes whole records of parts: what is missing comes from the vendor's own create, or from the schema where it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Arrival, Call, Notes
from mockserver.engine.misfits import Misfit, Taken
from mockserver.engine.plausible import Plausible
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi import pointers
from mockserver.openapi.folding import properties
from mockserver.openapi.making.instances import Instances
from mockserver.openapi.making.ways import PLAIN, WAYS, Unsatisfiable
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING
from mockserver.openapi.violations import Violation
from mockserver.state.budgets import weigh
from mockserver.state.journal import Entry
from mockserver.state.provenance import UNDECIDED, Provenance, provenance
from mockserver.state.store import Collection, Key, Record
from mockserver.state.world import World

VARIED = replace(PLAIN, examples=False, varied=True)
"""How the members that a create demands are made up: no two records alike."""
MOST = 1000
"""Records that are made whole at a time: nothing else is done meanwhile."""
Made = tuple[Key, Record, Provenance]
"""A record with its key, and with what decided its members."""


@dataclass(frozen=True)
class Creating:
    """Makes records of one vendor in one world, where they are stored.

    Attributes:
        vendor: whose records they are.
        labelled: the vendor's document under the readings of the world.
        world: where they are stored; its time, chance and counters decide what the vendor's create leaves to these.
    """

    vendor: Vendor
    labelled: LabelledDocument
    world: World

    def record(self, records: Records, members: Mapping[str, Any], *, again: bool = False) -> Made:
        """Store one record more.

        Args:
            records: its collection.
            members: what it has in any case.
            again: whether it may have the key of one that was removed.

        Raises:
            Misfit: it cannot be so; names every place, seen from the record. `Taken` if its key is not free.
        """
        store = self.world.vendor_states[self.vendor.name].store
        key, there = members.get(records.key), store.collection(records.name)
        if not isinstance(key, str | int | None):
            raise Misfit(pointers.join(records.key), f"{key!r} is no key: a text or a whole number is expected")
        if isinstance(key, str | int) and (key in there or (there.used(key) and not again)):
            raise Taken(pointers.join(records.key), "is the key of a record that there is, or was")
        validator = self.labelled.document.schema(records.schema)
        operation = self.labelled.document.operations.get(records.created_by)
        record, decided = members, UNDECIDED
        if key is None or not validator.fits(members):
            if operation is not None:
                record, decided = self._created(records, operation, members)
            else:
                record = self._plausible(records, members)
        if wrong := validator.violations(record) if not validator.fits(record) else ():
            raise Misfit.of(wrong)
        self.world.budget.admit("records", weigh(record))
        there.put(record[records.key], record, decided)
        return record[records.key], record, decided

    def _created(self, records: Records, operation: Operation, members: Mapping[str, Any]) -> tuple[Record, Provenance]:
        """What the vendor's own create makes of the members that a request has, with the others put on it."""
        store = self.world.vendor_states[self.vendor.name].store
        counters, there = dict(store.counters), store.collection(records.name)
        body, beside = self._request(operation, members)
        call = self._call(operation, body)
        try:
            self.vendor.check(call)
            self.vendor.action(operation)[1](call)
        except Problem as problem:
            said = [each for each in problem.violations if next(iter(pointers.split(each.pointer)), "") in members]
            if not said and (problem.violations or not members):  # what was made up does not suit the vendor
                return self._plausible(records, members), UNDECIDED
            raise Misfit.of(said or [Violation("", problem.detail or problem.kind)]) from None
        key = there.newest()
        made, decided = there.get(key), there.provenance(key)
        if beside.get(records.key, key) != key:
            there.forget(key)
            store.counters = counters
        return laid_on(made, beside), provenance(*(each for each in decided if each[1] not in beside))

    def _plausible(self, records: Records, members: Mapping[str, Any]) -> Record:
        """A record out of the schema alone."""
        store = self.world.vendor_states[self.vendor.name].store
        plausible = Plausible(self.labelled.document, records)
        return plausible.record(store, self.world.chance, self.world.clock.now(), members)

    def _request(self, operation: Operation, members: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        """A body for the create, with those members that fit into one, and the members that are no matter of a request."""
        media_type, validator = next(iter(operation.body.items()))
        place = ["paths", operation.path, operation.method.lower(), "requestBody", "content", media_type, "schema"]
        document = self.labelled.document
        schema = pointers.resolve(document.raw, place)[1]
        names = properties(document.folding.fold(schema))
        sent = {name: value for name, value in members.items() if name in names}
        for _ in range(2):
            body = self._body(schema, sent, validator)
            wrong = [] if validator is None or validator.fits(body) else validator.violations(body)
            alien = {next(iter(pointers.split(each.pointer)), "") for each in wrong} & sent.keys()
            if not alien:
                break
            sent = {name: value for name, value in sent.items() if name not in alien}
        if wrong:
            raise Misfit.of(wrong)
        return body, {name: value for name, value in members.items() if name not in sent}

    def _body(self, schema: Any, sent: Mapping[str, Any], validator: Any) -> Any:
        instances, best = Instances(self.labelled.document.folding), sent
        for way in (VARIED, *WAYS):
            try:
                made = instances.make(schema, dict(sent), chance=self.world.chance, way=way, view="request")
            except Unsatisfiable:
                continue
            best = laid_on(made, sent)
            if validator is None or validator.fits(best):
                break
        return best

    def _call(self, operation: Operation, body: Any) -> Call:
        """The call that such a request makes: by whom the vendor's own pages name, with the defaults of all parameters."""
        entry = Entry("", self.world.clock.now(), self.vendor.name, operation.method, operation.path, "", ())
        arrival = Arrival(self.vendor.name, self.world, self.labelled, entry, "", {}, False, Notes(), None)
        request = arrival.routed(operation, {})
        known = [*self.world.vendor_states[self.vendor.name].credentials, *self.vendor.access.credentials]
        query = {
            each.name: each.default
            for each in operation.parameters
            if each.place == "query" and each.default is not MISSING
        }
        media_type = next(iter(operation.body))
        return request.made_by(known[0] if known else request.caller).call({}, query, body, media_type)


def laid_on(record: Any, members: Mapping[str, Any]) -> Any:
    """A JSON object with other members laid on it, also inside its objects; nothing is changed in place."""
    if not isinstance(record, Mapping):
        return dict(members)
    laid = dict(record)
    for name, value in members.items():
        inside = isinstance(value, Mapping) and isinstance(laid.get(name), Mapping)
        laid[name] = laid_on(laid[name], value) if inside else value
    return laid


@dataclass(frozen=True)
class Batch:
    """Records of one collection of which some are only parts.

    Attributes:
        records: their collection.
        rows: the records, in order.
        at: the JSON pointer of the list, for messages.
    """

    records: Records
    rows: Sequence[Mapping[str, Any]]
    at: str = ""


def fill(creating: Creating, batches: Sequence[Batch]) -> list[list[Made]]:
    """Store records of which some are only parts.

    Whole ones are stored first, since the others may refer to them, and then those that have a key, so that no other one gets it.

    Returns:
        For each batch its records, in the order in which they were given.

    Raises:
        Misfit: names every place where one does not fit, or says that too many are only parts.
    """
    order = [(_rank(creating, batch.records, row), place, index)
        for place, batch in enumerate(batches) for index, row in enumerate(batch.rows)]  # fmt: skip
    parts = [batches[place].at for rank, place, _ in order if rank]
    if len(parts) > MOST:
        raise Misfit(parts[MOST], f"has too many records that are only parts; {MOST} are made whole at a time")
    made: dict[tuple[int, int], Made] = {}
    wrong: dict[tuple[int, int], list[Violation]] = {}
    for _, place, index in sorted(order):
        batch = batches[place]
        above = f"{batch.at}/{index}"
        try:
            made[place, index] = creating.record(batch.records, batch.rows[index])
        except Taken:
            wrong[place, index] = [Violation(f"{above}/{batch.records.key}", "every record needs a key of its own")]
        except Misfit as misfit:
            wrong[place, index] = [each.below(above) for each in misfit.violations]
    if wrong:
        raise Misfit.of([violation for _, violations in sorted(wrong.items()) for violation in violations])
    return [[made[place, index] for index in range(len(batch.rows))] for place, batch in enumerate(batches)]


def _rank(creating: Creating, records: Records, row: Mapping[str, Any]) -> int:
    """0 for a whole record, 1 for a part with a key, 2 for one without."""
    if records.key not in row:
        return 2
    return int(not creating.labelled.document.schema(records.schema).fits(row))


def arrange(there: Collection, made: Iterable[Made]) -> None:
    """Let a collection have these records and no others, in this order."""
    there.replace(())
    for key, record, decided in made:
        there.put(key, record, decided)
