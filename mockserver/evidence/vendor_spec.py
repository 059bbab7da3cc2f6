"""Everything one vendor's folder promises: document, evidence, labels, and the documents of other readings."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonpath_rfc9535

from mockserver.evidence import adopted, forms, profiles
from mockserver.evidence import evidence as evidences
from mockserver.evidence.adopted import Adopted
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.labels import Labels
from mockserver.evidence.profiles import NO_PROFILE, Profile
from mockserver.openapi import document as documents
from mockserver.openapi.document import Document
from mockserver.openapi.sources import SourceError, read_yaml


@dataclass(frozen=True)
class LabelledDocument:
    """A document with the labels of its nodes: what holds under one choice of readings."""

    document: Document
    labels: Labels


@dataclass
class VendorSpec:
    """One vendor's folder, read.

    Attributes:
        vendor: the folder's name.
        evidence: who says what.
        promise: the document of the default readings, with its labels.
        overlays: (reading, value) to the overlay that makes the document of that reading.
        profiles: by name.
        adopted: what was seen of one real server, in a file of somebody's own; None where nobody gave one.
    """

    vendor: str
    evidence: Evidence
    labelled: LabelledDocument
    overlays: Mapping[tuple[str, str], tuple[Path, Any]]
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    adopted: Adopted | None = None
    _effective: dict[tuple[tuple[str, str], ...], LabelledDocument] = field(default_factory=dict)
    _documents: dict[tuple[tuple[str, str], ...], Document] = field(default_factory=dict)

    @property
    def defaults(self) -> dict[str, str]:
        """The default value of every reading."""
        return {id: reading.default for id, reading in self.evidence.readings.items()}

    def profile(self, name: str) -> Profile:
        """A profile by its name; the empty name stands for none.

        Raises:
            ValueError: there is none of that name; the text lists those there are.
        """
        if not name:
            return NO_PROFILE
        if name not in self.profiles:
            raise ValueError(profiles.unknown(self.vendor, name, self.profiles))
        return self.profiles[name]

    def readings(self, profile: str, chosen: Mapping[str, str]) -> dict[str, str]:
        """What holds: what was chosen by itself goes before the profile, the profile before the defaults."""
        return {**self.defaults, **self.profile(profile).readings, **chosen}

    def key(self, readings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Those of the readings that change the document or what is known of it."""
        chosen = readings.items() & self.overlays.keys()
        found = tuple(pair for pair in self.overlays if pair in chosen) if chosen else ()
        if self.adopted is not None and self.adopted.holds(readings):
            return (*found, self.adopted.reading)
        return found

    def effective(self, key: tuple[tuple[str, str], ...]) -> LabelledDocument:
        """The document under some readings, compiled when first asked for.

        Raises:
            SourceError: an overlay does not fit the document.
        """
        if not key:
            return self.labelled
        if key not in self._effective:
            document = self.document(key)
            labels = type(self.labelled.labels).of(document.raw, self.evidence, key)
            self._effective[key] = LabelledDocument(document, labels)
        return self._effective[key]

    def document(self, key: tuple[tuple[str, str], ...]) -> Document:
        """The same without its labels.

        Raises:
            SourceError: an overlay does not fit the document.
        """
        if key not in self._documents:
            overlays = [self.overlays[pair] for pair in key if pair in self.overlays]
            if self.adopted is not None and self.adopted.reading in key and self.adopted.overlay is not None:
                overlays.append((self.adopted.file, self.adopted.overlay))
            self._documents[key] = self._changed(overlays) if overlays else self.labelled.document
        return self._documents[key]

    def _changed(self, overlays: list[tuple[Path, Any]]) -> Document:
        raw = copy.deepcopy(self.labelled.document.raw)
        for file, overlay in overlays:
            apply(file, overlay, raw, alone=len(overlays) == 1)
        return documents.compiled(self.labelled.document.file, raw)

    def adopt(self, file: Path) -> VendorSpec:
        """The same vendor with the profile of a file, and what was seen under it.

        Raises:
            SourceError: the file cannot be used.
        """
        found = adopted.load(file, self.evidence)
        return VendorSpec(
            self.vendor, found.in_addition(self.evidence), self.labelled, self.overlays,
            {**self.profiles, found.profile.name: found.profile}, found,
        )  # fmt: skip


def load(folder: Path) -> VendorSpec:
    """Read a vendor's folder.

    Raises:
        SourceError: names file, place and reason.
    """
    document = documents.load(folder / "openapi.yaml")
    evidence = evidences.load(folder / "evidence.yaml")
    overlays = {}
    for (id, value), file in overlay_files(folder).items():
        reading = evidence.readings.get(id)
        if reading is None or not reading.built or value not in reading.alternatives:
            raise SourceError(file, "", f"evidence.yaml has no built reading {id!r} with the alternative {value!r}")
        overlays[id, value] = (file, read_yaml(file))
    labelled = LabelledDocument(document, Labels.of(document.raw, evidence))
    return VendorSpec(folder.name, evidence, labelled, overlays, profiles.load(folder / profiles.FILE, evidence))


def choosing(spec: VendorSpec, profile: str) -> tuple[VendorSpec, str]:
    """A vendor and the name of a profile, where that may be a file of somebody's own.

    Args:
        spec: the vendor's folder.
        profile: a name, or a file such as `./acme.yaml`.

    Raises:
        SourceError: the file cannot be used.
    """
    if not adopted.is_file(profile):
        return spec, profile
    found = spec.adopt(Path(profile))
    return found, found.adopted.profile.name if found.adopted is not None else ""


def overlay_files(folder: Path) -> dict[tuple[str, str], Path]:
    """The overlays of a vendor's folder by reading and value, in the order in which they are applied."""
    files = sorted((folder / "readings").glob("*.yaml"))
    return {(file.stem.partition("=")[0], file.stem.partition("=")[2]): file for file in files}


def apply(file: Path, overlay: Any, raw: dict[str, Any], *, alone: bool = True) -> None:
    """Apply an OpenAPI Overlay 1.0 to a document, in place.

    Args:
        file: where the overlay stands.
        overlay: its content.
        raw: the document.
        alone: whether no other overlay is applied; if one is, it may have removed a target already.

    Raises:
        SourceError: not an overlay, or a target that the document does not hold.
    """
    forms.refuse_misfit(file, overlay, "overlay")
    for index, action in enumerate(overlay["actions"]):
        try:
            nodes = jsonpath_rfc9535.find(action["target"], raw)
        except jsonpath_rfc9535.JSONPathError as error:
            raise SourceError(file, f"/actions/{index}/target", str(error)) from None
        if not nodes and alone:
            raise SourceError(file, f"/actions/{index}/target", f"{action['target']} leads nowhere in the document")
        for node in sorted(nodes, key=lambda each: each.location, reverse=True) if action.get("remove") else nodes:
            parent = raw
            for token in node.location[:-1]:
                parent = parent[token]  # type: ignore[index]
            if action.get("remove"):
                del parent[node.location[-1]]  # type: ignore[arg-type]
            else:
                parent[node.location[-1]] = merged(node.value, copy.deepcopy(action["update"]))  # type: ignore[index]


def merged(old: Any, update: Any) -> Any:
    """Merge as an overlay does: objects by member, arrays by appending, everything else by replacing."""
    if isinstance(old, dict) and isinstance(update, dict):
        return {**old, **{name: merged(old[name], value) if name in old else value for name, value in update.items()}}
    if isinstance(old, list):
        return [*old, *(update if isinstance(update, list) else [update])]
    return update
