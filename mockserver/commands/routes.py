"""`mockserver routes`: what is served, in a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from mockserver.arguments import command
from mockserver.columns import table
from mockserver.commands import GOOD
from mockserver.commands.accepted import accepted
from mockserver.masking import visible
from mockserver.settings import Settings


@command(
    uses=("vendors", "own", "specs", "fixtures", "cache", "profile", "reading", "fixture"),
    examples=("mockserver routes grafana", "mockserver routes petstore.yaml", "mockserver routes --json"),
)
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def routes(settings: Settings, *, as_json: bool) -> int:
    """List the operations that are served.

    What each of them does, and how well that is supported; and the credentials that their vendors accept.
    """
    from mockserver.assembly import server_of

    vendors = server_of(settings).vendors
    rows = [*_rows(vendors)]
    if as_json:
        print(json.dumps(rows, indent=2))
        return GOOD
    bare = {name: served for name, served in vendors.items() if served.spec.labelled.document.bare}
    listed = [tuple(each.values()) for each in rows if each["vendor"] not in bare]
    inferred = [line for name, served in bare.items() for line in _explained(name, served)]
    whom = [line for name, served in vendors.items() for line in _accepted(name, served)]
    said = [*([table([HEADING, *listed])] if listed else []), *inferred, *whom]
    print(visible("\n".join(said), lines=True))
    return GOOD


HEADING = ("vendor", "operation", "method", "path", "what it does", "label")


def _rows(vendors: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The operations that are served, and what each does."""
    for name, served in vendors.items():
        labelled = served.app_for(served.readings)[1]
        for id, method, path in labelled.document.frames():
            yield {
                "vendor": name, "operation": id, "method": method, "path": path,
                "does": _does(served.vendor, labelled.document, id, path, method),
                "label": str(labelled.labels.operation.get(id, "assumed")),
            }  # fmt: skip


def _does(vendor: Any, document: Any, id: str, path: str, method: str) -> str:
    """What an operation does: as method and path say, else as its document says."""
    if id not in vendor.overrides:
        return str(vendor.action(document.operations[id])[0])
    written = document.raw["paths"][path][method.lower()]
    return str(written.get("summary") or id)


def _accepted(name: str, served: Any) -> Iterator[str]:
    """Whom it accepts, by the ids for `act_as`, the marker and the control plane."""
    lines = list(accepted(served.vendor_state(served.settings.fixture_for(name)).credentials))
    if lines:
        yield from ("", f"{name} accepts these credentials, by their ids:", *lines)


def _explained(name: str, served: Any) -> Iterator[str]:
    """What was inferred from a document, operation by operation, and what of it is not served."""
    document = served.spec.labelled.document
    yield f"{name}  {document.file}"
    yield from (f"  {line}" for line in served.inference.lines())
    for id in served.layer.overrides if served.layer is not None else ():
        yield f"  own module: {id} is carried out by {served.layer.file}"
    yield from (f"  not served: {id}: {reason}" for id, reason in document.unserved.items())
    yield from (f"  note: {place}: {what}" for place, what in document.notes.items())
