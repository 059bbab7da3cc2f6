"""What is served, and who says so: vendors, their documents and their evidence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from mockserver.contract import explanation
from mockserver.contract.sources import read_yaml
from mockserver.control import credentials
from mockserver.control.scene import Mounted, Scene
from mockserver.engine.actions import Records
from mockserver.engine.problems import Problem
from mockserver.state.credentials import Credential


def summary(mounted: Mounted) -> dict[str, Any]:
    """A vendor in a list."""
    name = mounted.vendor.name
    document = mounted.contract.promise.document
    return {
        "name": name,
        "title": mounted.contract.evidence.title,
        "path": f"/{name}",
        "hosts": [*document.hosts, f"{name}.localhost"],
        "operations": len(document.operations),
    }


def list_vendors(scene: Scene) -> Any:
    """In alphabetical order."""
    return [summary(mounted) for mounted in scene.server.mounts.values()]


def read_vendor(scene: Scene) -> Any:
    """One vendor with all that a world can choose and hold."""
    mounted = scene.mounted
    vendor, evidence = mounted.vendor, mounted.contract.evidence
    start = scene.server.settings.fixture_for(vendor.name)
    return {
        **summary(mounted),
        "about": evidence.about,
        "operations": _operations(mounted),
        "collections": [_collection(each) for each in vendor.collections],
        "settings": dict(vendor.settings),
        "readings": _readings(mounted),
        "fixtures": mounted.fixture_names(),
        "credentials": [_credential(each) for each in mounted.tenancy(start).credentials],
    }


def _credential(found: Credential) -> dict[str, Any]:
    """A credential with its secret, which is public: `serve` prints it, too."""
    shown = credentials.view(found)
    return {member: shown[member] for member in ("id", "scheme", "user", "subject", "permissions")} | {
        "secret": found.secret
    }


def _collection(records: Records) -> dict[str, Any]:
    schema = records.schema if isinstance(records.schema, str) else None
    return {"name": records.name, "key": records.key, "schema": schema}


def _operations(mounted: Mounted) -> list[dict[str, Any]]:
    promise = mounted.contract.promise
    return [
        {
            "id": each.id,
            "method": each.method,
            "path": each.path,
            "summary": each.summary,
            "statuses": list(each.responses),
            "label": str(promise.labels.operation[each.id]),
        }
        for each in promise.document.operations.values()
    ]


def _readings(mounted: Mounted) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "about": each.about,
            "value": mounted.readings[each.id],
            "default": each.default,
            "alternatives": dict(each.alternatives),
            "built": each.built,
            "label": str(each.label),
        }
        for each in mounted.contract.evidence.readings.values()
    ]


def read_document(scene: Scene) -> Any:
    """The document that is served, under the readings of the server or of a world."""
    mounted = scene.mounted
    readings = mounted.readings
    if "world" in scene.query:
        readings = scene.world_called(scene.query["world"]).tenancies[mounted.vendor.name].readings
    return mounted.app_for(readings)[1].document.raw


def read_evidence(scene: Scene) -> Any:
    """The evidence file as JSON."""
    return _file(scene.mounted.contract.evidence.file)


def explain(scene: Scene) -> Any:
    """A vendor, an operation or a field: who says so, and how well."""
    operation, field = (str(scene.query.get(name, "")) for name in ("operation", "field"))
    if field and not operation:
        raise Problem("not-found", f"the field {field!r} belongs to an operation; name it with operation=")
    try:
        return explanation.explain(scene.mounted.contract, operation, field)
    except explanation.Unknown as error:
        raise Problem("not-found", str(error)) from None


@lru_cache(maxsize=32)
def _file(file: Path) -> Any:
    return read_yaml(file)


ACTIONS = {
    "listVendors": list_vendors,
    "readVendor": read_vendor,
    "readDocument": read_document,
    "readEvidence": read_evidence,
    "explain": explain,
}
