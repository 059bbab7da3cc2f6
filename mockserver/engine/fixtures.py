"""Loads fixtures: the named starting states of a vendor; refuses what does not fit the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mockserver.engine.creating import Batch, Creating, arrange, fill, laid_on
from mockserver.engine.misfits import Misfit, Unknown
from mockserver.engine.spellings import Spelling, refused_with
from mockserver.engine.vendor import Vendor
from mockserver.evidence import forms
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.sources import SourceError, read_json
from mockserver.openapi.violations import Violation
from mockserver.spelling import missing, slip
from mockserver.state.budgets import Budget
from mockserver.state.chance import Chance
from mockserver.state.choices import Choices
from mockserver.state.clock import Clock
from mockserver.state.credentials import Credential, Credentials, credential
from mockserver.state.quotas import Quotas
from mockserver.state.store import Collection, Key, Record, Store
from mockserver.state.world import Snapshot, VendorState, World

TOLD = 20
"""Places that the refusal of a file names at most."""
_KINDS = {
    str: "a string",
    int: "an integer",
    bool: "true or false",
    float: "a number",
    list: "an array",
    dict: "an object",
}


@dataclass(frozen=True)
class Ground:
    """What a starting state is built on.

    Attributes:
        vendor: whose state it is.
        labelled: the vendor's document; every record must fit it.
        readings: those that hold, by id.
        names: the vendor's fixtures, on which another one can build.
        read: gives the content of a fixture.
        clock: the time at which parts of records are made whole.
        chance: what they are made up from.
    """

    vendor: Vendor
    labelled: LabelledDocument
    readings: Mapping[str, str]
    names: Sequence[str]
    read: Callable[[str], Any]
    clock: Clock = field(default_factory=Clock)
    chance: Chance = field(default_factory=lambda: Chance(0))


def load(file: Path, ground: Ground) -> VendorState:
    """Load a fixture from its file.

    Raises:
        SourceError: if it cannot be read or does not fit; names every JSON pointer and the reason.
    """
    try:
        return vendor_state(read_json(file), ground, (file.stem,))
    except Misfit as error:
        first, *others = error.violations[:TOLD]
        more = "".join(f"; {each.pointer}: {each.with_hint}" for each in others)
        raise SourceError(file, first.pointer, first.with_hint + more) from None


def vendor_state(data: Any, ground: Ground, above: tuple[str, ...] = ()) -> VendorState:
    """Build what a vendor has in a world from a fixture's data; the switches that it names are its choices.

    Args:
        data: the content of a fixture, or what was sent for one; records may be parts.
        ground: what it is built on.
        above: the fixtures that build on this one.

    Raises:
        Misfit: names every place.
        SourceError: a fixture on which it builds cannot be read.
    """
    wrong = forms.misfit(data, "fixture")
    if wrong is not None:
        raise _forgotten(data, ground.vendor) or Misfit(wrong.pointer, wrong.what)
    vendor, base = ground.vendor, _base(data, ground, above)
    at = "settings" if "settings" in data else "switches"
    switches = {**base.choices.switches, **check_switches(data.get(at, {}), vendor, pointers.join(at))}
    own = list(_credentials(data))
    inherited = [each for each in base.credentials if each.id not in {mine.id for mine in own}]
    credentials = Credentials([*(inherited or vendor.access.credentials), *own])
    _refuse_misspelt_counters(data.get("next", {}), vendor)
    counters = {**base.store.counters, **data.get("next", {})}
    store = Store(base.store.share().collections, counters, {**vendor.usual_switches, **switches})
    state = VendorState(store, credentials, Quotas(), dict(ground.readings), Choices(switches=switches))
    batches = _batches(vendor, data.get("collections", {}))
    free = data.get("undocumented", False)
    names = [(batch, Spelling(ground.labelled.document, batch.records, free)) for batch in batches]
    strange = [
        wrong
        for batch, spelling in names
        for index, row in enumerate(batch.rows)
        for wrong in spelling.of(row, batch.at + pointers.join(index))
    ]
    with refused_with(strange):
        _take(state, ground, batches, keep="from" in data)
    return state


def _refuse_misspelt_counters(given: Mapping[str, Any], vendor: Vendor) -> None:
    """Refuse a counter that is called nearly as a collection; what else is counted, a vendor alone knows."""
    known = [each.name for each in vendor.collections] if given else []
    for name in given:
        if name not in known and slip(name, known):
            raise Unknown(pointers.join("next", name), missing(f"counter of {vendor.name}", name, known))


def _batches(vendor: Vendor, given: Mapping[str, Any]) -> list[Batch]:
    """The records that a fixture gives, by collection."""
    batches = []
    for name, rows in given.items():
        at, kept = pointers.join("collections", name), vendor.collection(name)
        if kept is None:
            raise Unknown(at, vendor.without(name))
        batches.append(Batch(kept, rows, at))
    return batches


def _base(data: Mapping[str, Any], ground: Ground, above: tuple[str, ...]) -> VendorState:
    """What the fixture has on which another one builds; nothing where it builds on none."""
    name = data.get("from")
    if name is None:
        return VendorState()
    if name in above:
        raise Misfit("/from", f"leads back to {name!r}")
    if name not in ground.names:
        raise Unknown("/from", missing(f"fixture of {ground.vendor.name}", name, ground.names))
    try:
        return vendor_state(ground.read(name), ground, (*above, name))
    except Misfit as error:
        raise Misfit("/from", f"the fixture {name!r} does not fit: {error}") from None


def _forgotten(data: Any, vendor: Vendor) -> Misfit | None:
    """The refusal of collections that stand where `collections` should."""
    names = [name for name in data if vendor.collection(name) is not None] if isinstance(data, Mapping) else []
    if not names:
        return None
    what = 'is a collection; put it under the member \'collections\': {"collections": {"%s": [...]}}'
    return Misfit.of([Violation(pointers.join(name), what % name) for name in names])


def _take(state: VendorState, ground: Ground, batches: Sequence[Batch], *, keep: bool) -> None:
    """Put records into a state, as parts or whole.

    Args:
        keep: whether those that are there stay: what is given changes the one with its key, or is added.
    """
    vendor, document = ground.vendor, ground.labelled.document
    if not keep and all(document.schema(each.records.schema).fits(row) for each in batches for row in each.rows):
        for batch in batches:
            state.store.collections[batch.records.name] = Collection(dict(_keyed(batch)))
        return
    before = {batch.records.name: state.store.collection(batch.records.name) for batch in batches} if keep else {}
    world = World("", "", Snapshot({vendor.name: state}, ground.clock, ground.chance.copy()), 0, Budget(2**62, ""))
    filled = world.vendor_states[vendor.name].store
    changing = [_changing(batch, filled.collection(batch.records.name)) for batch in batches]
    for batch, made in zip(batches, fill(Creating(vendor, ground.labelled, world), changing), strict=True):
        name, by_key = batch.records.name, {each[0]: each for each in made}
        old = before.get(name, Collection())
        whole = {key: (key, old.get(key) or {}, old.provenance(key)) for key in tuple(old.keys())} | by_key
        state.store.collections[name] = Collection()
        arrange(state.store.collections[name], whole.values())
    state.store.counters.update(filled.counters)


def _changing(batch: Batch, there: Collection) -> Batch:
    """The records with what they leave alone of those that they change, which give way to them."""
    rows = []
    for row in batch.rows:
        old = there.get(row.get(batch.records.key, ""))
        rows.append(row if old is None else laid_on(old, row))
        if old is not None:
            there.forget(old[batch.records.key])
    return replace(batch, rows=rows)


def _keyed(batch: Batch) -> list[tuple[Key, Record]]:
    """Whole records with their keys.

    Raises:
        Misfit: one has no key, or that of another one.
    """
    keyed: dict[Key, Record] = {}
    for index, record in enumerate(batch.rows):
        key = record.get(batch.records.key)
        if not isinstance(key, str | int) or key in keyed:
            place = f"{batch.at}/{index}{pointers.join(batch.records.key)}"
            raise Misfit(place, "every record needs a key of its own")
        keyed[key] = record
    return list(keyed.items())


def fitting(vendor: Vendor, document: Document, name: str) -> Callable[[Any], bool]:
    """What says whether a record fits a vendor's document as one of a collection; all do of one that the vendor does not name."""
    kept = vendor.collection(name)
    return (lambda record: True) if kept is None else document.schema(kept.schema).fits


