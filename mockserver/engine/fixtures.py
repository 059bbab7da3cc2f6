"""Loads fixtures: the named starting states of a vendor; refuses what does not fit the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mockserver.engine.vendor import Vendor
from mockserver.evidence import forms
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.schema import Violation
from mockserver.openapi.sources import SourceError, read_json
from mockserver.spelling import missing
from mockserver.state.choices import Choices
from mockserver.state.credentials import Credential, Credentials, credential
from mockserver.state.quotas import Quotas
from mockserver.state.store import Collection, Key, Record, Store
from mockserver.state.world import VendorState

_KINDS = {
    str: "a string",
    int: "an integer",
    bool: "true or false",
    float: "a number",
    list: "an array",
    dict: "an object",
}


class Misfit(ValueError):
    """Data that do not fit.

    Attributes:
        violations: every place where something is wrong, as JSON pointers into the data, and what is wrong there.
        pointer, what: the first of them.
    """

    def __init__(self, pointer: str, what: str, *more: Violation) -> None:
        super().__init__(f"{pointer}: {what}")
        self.pointer, self.what = pointer, what
        self.violations = (Violation(pointer, what), *more)

    @classmethod
    def of(cls, violations: Sequence[Violation]) -> Misfit:
        """What says that some places, at least one, are wrong."""
        return cls(violations[0].pointer, violations[0].what, *violations[1:])


class Unknown(Misfit):
    """Data that name something which does not exist: the place, and what there is."""


def load(file: Path, vendor: Vendor, document: Document) -> VendorState:
    """Load a fixture from its file.

    Args:
        file: the JSON file.
        vendor: whose fixture it is.
        document: the vendor's document; every record must fit it.

    Returns:
        What the file says; readings are no matter of fixtures.

    Raises:
        SourceError: if it cannot be read or does not fit; names the JSON pointer and the reason.
    """
    data = read_json(file)
    try:
        return vendor_state(data, vendor, document)
    except Misfit as error:
        raise SourceError(file, error.pointer, error.what) from None


def vendor_state(data: Any, vendor: Vendor, document: Document) -> VendorState:
    """Build what a vendor has in a world from a fixture's data; the switches that it names are its choices.

    Args:
        data: the content of a fixture, or what was sent for one.
        vendor: whose it is.
        document: the vendor's; every record must fit it.

    Raises:
        Misfit: names the place.
    """
    wrong = forms.misfit(data, "fixture")
    if wrong is not None:
        raise Misfit(wrong.pointer, wrong.what)
    at = "settings" if "settings" in data else "switches"
    switches = check_switches(data.get(at, {}), vendor, pointers.join(at))
    store = Store(
        {name: Collection(dict(rows)) for name, rows in _collections(data, vendor, document)},
        dict(data.get("next", {})),
        {**vendor.usual_switches, **switches},
    )
    credentials = Credentials([*vendor.access.credentials, *_credentials(data)])
    return VendorState(store, credentials, Quotas(), {}, Choices(switches=switches))


def rows(records: Any, name: str, vendor: Vendor, document: Document, at: str = "") -> list[tuple[Key, Record]]:
    """Check the records of one collection and key them.

    Args:
        records: a list of records.
        name: the collection's name.
        at: the JSON pointer of the list, for messages.

    Raises:
        Misfit: an unknown collection, a record that does not fit, or a key that is used twice.
    """
    kept = vendor.collection(name)
    if kept is None:
        raise Unknown(at, missing(f"collection of {vendor.name}", name, [each.name for each in vendor.collections]))
    validator = document.schema(kept.schema)
    keyed: dict[Key, Record] = {}
    wrong: list[Violation] = []
    for index, record in enumerate(records):
        wrong += [Violation(f"{at}/{index}{each.pointer}", each.what) for each in validator.violations(record)]
        key = record.get(kept.key)
        if not isinstance(key, (str, int)) or key in keyed:
            wrong.append(Violation(f"{at}/{index}/{kept.key}", "every record needs a key of its own"))
        else:
            keyed[key] = record
    if wrong:
        raise Misfit.of(wrong)
    return list(keyed.items())


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


def _collections(
    data: dict[str, Any], vendor: Vendor, document: Document
) -> list[tuple[str, list[tuple[Key, Record]]]]:
    return [
        (name, rows(records, name, vendor, document, pointers.join("collections", name)))
        for name, records in data.get("collections", {}).items()
    ]


def _credentials(data: dict[str, Any]) -> Iterator[Credential]:
    for index, each in enumerate(data.get("credentials", [])):
        try:
            yield credential(each)
        except ValueError as error:
            raise Misfit(pointers.join("credentials", index), str(error)) from None
