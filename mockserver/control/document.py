"""The document of the control plane itself, as a program and as a person reads it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from mockserver.control.control_call import ControlCall
from mockserver.engine.call import Answer
from mockserver.openapi.sources import read_yaml

DOCUMENT = Path(__file__).parent / "openapi.yaml"


@cache
def read() -> Any:
    """The document as JSON."""
    return read_yaml(DOCUMENT)


def read_document(call: ControlCall) -> Any:
    """The document."""
    return read()


def read_document_as_yaml(call: ControlCall) -> Answer:
    """The document as it was written."""
    return Answer(200, DOCUMENT.read_bytes(), media_type="application/yaml")


ACTIONS = {"readControlDocument": read_document, "readControlDocumentAsYAML": read_document_as_yaml}