def check_switches(switches: dict[str, Any], vendor: Vendor, at: str = "") -> dict[str, Any]:
    """Check a vendor's switches of a world.

    Args:
        at: the JSON pointer of the switches, for messages.

    Raises:
        Misfit: an unknown switch, or a value that it cannot have.
    """
    for name, value in switches.items():
        place = at + pointers.join(name)
        if name not in vendor.switches:
            raise Unknown(place, missing(f"switch of {vendor.name}", name, list(vendor.switches)))
        _refuse_unlike(value, vendor.switches[name].default, place)
        try:
            vendor.switches[name].check(value)
        except (ValueError, LookupError) as error:
            raise Misfit(place, f"cannot be used: {error}") from None
    return switches


def _refuse_unlike(value: Any, usual: Any, place: str) -> None:
    """Refuse a value of another form than the usual one: another type, other members, a number below zero."""
    if type(value) is not type(usual):
        raise Misfit(place, f"must be {_KINDS.get(type(usual), 'another type')}")
    if isinstance(value, int) and value < 0:
        raise Misfit(place, "must be zero or more")
    if isinstance(value, dict):
        for member in {**usual, **value}:
            if member not in value or member not in usual:
                raise Misfit(
                    f"{place}{pointers.join(member)}", "is required" if member in usual else "is no member here"
                )
            _refuse_unlike(value[member], usual[member], f"{place}{pointers.join(member)}")


def _credentials(data: dict[str, Any]) -> Iterator[Credential]:
    for index, each in enumerate(data.get("credentials", [])):
        try:
            yield credential(each)
        except ValueError as error:
            raise Misfit(pointers.join("credentials", index), str(error)) from None
