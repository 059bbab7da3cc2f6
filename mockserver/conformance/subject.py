"""A vendor that is being checked: its module, its contract and its fixtures' callers; reads files, asks no server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.conformance.credentials import Caller, callers
from mockserver.engine.discovery import find
from mockserver.engine.vendor import Vendor
from mockserver.evidence import vendor_spec
from mockserver.evidence.exchanges import Exchange, Unreachable
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi.document import Document
from mockserver.settings import Settings


@dataclass(frozen=True)
class Subject:
    """One vendor, as the checks need to know it.

    Attributes:
        vendor: its module's tables.
        spec: what its folder promises.
        fixtures: the folders of its fixtures, the one that goes before first.
        readings: what is chosen instead of the defaults.
        profile: the name of a profile that is chosen besides; empty for none.
    """

    vendor: Vendor
    spec: VendorSpec
    fixtures: tuple[Path, ...]
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    profile: str = ""

    @property
    def name(self) -> str:
        """What is chosen, as it is written on the command line; empty for the defaults."""
        return self.profile or ", ".join(f"{id}={value}" for id, value in self.readings.items())

    def variants(self) -> Iterator[Subject]:
        """The same vendor under each overlay by itself, and under each profile."""
        for id, value in self.spec.overlays:
            yield replace(self, readings={id: value})
        for name in self.spec.profiles:
            yield replace(self, profile=name)

    @property
    def _key(self) -> tuple[tuple[str, str], ...]:
        return self.spec.key(self.spec.readings(self.profile, self.readings))

    @cached_property
    def document(self) -> Document:
        """The document of the readings that are chosen."""
        return self.spec.document(self._key)

    @property
    def folder(self) -> Path:
        """The folder of its document."""
        return self.spec.labelled.document.file.parent

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges that the evidence has of the readings that are chosen, and whose example the document has."""
        own = {(each.operation, each.example) for each in self.spec.evidence.exchanges if each.reading in self._key}
        return tuple(
            each
            for each in self.spec.evidence.exchanges
            if has_example(self.document, each)
            and (each.reading in self._key or (each.reading is None and (each.operation, each.example) not in own))
        )

    @cached_property
    def unreachable(self) -> tuple[Unreachable, ...]:
        """The statuses that nothing reaches under the readings that are chosen."""
        return tuple(filter(self._holds, self.spec.evidence.unreachable))

    def closed(self, operation: str) -> frozenset[str]:
        """The statuses of an operation that nothing reaches, as the evidence says."""
        return frozenset(each.status for each in self.unreachable if each.operation == operation)

    def _holds(self, each: Exchange | Unreachable) -> bool:
        """Whether something is said of the readings that are chosen."""
        return each.reading is None or each.reading in self._key

    @property
    def chosen(self) -> Mapping[str, Any]:
        """What a new world of this vendor needs besides its fixture."""
        name = self.vendor.name
        readings = {"readings": {name: dict(self.readings)}} if self.readings else {}
        return {**readings, "profile": {name: self.profile}} if self.profile else readings

    def callers(self, fixture: str) -> dict[str, Caller]:
        """Everybody who may call in a world that starts from a fixture, the documented callers first."""
        names = (fixture, "documented")
        files = [folder / f"{name}.json" for name in names for folder in self.fixtures]
        file = next((file for file in files if file.is_file()), files[-1])
        return callers(self.document.raw, self.vendor.access.credentials, file)


def has_example(document: Document, exchange: Exchange) -> bool:
    """Whether a document has the response of an exchange; a response without a body needs no example."""
    operation = document.operations.get(exchange.operation)
    promised = None if operation is None else operation.response(exchange.status)
    return promised is not None and (not promised.examples or exchange.example in promised.examples)


def load(name: str, settings: Settings | None = None) -> Subject:
    """Read a vendor's module and folders.

    Raises:
        LookupError: no such vendor.
        SourceError: its document or its evidence cannot be read.
    """
    settings = settings or Settings()
    vendor = find([name], settings.own)[name]
    return Subject(vendor, vendor_spec.load(settings.specs_of(name)), tuple(settings.fixtures_of(name)))
