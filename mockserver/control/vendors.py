"""What is served, and who says so: vendors, their documents and their evidence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from mockserver.control import credentials, profiles
from mockserver.control.control_call import ControlCall, ControlledVendor
from mockserver.control.reachable import reachable
from mockserver.engine.actions import Records
from mockserver.engine.problems import Problem
from mockserver.evidence import explanation
from mockserver.evidence.statements import Label
from mockserver.openapi.sources import read_yaml
from mockserver.state.credentials import Credential


def summary(served: ControlledVendor) -> dict[str, Any]:
    """A vendor in a list."""
    name = served.vendor.name
    document = served.spec.labelled.document
    return {
        "name": name,
        "title": served.spec.evidence.title,
        "path": f"/{name}",
        "hosts": [*document.hosts, f"{name}.localhost"],
        "operations": len(document.operations),
    }


def list_vendors(call: ControlCall) -> Any:
    """In alphabetical order."""
    return [summary(served) for served in call.server.vendors.values()]


def read_vendor(call: ControlCall) -> Any:
    """One vendor with all that a world can choose and hold."""
    served = call.served
    vendor, evidence = served.vendor, served.spec.evidence
    start = call.server.settings.fixture_for(vendor.name)
    return {
        **summary(served),
        "about": evidence.about,
        "operations": _operations(served),
        "collections": [_collection(each) for each in vendor.collections],
        "switches": vendor.usual_switches,
        "profile": served.choices.profile or None,
        "profiles": [profiles.summary(each) for each in served.spec.profiles.values()],
        "readings": _readings(served),
        "fixtures": served.fixture_names(),
        "credentials": [_credential(each) for each in served.vendor_state(start).credentials],
    }


def _credential(found: Credential) -> dict[str, Any]:
    """A credential with its secret, which is public: `routes` prints it, too."""
    shown = credentials.view(found)
    return {member: shown[member] for member in ("id", "scheme", "user", "subject", "permissions")} | {
        "secret": found.secret
    }


def _collection(records: Records) -> dict[str, Any]:
    schema = records.schema if isinstance(records.schema, str) else None
    return {"name": records.name, "key": records.key, "schema": schema}


def _operations(served: ControlledVendor) -> list[dict[str, Any]]:
    labelled = served.spec.labelled
    raw = labelled.document.raw
    listed = {
        id: list(raw["paths"][path][method.lower()]["responses"]) for id, method, path in labelled.document.frames()
    }
    return [
        {
            "id": id,
            "method": method,
            "path": path,
            "summary": str(raw["paths"][path][method.lower()].get("summary") or ""),
            "statuses": listed[id],
            "reachable": reachable(served, id, listed[id]),
            "label": str(labelled.labels.operation.get(id, Label.ASSUMED)),
            "unserved": labelled.document.unserved.get(id),
        }
        for id, method, path in labelled.document.frames()
    ]


def _readings(served: ControlledVendor) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "about": each.about,
            "value": served.readings[each.id],
            "default": each.default,
            "alternatives": dict(each.alternatives),
            "built": each.built,
            "label": str(each.label),
        }
        for each in served.spec.evidence.readings.values()
    ]


def read_document(call: ControlCall) -> Any:
    """The document that is served, under the readings of the server or of a world."""
    served = call.served
    readings = served.readings
    if "world" in call.query:
        readings = call.world_called(call.query["world"]).vendor_states[served.vendor.name].readings
    return served.app_for(readings)[1].document.raw


def read_evidence(call: ControlCall) -> Any:
    """The evidence file as JSON.

    Raises:
        Problem: `not-found`: a bare document has none.
    """
    file = call.served.spec.evidence.file
    if call.served.spec.labelled.document.bare and not file.is_file():
        raise Problem("not-found", f"{call.served.vendor.name} is a document without evidence")
    return _file(file)


def explain(call: ControlCall) -> Any:
    """A vendor, an operation or a field: who says so, and how well.

    Raises:
        Problem: `not-found`, with what there is.
    """
    operation, field = (str(call.query.get(name, "")) for name in ("operation", "field"))
    if field and not operation:
        raise Problem("not-found", f"the field {field!r} belongs to an operation; name it with operation=")
    try:
        return explanation.explain(call.served.spec, operation, field)
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
