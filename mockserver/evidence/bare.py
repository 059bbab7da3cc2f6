"""What can be said of a document that nobody has traced to a source: its own examples are documented, the rest is assumed."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.evidence.evidence import Evidence
from mockserver.evidence.labels import Labels
from mockserver.evidence.statements import Label
from mockserver.evidence.vendor_spec import LabelledDocument, VendorSpec
from mockserver.openapi.document import Document

EXAMPLE = "example"
"""Cited by an answer that is an example of the document, unchanged."""


class BareLabels(Labels):
    """The labels of a bare document: `documented` for an answer that is one of its examples, else `assumed`."""

    def answer(self, operation: str, status: int | str, behaviours: Iterable[str] = ()) -> Label:
        """The label of an answer."""
        return Label.DOCUMENTED if EXAMPLE in behaviours else Label.ASSUMED


def spec_of(name: str, document: Document) -> VendorSpec:
    """What a bare document promises: itself, and no evidence beside it."""
    info = document.raw["info"]
    title, about = (str(info.get(member) or "") for member in ("title", "description"))
    evidence = Evidence(document.file.with_name("evidence.yaml"), name, title or name, about, (), (), {}, {}, (), ())
    labels = BareLabels(operation={}, status={}, schema={}, behaviour={EXAMPLE: Label.DOCUMENTED})
    return VendorSpec(name, evidence, LabelledDocument(document, labels), {})
