"""How much a vendor's folder holds, and how well it is supported, in numbers; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from mockserver.conformance import completeness
from mockserver.conformance.results import Compared, Size, Support
from mockserver.evidence.evidence import Label
from mockserver.evidence.support import supported
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi.pointers import join, split


def size(spec: VendorSpec) -> Size:
    """Count operations, fields, statuses of operations, and exchanges."""
    document = spec.labelled.document
    return Size(
        operations=len(document.operations),
        fields=sum(split(place)[-2] == "properties" for place in dict(completeness.needs(document.raw))),
        statuses=sum(len(each.responses) for each in document.operations.values()),
        exchanges=sum(each.reading is None for each in spec.evidence.exchanges),
    )


def support(spec: VendorSpec) -> Support:
    """Count labels: of everything in the document that needs support, and of the behaviours; what nobody states is assumed."""
    document, evidence = spec.labelled.document.raw, spec.evidence
    found = supported(document, evidence.under())
    labels = (found.label_of(place) for place in dict(completeness.needs(document)))
    return Support(
        places=_counted(Label.ASSUMED if label is None else label for label in labels),
        behaviours=_counted(each.label for each in evidence.behaviours.values()),
    )


def compared(spec: VendorSpec) -> Compared:
    """Count the values of the documented answers, and those that the exchanges leave out."""
    values = volatile = contradictory = 0
    for exchange in (each for each in spec.evidence.exchanges if each.reading is None):
        response = spec.labelled.document.operations[exchange.operation].response(exchange.status)
        _, body = (response.examples if response else {}).get(exchange.example, ("", b""))
        there = set() if isinstance(body, bytes) else set(_values(body))
        left = [
            {each for pointer in pointers for each in _left_out(there, pointer)}
            for pointers in (exchange.volatile, exchange.contradictory)
        ]
        values += len(there.union(*left))
        volatile += len(left[0])
        contradictory += len(left[1] - left[0])
    return Compared(values, volatile, contradictory)


def _values(value: Any, at: str = "") -> Iterator[str]:
    """The place of every value that holds no other."""
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
    if not items or not value:
        yield at
        return
    for name, item in items:
        yield from _values(item, at + join(name))


def _left_out(values: set[str], pointer: str) -> set[str]:
    """What lies at or below a place; the place itself where the documented answer has nothing there."""
    return {each for each in values if each == pointer or each.startswith(f"{pointer}/")} or {pointer}


def _counted(labels: Iterable[Label]) -> dict[str, int]:
    counts = Counter(labels)
    return {str(label): counts[label] for label in Label}
