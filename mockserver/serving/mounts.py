"""The vendors that are served: their contracts, their start states, and an application per choice of readings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.contract import contract as contracts
from mockserver.contract.contract import Contract
from mockserver.contract.sources import SourceError
from mockserver.engine import fixtures
from mockserver.engine.vendor import Vendor
from mockserver.serving import endpoint
from mockserver.settings import BadSetting, Settings
from mockserver.state.chance import Chance
from mockserver.state.clock import Clock
from mockserver.state.faults import Faults
from mockserver.state.outbox import Outbox
from mockserver.state.world import Snapshot, Tenancy


class Mount:
    """One vendor, mounted: its contract, the readings chosen at start, and its applications."""

    def __init__(self, vendor: Vendor, contract: Contract, settings: Settings) -> None:
        self.vendor, self.contract, self.settings = vendor, contract, settings
        self.readings = dict(contract.defaults)
        for name, id, value in settings.readings():
            if name == vendor.name:
                try:
                    contract.choose(id, value)
                except ValueError as error:
                    raise BadSetting(f"--reading {name}.{id}={value}: {error}") from None
                self.readings[id] = value
        self._apps: dict[tuple[tuple[str, str], ...], Any] = {}
        self._tenancies: dict[str, Tenancy] = {}
        self.app_for(self.readings)

    def app_for(self, readings: Mapping[str, str]) -> tuple[Any, contracts.Promise]:
        """The application for a choice of readings, and what it promises; built when first asked for."""
        key = self.contract.key(readings)
        found = self._apps.get(key)
        if found is None:
            promise = self.contract.effective(key)
            app = endpoint.build(
                self.vendor, promise, body_limit=self.settings.body_limit, validate=self.settings.validate_responses
            )
            found = self._apps[key] = (app, promise)
        return found

    def fixture_file(self, name: str) -> Path:
        """Where a fixture of this vendor is."""
        return self.settings.fixtures_of(self.vendor.name) / f"{name}.json"

    def fixture_names(self) -> list[str]:
        """The fixtures that this vendor has."""
        return sorted(file.stem for file in self.settings.fixtures_of(self.vendor.name).glob("*.json"))

    def tenancy(self, fixture: str) -> Tenancy:
        """What the vendor has in a world that starts from a fixture; `documented` where it has none of that name."""
        name = fixture if self.fixture_file(fixture).is_file() else "documented"
        if name not in self._tenancies:
            document = self.contract.promise.document
            self._tenancies[name] = fixtures.load(self.fixture_file(name), self.vendor, document, self.readings)
        return self._tenancies[name]


def mount(settings: Settings, vendors: Mapping[str, Vendor]) -> dict[str, Mount]:
    """Read and mount vendors.

    Args:
        vendors: the vendors to serve, by name.

    Raises:
        SourceError: a file cannot be used.
        BadSetting: a reading or a fixture does not exist.
    """
    for name, _, _ in settings.readings():
        if name not in vendors:
            raise BadSetting(f"--reading {name}.…: served are {', '.join(vendors)}")
    mounts = {}
    for name, vendor in vendors.items():
        try:
            mounts[name] = Mount(vendor, contracts.load(settings.specs_of(name)), settings)
        except LookupError as error:
            raise SourceError(settings.specs_of(name) / "openapi.yaml", "/paths", str(error)) from None
    for each in mounts.values():
        each.tenancy(settings.fixture_for(each.vendor.name))
    _refuse_unknown_fixtures(settings, mounts)
    return mounts


def _refuse_unknown_fixtures(settings: Settings, mounts: Mapping[str, Mount]) -> None:
    for each in settings.fixture:
        vendor, _, name = each.rpartition("=")
        among = [mounts[vendor]] if vendor in mounts else list(mounts.values())
        if not any(name in mounted.fixture_names() for mounted in among):
            known = sorted({name for mounted in among for name in mounted.fixture_names()})
            raise BadSetting(f"--fixture {each}: there are {', '.join(known)}")


def start(mounts: Mapping[str, Mount], settings: Settings, fixture: str = "") -> Snapshot:
    """The moment at which a world begins.

    Args:
        fixture: a fixture's name for all vendors that have it; empty means what the settings say.
    """
    return Snapshot(
        {
            name: mounted.tenancy(fixture or settings.fixture_for(mounted.vendor.name))
            for name, mounted in mounts.items()
        },
        Clock(), Chance(0), Faults(), Outbox(settings.journal_size),
    )  # fmt: skip
