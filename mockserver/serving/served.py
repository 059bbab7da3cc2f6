"""The vendors that are served: their folders, their start states, and an application per choice of readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockserver.engine import choices, fixtures, vendor_checks
from mockserver.engine.vendor import Vendor
from mockserver.evidence import vendor_spec
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi.sources import SourceError, read_json
from mockserver.serving import pipeline
from mockserver.serving.choices import adopting, chosen_at_start
from mockserver.settings import BadSetting, Settings
from mockserver.spelling import nearest
from mockserver.state.outbox import Outbox
from mockserver.state.world import Snapshot, VendorState


class ServedVendor:
    """One vendor as it is served: what its folder holds, the readings chosen at start, and its applications."""

    def __init__(self, vendor: Vendor, spec: VendorSpec, settings: Settings) -> None:
        spec = adopting(spec, settings)
        if not spec.labelled.document.bare:
            vendor_checks.check_tables(vendor, spec)
        self.vendor, self.spec, self.settings = vendor, spec, settings
        self.choices = chosen_at_start(spec, settings)
        self.readings = spec.readings(self.choices.profile, self.choices.readings)
        self._apps: dict[tuple[tuple[str, str], ...], Any] = {}
        self._vendor_states: dict[str, VendorState] = {}
        self.app_for(self.readings)

    def app_for(self, readings: Mapping[str, str]) -> tuple[Any, vendor_spec.LabelledDocument]:
        """The application for a choice of readings, and what it promises; built when first asked for.

        Returns:
            The ASGI application, and the document with its labels.
        """
        key = self.spec.key(readings)
        found = self._apps.get(key)
        if found is None:
            labelled = self.spec.effective(key)
            app = pipeline.build(
                self.vendor, labelled, body_limit=self.settings.body_limit, validate=self.settings.validate_responses
            )
            found = self._apps[key] = (app, labelled)
        return found

    def fixture_file(self, name: str) -> Path:
        """Where a fixture of this vendor is."""
        return self.settings.fixture_file(self.vendor.name, name)

    def fixture_names(self) -> list[str]:
        """The fixtures that this vendor has."""
        return self.settings.fixture_names(self.vendor.name)

    def fixture_data(self, name: str) -> Any:
        """What a fixture of this vendor says.

        Raises:
            SourceError: it cannot be read.
        """
        return read_json(self.fixture_file(name))

    def vendor_state(self, fixture: str) -> VendorState:
        """What the vendor has in a world that starts from a fixture; `documented` where it has none of that name."""
        name = fixture if self.fixture_file(fixture).is_file() else "documented"
        if name not in self._vendor_states:
            ground = fixtures.Ground(
                self.vendor, self.spec.labelled, self.spec.readings("", {}), self.fixture_names(), self.fixture_data,
            )  # fmt: skip
            state = fixtures.load(self.fixture_file(name), ground)
            chosen = replace(self.choices, switches=choices.unusual(self.vendor, state.choices.switches))
            self._vendor_states[name] = choices.settle(state, self.vendor, self.spec, chosen)
        return self._vendor_states[name]


def serve_vendors(
    settings: Settings, vendors: Mapping[str, Vendor], documents: Mapping[str, ServedVendor]
) -> dict[str, ServedVendor]:
    """Read the folders of vendors and make them ready to be served.

    Args:
        vendors: the vendors to serve, by name.
        documents: the bare documents, which are ready already.

    Raises:
        SourceError: a file cannot be used.
        BadSetting: a profile, a reading or a fixture does not exist.
    """
    everything = [*vendors, *documents]
    for name, _, _ in settings.readings():
        if name not in everything:
            raise BadSetting(f"--reading {name}.…: served are {', '.join(everything)}{nearest(name, everything)}")
    for name in settings.profiles():
        if name not in everything:
            raise BadSetting(f"--profile {name}=…: served are {', '.join(everything)}{nearest(name, everything)}")
    for given in settings.credential:
        if given.partition(":")[0] not in documents:
            known = ", ".join(documents) or "none"
            raise BadSetting(
                f"--credential {given.partition('=')[0]}=…: documents of your own that are served: {known}"
                f"{nearest(given.partition(':')[0], documents)}"
            )
    served: dict[str, ServedVendor] = {}
    for name, vendor in vendors.items():
        try:
            served[name] = ServedVendor(vendor, vendor_spec.load(settings.specs_of(name)), settings)
        except LookupError as error:
            raise SourceError(settings.specs_of(name) / "openapi.yaml", "/paths", str(error)) from None
    served |= documents
    for each in served.values():
        each.vendor_state(settings.fixture_for(each.vendor.name))
    _refuse_unknown_fixtures(settings, served)
    return served


def _refuse_unknown_fixtures(settings: Settings, vendors: Mapping[str, ServedVendor]) -> None:
    for each in settings.fixture:
        vendor, equals, name = each.rpartition("=")
        if equals and vendor not in vendors:
            raise BadSetting(f"--fixture {each}: served are {', '.join(vendors)}{nearest(vendor, vendors)}")
        among = [vendors[vendor]] if vendor in vendors else list(vendors.values())
        if not any(name in served.fixture_names() for served in among):
            known = sorted({name for served in among for name in served.fixture_names()})
            raise BadSetting(f"--fixture {each}: there are {', '.join(known)}{nearest(name, known)}")


def start(vendors: Mapping[str, ServedVendor], settings: Settings, fixture: str = "") -> Snapshot:
    """The moment at which a world begins.

    Args:
        fixture: `NAME` for all vendors that have it, or `VENDOR=NAME`, joined by commas; what is left open the settings say.
    """
    vendor_states = {name: served.vendor_state(settings.fixture_for(name, fixture)) for name, served in vendors.items()}
    return Snapshot(vendor_states, outbox=Outbox(settings.journal_size))
