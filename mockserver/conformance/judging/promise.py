"""What a server is held to: a document, and who says what of it; reads files, asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from mockserver.conformance.judging.breach import Source
from mockserver.evidence import bare, vendor_spec
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.statements import Statement
from mockserver.evidence.support import Support, supported
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi import tree
from mockserver.openapi.bare import document as bare_documents
from mockserver.openapi.document import Document
from mockserver.openapi.pointers import join, split


@dataclass(frozen=True)
class Promise:
    """What a server is held to.

    Attributes:
        name: the vendor's name, or what the document is called.
        spec: the document with its evidence; a bare document has none worth mentioning.
        readings: what is chosen instead of the defaults.
        profile: the name of a profile that is chosen besides; empty for none.
    """

    name: str
    spec: VendorSpec
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    profile: str = ""

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The readings that are chosen and change the document."""
        return self.spec.key(self.spec.readings(self.profile, self.readings))

    @cached_property
    def document(self) -> Document:
        """The document of the readings that are chosen."""
        return self.spec.document(self.key)

    @property
    def evidence(self) -> Evidence:
        """Who says what; empty of a bare document."""
        return self.spec.evidence

    @property
    def bare(self) -> bool:
        """Whether the document is somebody's own, taken as it is."""
        return self.document.bare

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Where each operation stands, by operationId."""
        return tree.operations(self.document.raw)

    @cached_property
    def _support(self) -> Support:
        return supported(self.document.raw, self.evidence.under(self.key))

    def sources(self, pointer: str) -> tuple[Source, ...]:
        """Who states what stands at a place of the document, or at the nearest place around it of which somebody speaks.

        Args:
            pointer: a JSON pointer into the document.
        """
        steps = split(pointer)
        for length in range(len(steps), 1, -1):
            found = self._support.statements.get(join(*steps[:length]))
            if found:
                return tuple(self._source(each) for each in found)
        return ()

    def behaviour(self, id: str) -> tuple[Source, ...]:
        """Who states a behaviour."""
        found = self.evidence.behaviours.get(id)
        return (self._source(found.statement),) if found is not None else ()

    def _source(self, statement: Statement) -> Source:
        page = next(each for each in self.evidence.pages if each.id == statement.page)
        return Source(
            label=str(statement.label),
            page=page.title,
            address=page.url or page.source or "",
            section=statement.section,
            states=statement.states or f"{statement.kind} {', '.join(statement.names)}",
            place=statement.place,
        )

    def bases(self) -> Iterator[str]:
        """The paths before which those of the document may stand, the longest first."""
        yield from dict.fromkeys(base.rstrip("/") for base in (*self.document.bases, ""))

    def hosts(self) -> tuple[str, ...]:
        """The host names that the document gives."""
        return self.document.hosts


def of_folder(folder: Path, readings: Mapping[str, str] | None = None, profile: str = "") -> Promise:
    """What a vendor's folder promises.

    Raises:
        SourceError: it cannot be read.
        ValueError: no such profile.
    """
    spec, profile = vendor_spec.choosing(vendor_spec.load(folder), profile)
    spec.profile(profile)
    return Promise(spec.vendor, spec, dict(readings or {}), profile)


def of_document(name: str, file: Path, evidence: Path | None = None) -> Promise:
    """What somebody's document promises.

    Args:
        name: what it is called.
        file: the document.
        evidence: the evidence of it; None where there is none.

    Raises:
        SourceError: it cannot be read.
    """
    return Promise(name, bare.spec_of(name, bare_documents.load(file), evidence))


def below(promise: Promise, base_url: str, url: str) -> str | None:
    """The path of an address as the document writes it, percent-encoded; None where the address is of another server.

    Args:
        promise: whose document.
        base_url: where its paths begin; empty for the hosts and bases of the document.
        url: the address.
    """
    asked = urlsplit(url)
    if base_url:
        base = urlsplit(base_url)
        start = base.path.rstrip("/")
        if asked.netloc != base.netloc or not (asked.path == start or asked.path.startswith(f"{start}/")):
            return None
        return asked.path[len(start) :] or "/"
    if promise.hosts() and asked.hostname not in promise.hosts():
        return None
    return asked.path or "/"
