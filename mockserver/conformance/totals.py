"""How much a vendor's folder holds, and how well it is supported, in numbers; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mockserver.conformance import completeness
from mockserver.conformance.results import Size, Support
from mockserver.evidence.evidence import Label
from mockserver.evidence.support import supported
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi.pointers import split


def size(spec: VendorSpec) -> Size:
    """Count operations, fields, statuses of operations, and exchanges."""
    document = spec.labelled.document
    return Size(
        operations=len(document.operations),
        fields=sum(split(place)[-2] == "properties" for place in dict(completeness.needs(document.raw))),
        statuses=sum(len(each.responses) for each in document.operations.values()),
        exchanges=len(spec.evidence.exchanges),
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


def _counted(labels: Iterable[Label]) -> dict[str, int]:
    counts = Counter(labels)
    return {str(label): counts[label] for label in Label}
