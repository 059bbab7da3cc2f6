"""What a vendor has in a world: its records by collection, and its switches; a change is made as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from mockserver.control.control_call import ControlCall, misfit, unfit
from mockserver.engine import choices, fixtures
from mockserver.engine.actions import Records
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.creating import Batch, Creating, arrange, fill
from mockserver.engine.misfits import Misfit
from mockserver.engine.problems import Problem
from mockserver.engine.spellings import Spelling, refused_with
from mockserver.openapi import pointers
from mockserver.openapi.violations import Violation
from mockserver.spelling import missing
from mockserver.state.budgets import weigh
from mockserver.state.choices import changed
from mockserver.state.provenance import Provenance, provenance
from mockserver.state.store import Collection, Key


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
        raise Problem("not-found", vendor.without(call.named("collection")))
    return found


def owned_or_404(call: ControlCall) -> Records:
    """How the collection of the path is kept, for records that are sent: nothing would show them below an owner that is not there.

    Raises:
        Problem: `not-found`.
    """
    records, vendor, store = records_or_404(call), call.served.vendor, call.vendor_state.store
    above, _, _ = records.name.rpartition("/")
    name, _, owner = above.rpartition("/")
    kept = vendor.collection(name) if records.owners else None
    if kept is not None and kept.closed:
        there = store.collection(kept.name)
        known = {str(value) for each in there for value in each.values() if isinstance(value, str | int)}
        if unquote(owner) not in known:
            keys = list(map(str, there.keys()))
            raise Problem("not-found", f"{missing(f'record of {kept.name}', unquote(owner), keys)}; add it first")
    return records


def collection(call: ControlCall) -> Collection:
    """The collection of the path."""
    return call.vendor_state.store.collection(records_or_404(call).name)


def read_collection(call: ControlCall) -> Any:
    """All records, in order."""
    return list(collection(call))


def creating(call: ControlCall) -> Creating:
    """What makes records whole that are sent as parts."""
    served = call.served
    return Creating(served.vendor, served.app_for(call.vendor_state.readings)[1], call.world)


def spelling(call: ControlCall) -> Spelling:
    """What holds the members that are sent for the records of the path against the document."""
    return Spelling(call.document, records_or_404(call), free=call.query.get("undocumented", False))


@contextmanager
def whole(call: ControlCall) -> Iterator[None]:
    """A change of the vendor's records, as a whole or not at all."""
    state = call.vendor_state
    before = state.store.share(call.world.budget)
    try:
        yield
    except BaseException:
        state.store = before
        raise


def replace_collection(call: ControlCall) -> Any:
    """Other records, as if nothing had been there before; what parts of records leave out is filled in.

    Raises:
        Problem: 422 with the places where records do not fit the vendor's document; then nothing is changed.
    """
    records, there, names = owned_or_404(call), collection(call), spelling(call)
    call.world.budget.admit("records", weigh(call.body) - there.charged)
    rows = [(pointers.join(index), row, there.get(row.get(records.key, ""))) for index, row in enumerate(call.body)]
    strange = [each for at, row, old in rows for each in names.of(row, at, old)]
    with whole(call):
        there = collection(call)
        there.replace(())
        try:
            with refused_with(strange):
                (made,) = fill(creating(call), [Batch(records, call.body)])
        except Misfit as error:
            raise misfit(error) from None
        arrange(there, made)
    return read_collection(call)


def add_records(call: ControlCall) -> Any:
    """As many records as are asked for, each with the members that were sent; the rest is as the vendor's own create makes it."""
    records, wanted = owned_or_404(call), call.body
    members, maker = wanted.get("members", {}), creating(call)
    if wanted.get("count", 1) > 1 and records.key in members:
        raise unfit("cannot be the key of several records", "members", records.key)
    with whole(call):
        try:
            with refused_with(spelling(call).of(members)):
                added = [maker.record(records, members)[1] for _ in range(wanted.get("count", 1))]
        except Misfit as error:
            raise misfit(error, "members") from None
    return Answer(201, added)


def merge_collection(call: ControlCall) -> Any:
    """Change, add and remove records by key, as RFC 7396 does with the members of an object."""
    records, there = owned_or_404(call), collection(call)
    known = {str(each[records.key]): each[records.key] for each in there}
    maker, names, wrong = creating(call), spelling(call), list[Violation]()
    call.world.budget.admit("records", weigh(call.body))
    with whole(call):
        for name, patch in call.body.items():
            key = known.get(name)
            try:
                with refused_with(names.of(patch, old=None if key is None else there.get(key))):
                    _merge(maker, records, name, key, patch)
            except Misfit as error:
                wrong += [each.below(pointers.join(name)) for each in error.violations]
        if wrong:
            raise misfit(Misfit.of(wrong))
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


def _merge(maker: Creating, records: Records, name: str, key: Key | None, patch: Mapping[str, Any] | None) -> None:
    """Let one record be as a patch says; what a new one leaves out is filled in, and its key is the name it was sent under.

    Inside a record, null takes a member away, or empties it where the document demands the member.

    Raises:
        Misfit: it does not fit the vendor's document, or names another key.
    """
    there = maker.world.vendor_states[maker.vendor.name].store.collection(records.name)
    if patch is None:
        if key is not None:
            there.remove(key)
        return
    if str(patch.get(records.key, name)) != name:
        raise Misfit(pointers.join(records.key), "is not the key under which the record was sent")
    if key is None:
        _add(maker, records, name, patch)
        return
    validator = maker.labelled.document.schema(records.schema)
    old = there.get(key)
    candidates = [merged(old, patch), merged(old, patch, emptied=True)]
    fitting = next((each for each in candidates if validator.fits(each)), candidates[0])
    if wrong := [] if validator.fits(fitting) else validator.violations(fitting):
        raise Misfit.of(wrong)
    there.put(key, fitting, _still_decided(there, key, patch))


def _add(maker: Creating, records: Records, name: str, members: Mapping[str, Any]) -> None:
    """Add a record under a key that was sent as text; a number where the document wants one.

    Raises:
        Misfit: it does not fit.
    """
    keys: list[Key] = [int(name), name] if re.fullmatch("[1-9][0-9]{0,17}", name) else [name]
    given = [members] if records.key in members else [{records.key: each, **members} for each in keys]
    for last, each in enumerate(given, 1 - len(given)):
        try:
            maker.record(records, each, again=True)
        except Misfit:
            if not last:
                raise
        else:
            return


def _still_decided(there: Collection, key: Key, patch: Mapping[str, Any]) -> Provenance:
    """What still decides a record once a patch has been merged into it: whatever decided the members that it leaves alone."""
    return provenance(*(each for each in there.provenance(key) if each[1] not in patch))


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
