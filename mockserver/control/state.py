"""What a vendor has in a world: its records by collection, and its switches; a change is made as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.control.control_call import ControlCall, conflict, misfit
from mockserver.engine import choices, fixtures
from mockserver.engine.actions import Records
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.fixtures import Misfit
from mockserver.engine.plausible import Plausible
from mockserver.engine.problems import Problem
from mockserver.spelling import missing
from mockserver.state.budgets import weigh
from mockserver.state.choices import changed
from mockserver.state.provenance import UNDECIDED, Provenance, provenance
from mockserver.state.store import Collection, Key, Record


def read_state(call: ControlCall) -> Any:
    """Everything, in the form of a fixture."""
    store = call.vendor_state.store
    names = call.served.vendor.collections_in(store)
    return {
        "collections": {name: list(store.collection(name)) for name in names},
        "next": dict(store.counters),
        "switches": dict(store.switches),
    }


def records_or_404(call: ControlCall) -> Records:
    """How the collection of the path is kept.

    Raises:
        Problem: `not-found`.
    """
    vendor = call.served.vendor
    found = vendor.collection(call.named("collection"))
    if found is None:
        known = [each.name for each in vendor.collections]
        raise Problem("not-found", missing(f"collection of {vendor.name}", call.named("collection"), known))
    return found


def collection(call: ControlCall) -> Collection:
    """The collection of the path."""
    return call.vendor_state.store.collection(records_or_404(call).name)


def read_collection(call: ControlCall) -> Any:
    """All records, in order."""
    return list(collection(call))


def replace_collection(call: ControlCall) -> Any:
    """Other records, as if nothing had been there before.

    Raises:
        Problem: 422 with the place of a record that does not fit the vendor's document; then nothing is changed.
    """
    try:
        rows = fixtures.rows(call.body, records_or_404(call).name, call.served.vendor, call.document)
    except Misfit as error:
        raise misfit(error) from None
    there = collection(call)
    call.world.budget.admit("records", weigh(call.body) - there.charged)
    there.replace(rows)
    return read_collection(call)


def add_records(call: ControlCall) -> Any:
    """Records made up, as many as are asked for, each with the members that were sent."""
    records, store, wanted = records_or_404(call), call.vendor_state.store, call.body
    members, validator = wanted.get("members", {}), call.document.schema(records.schema)
    plausible, there = Plausible(call.document, records), collection(call)
    added: list[Record] = []
    if wanted.get("count", 1) > 1 and records.key in members:
        raise misfit(Misfit(f"/members/{records.key}", "cannot be the key of several records"))
    for _ in range(wanted.get("count", 1)):
        record = plausible.record(store, call.world.chance, members)
        for violation in validator.violations(record):
            raise misfit(Misfit(f"/members{violation.pointer}", violation.what))
        if there.used(record[records.key]):
            raise conflict("is the key of a record that there is, or was", "members", records.key)
        there.put(record[records.key], record)
        added.append(record)
    return Answer(201, added)


def merge_collection(call: ControlCall) -> Any:
    """Change, add and remove records by key, as RFC 7396 does with the members of an object."""
    records, there = records_or_404(call), collection(call)
    known = {str(each[records.key]): each[records.key] for each in there}
    changes = [
        (known.get(name), None if patch is None else _record(call, records, name, known.get(name), patch))
        for name, patch in call.body.items()
    ]
    call.world.budget.admit("records", sum(weigh(record) for _, record in changes if record is not None))
    for (key, record), patch in zip(changes, call.body.values(), strict=True):
        if record is not None:
            there.put(record[records.key], record, _still_decided(there, key, patch))
        elif key is not None:
            there.remove(key)
    return read_collection(call)


def reset_collection(call: ControlCall) -> Any:
    """The records and the counter of the start."""
    name = records_or_404(call).name
    now, start = call.vendor_state.store, call.origin.store
    now.collections[name] = start.collection(name).share()
    now.counters.pop(name, None)
    if name in start.counters:
        now.counters[name] = start.counters[name]
    return NOTHING


def read_switches(call: ControlCall) -> Any:
    """The switches of a vendor in a world."""
    return dict(call.vendor_state.store.switches)


def patch_switches(call: ControlCall) -> Any:
    """Choose some switches; null goes back to the value of the profile, or to the vendor's usual one.

    Raises:
        Problem: 404 for a switch that there is not, 422 for a value that it cannot have; then none is changed.
    """
    vendor, state = call.served.vendor, call.vendor_state
    usual = vendor.usual_switches
    asked = {name: usual.get(name) if value is None else value for name, value in call.body.items()}
    try:
        fixtures.check_switches(asked, vendor)
    except Misfit as error:
        raise misfit(error) from None
    chosen = replace(state.choices, switches=changed(state.choices.switches, call.body, {}))
    choices.settle(state, vendor, call.served.spec, chosen)
    return read_switches(call)


def reset_switches(call: ControlCall) -> Any:
    """The switches that were chosen when the world began; the profile stays."""
    state = call.vendor_state
    chosen = replace(state.choices, switches=call.origin.choices.switches)
    choices.settle(state, call.served.vendor, call.served.spec, chosen)
    return NOTHING


def merged(old: Any, patch: Any, *, emptied: bool = False) -> Any:
    """A JSON value with a merge patch applied (RFC 7396); nothing is changed in place.

    Args:
        emptied: whether null is put in a member's place, instead of taking the member away.
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(old) if isinstance(old, Mapping) else {}
    for name, value in patch.items():
        if value is None and not emptied:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value, emptied=emptied)
    return result


def _record(call: ControlCall, records: Records, name: str, key: Key | None, patch: Mapping[str, Any]) -> Record:
    """The record that a patch makes of an old one, or a new one as it was sent; its key is the name it was sent under.

    Inside a record, null takes a member away, or empties it where the document demands the member.

    Raises:
        Problem: 422 if it does not fit the vendor's document, or names another key.
    """
    validator = call.document.schema(records.schema)
    candidates: list[Record]
    if key is not None:
        old = collection(call).get(key)
        candidates = [merged(old, patch), merged(old, patch, emptied=True)]
    else:
        keys: list[Key] = [int(name), name] if re.fullmatch("[1-9][0-9]{0,17}", name) else [name]
        candidates = [patch if records.key in patch else {records.key: each, **patch} for each in keys]
    fitting = next((each for each in candidates if validator.fits(each)), candidates[0])
    for violation in validator.violations(fitting):
        raise misfit(Misfit(violation.pointer, violation.what), name)
    if str(fitting[records.key]) != name:
        raise misfit(Misfit(f"/{records.key}", "is not the key under which the record was sent"), name)
    return fitting


def _still_decided(there: Collection, key: Key | None, patch: Mapping[str, Any]) -> Provenance:
    """What still decides a record once a patch has been merged into it: whatever decided the members that it leaves alone."""
    before = UNDECIDED if key is None else there.provenance(key)
    return provenance(*(each for each in before if each[1] not in patch))


ACTIONS = {
    "readState": read_state,
    "readCollection": read_collection,
    "replaceCollection": replace_collection,
    "addRecords": add_records,
    "mergeCollection": merge_collection,
    "resetCollection": reset_collection,
    "readSwitches": read_switches,
    "patchSwitches": patch_switches,
    "resetSwitches": reset_switches,
}
