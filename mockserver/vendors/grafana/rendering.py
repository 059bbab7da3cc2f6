"""Files that Grafana renders and keeps: a PDF, CSV files in an archive, images; knows dashboards, and no report."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Answer, Call
from mockserver.engine.problems import Problem
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.grafana.values import documented_example

IMAGES = Records(
    "images",
    key="name",
    schema={
        "type": "object",
        "required": ["name", "content"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "content": {
                "type": "string",
                "format": "byte",
                "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            },
        },
    },
)
"""The images of the branding, by name; their content in Base64."""


def asked_for(call: Call) -> str:
    """The text that names the dashboards to render.

    Raises:
        Problem: `nothing-to-render`.
    """
    text: str = call.query.get("dashboards", "")
    if not text:
        raise Problem("nothing-to-render", violations=(Violation("query.dashboards", "is required"),))
    return text


def render_pdf(call: Call) -> Any:
    """The document's own PDF, once some dashboards are named."""
    asked_for(call)
    call.cite("rendered-pdf")
    return Answer(200, documented_example(call, "rendered"), media_type="application/pdf")


def render_csv(call: Call) -> Any:
    """An archive with a file for each dashboard of the catalogue that is named; nothing if none is."""
    text = asked_for(call)
    call.cite("rendered-csv")
    found = [each for each in call.store.collection("dashboards") if each["uid"] and each["uid"] in text]
    return Answer(200, archive(found), media_type="application/zip") if found else Answer(204)


def archive(dashboards: list[Record]) -> bytes:
    """A zip archive of CSV files, the same bytes for the same dashboards on any machine."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, title in {re.sub(r"[^\w .()-]", "-", each["name"]): each["name"] for each in dashboards}.items():
            entry = zipfile.ZipInfo(f"{name}.csv")
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            table = io.StringIO()
            csv.writer(table).writerows([["dashboard"], [title]])
            file.writestr(entry, table.getvalue())
    return written.getvalue()


def get_image(call: Call) -> Any:
    """An image that the world holds."""
    call.cite("images-of-the-world")
    image = IMAGES.get_or_404(call, call.path["image"])
    return Answer(200, base64.b64decode(image["content"]), media_type="image/png")
