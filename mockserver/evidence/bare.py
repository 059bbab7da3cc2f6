"""What can be said of a document that nobody has traced to a source: its own examples are documented, the rest is assumed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mockserver.evidence.evidence import Evidence, load
from mockserver.evidence.labels import Labels
from mockserver.evidence.statements import Label
from mockserver.evidence.vendor_spec import LabelledDocument, VendorSpec
from mockserver.openapi.document import Document
from mockserver.openapi.pointers import JSON

EXAMPLE = "example"
"""Cited by an answer that is an example of the document, unchanged."""


class BareLabels(Labels):
    """The labels of a bare document: `documented` for an answer that is one of its examples, else `assumed`."""

    def answer(self, operation: str, status: int | str, behaviours: Iterable[str] = ()) -> Label:
        """The label of an answer."""
        return Label.DOCUMENTED if EXAMPLE in behaviours else super().answer(operation, status, behaviours)

    @classmethod
    def of(cls, document: JSON, evidence: Evidence, readings: tuple[tuple[str, str], ...] = ()) -> Labels:
        """The labels of a document with evidence of it."""
        found = Labels.of(document, evidence, readings)
        behaviours = {**found.behaviour, EXAMPLE: Label.DOCUMENTED}
        return cls(
            operation=found.operation, status=found.status, schema=found.schema, behaviour=behaviours, place=found.place
        )


def spec_of(name: str, document: Document, file: Path | None = None) -> VendorSpec:
    """What a bare document promises: itself, and what evidence there is of it.

    Args:
        file: the evidence; None where there is none.

    Raises:
        SourceError: the evidence cannot be read, or is not in its form.
    """
    if file is not None:
        known = load(file)
        labels = BareLabels.of(document.raw, known)
        return VendorSpec(name, known, LabelledDocument(document, labels), {})
    info = document.raw["info"]
    title, about = (str(info.get(member) or "") for member in ("title", "description"))
    evidence = Evidence(document.file.with_name("evidence.yaml"), name, title or name, about, (), (), {}, {}, (), ())
    labels = BareLabels(operation={}, status={}, schema={}, behaviour={EXAMPLE: Label.DOCUMENTED})
    return VendorSpec(name, evidence, LabelledDocument(document, labels), {})
