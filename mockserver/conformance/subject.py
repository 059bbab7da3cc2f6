"""A vendor that is being checked: its module, its contract and its fixtures' callers; reads files, asks no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        fixtures: the folder of its fixtures.
        readings: what is chosen instead of the defaults.
    """

    vendor: Vendor
    spec: VendorSpec
    fixtures: Path
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def document(self) -> Document:
        """The document of the readings that are chosen."""
        return self.spec.effective(self.spec.key(self.readings)).document

    @property
    def folder(self) -> Path:
        """The folder of its document."""
        return self.spec.labelled.document.file.parent

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges that the evidence has of the readings that are chosen."""
        return self.spec.evidence.exchanges

    @property
    def unreachable(self) -> tuple[Unreachable, ...]:
        """The statuses that nothing reaches under the readings that are chosen."""
        return self.spec.evidence.unreachable

    @property
    def chosen(self) -> Mapping[str, Any]:
        """What a new world of this vendor needs besides its fixture."""
        return {"readings": {self.vendor.name: dict(self.readings)}} if self.readings else {}

    def callers(self, fixture: str) -> dict[str, Caller]:
        """Everybody who may call in a world that starts from a fixture, the documented callers first."""
        file = self.fixtures / f"{fixture}.json"
        if not file.is_file():
            file = self.fixtures / "documented.json"
        return callers(self.document.raw, self.vendor.access.credentials, file)


def load(name: str, settings: Settings | None = None) -> Subject:
    """Read a vendor's module and folders.

    Raises:
        LookupError: no such vendor.
        SourceError: its document or its evidence cannot be read.
    """
    settings = settings or Settings()
    vendor = find([name], settings.own)[name]
    return Subject(vendor, vendor_spec.load(settings.specs_of(name)), settings.fixtures_of(name))
