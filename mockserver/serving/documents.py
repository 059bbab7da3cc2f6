"""Bare documents as they are served: what is inferred from them, whom they accept, how they start; reads their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from mockserver.authorization import kind_of, schemes_of
from mockserver.engine import choices, fixtures
from mockserver.engine.access import ANY, identify_anybody
from mockserver.engine.inference.decisions import Inference
from mockserver.engine.inference.overrules import NONE, Misread, Overrules, overrules
from mockserver.engine.inference.vendors import documented
from mockserver.engine.inference.vendors import vendor as inferred
from mockserver.engine.layer import Layer
from mockserver.engine.vendor import Vendor
from mockserver.evidence import bare
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.openapi.bare.cache import Cache
from mockserver.openapi.bare.document import load, nothing_collected
from mockserver.openapi.document import Document
from mockserver.openapi.sources import SourceError, read_yaml
from mockserver.serving.served import ServedVendor
from mockserver.settings import BadSetting, Settings, cache_folder
from mockserver.spelling import nearest
from mockserver.state.credentials import Credential, Scheme, credential
from mockserver.state.world import VendorState


class ServedDocument(ServedVendor):
    """A bare document as it is served: it starts empty where no fixture says otherwise."""

    def __init__(
        self, vendor: Vendor, spec: VendorSpec, settings: Settings, inference: Inference, layer: Layer | None
    ) -> None:
        super().__init__(vendor, spec, settings)
        self.inference, self.layer = inference, layer

    def fixture_file(self, name: str) -> Path:
        """Where a fixture of this document is, if the user's own folder has it; never one of a vendor of ours."""
        folder = self.settings.own_folder("fixtures", self.vendor.name)
        return (folder or Path("no-fixtures")) / f"{name}.json"

    def fixture_names(self) -> list[str]:
        """The two that there are always, and those of the user's own folder."""
        folder = self.settings.own_folder("fixtures", self.vendor.name)
        return sorted({*IMPLICIT, *(file.stem for file in (folder.glob("*.json") if folder else ()))})

    def fixture_data(self, name: str) -> Any:
        """What a fixture says; the two that there are always need no file."""
        if name not in IMPLICIT or self.fixture_file(name).is_file():
            return super().fixture_data(name)
        return {} if name == "empty" else documented(self.spec.labelled.document, self.inference)

    def vendor_state(self, fixture: str) -> VendorState:
        """What a world starts with: what the document's examples show, where no file says otherwise."""
        there = [name for name in (fixture, "documented") if self.fixture_file(name).is_file()]
        if there and (fixture in there or fixture != "empty"):
            return super().vendor_state(there[0])
        name = "empty" if fixture == "empty" else "documented"
        if name not in self._vendor_states:
            ground = fixtures.Ground(self.vendor, self.spec.labelled, self.readings, (), self.fixture_data)
            state = fixtures.vendor_state(self.fixture_data(name), ground)
            self._vendor_states[name] = choices.settle(state, self.vendor, self.spec, self.choices)
        return self._vendor_states[name]


IMPLICIT = ("documented", "empty")
"""The fixtures that every bare document has without a file."""


def serve(name: str, file: Path, settings: Settings, layer: Layer | None = None) -> ServedDocument:
    """Make a bare document ready to be served.

    Args:
        layer: what a module of the user's own does in another way.

    Raises:
        SourceError: it cannot be read.
        BadSetting: the module speaks of an operation that the document does not have.
    """
    with nothing_collected():
        return _serve(name, file, settings, layer)


def _serve(name: str, file: Path, settings: Settings, layer: Layer | None) -> ServedDocument:
    document = load(file, _cache() if settings.cache else None)
    vendor, inference = inferred(name, document, decisions(file))
    credentials = _given(name, settings) or _any(document)
    access = replace(vendor.access, credentials=credentials, identify=identify_anybody)
    vendor = replace(vendor, access=access, dialect=replace(vendor.dialect, head=True))
    folder = settings.own_folder("specs", name)
    evidence = file.with_name("evidence.yaml") if folder is not None and file.parent == folder else None
    spec = bare.spec_of(name, document, evidence if evidence is not None and evidence.is_file() else None)
    if layer is not None:
        _refuse_unknown(name, layer, inference)
        vendor = layer.on(vendor)
    return ServedDocument(vendor, spec, settings, inference, layer)


def _refuse_unknown(name: str, layer: Layer, inference: Inference) -> None:
    for id in layer.overrides:
        if id not in inference.decisions:
            raise BadSetting(f"{layer.file}: {name} has no operation {id!r}{nearest(id, inference.decisions)}")


def _cache() -> Cache | None:
    """Where what was read is kept; nowhere for a user without a home."""
    try:
        return Cache(cache_folder() / "documents")
    except BadSetting:
        return None


DECISIONS = ".mock.yaml"
"""What follows the stem of a document in the name of the file with the user's own decisions about it."""


def decisions(file: Path) -> Overrules:
    """The user's own decisions about a document, which stand beside it: `petstore.mock.yaml`.

    Args:
        file: the document.

    Raises:
        SourceError: they cannot be read; names the place.
    """
    beside = file.with_name(file.stem + DECISIONS)
    if not beside.is_file():
        return NONE
    try:
        return overrules(read_yaml(beside))
    except Misread as error:
        raise SourceError(beside, error.pointer, error.what) from None


def _any(document: Document) -> tuple[Credential, ...]:
    """A credential for each kind that the document asks for: each stands for all, and can be shown to a user."""
    kinds = set(map(kind_of, schemes_of(document.raw).values()))
    return tuple(
        Credential(f"{ANY}{kind}", kind, "any-token", user="anybody" if kind == "basic" else "")
        for kind in KINDS
        if kind in kinds
    )


KINDS: tuple[Scheme, ...] = ("bearer", "basic", "apiKey")


def _given(name: str, settings: Settings) -> tuple[Credential, ...]:
    """The credentials of a document that the settings give."""
    found: list[Credential] = []
    for each in settings.credential:
        whose, _, rest = each.partition(":")
        scheme, _, secret = rest.partition("=")
        if whose == name:
            user, _, password = secret.partition(":") if scheme == "basic" else ("", "", secret)
            made = {
                "id": f"given-{len(found) + 1}",
                "scheme": scheme,
                "secret": password,
                "user": user,
                "permissions": "*",
            }
            found.append(credential(made))
    return tuple(found)
