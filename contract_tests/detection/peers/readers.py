"""What a peer that reads a document is run with: its copy in a folder, and the world that it asks; knows no peer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests.detection.askers import credentials
from contract_tests.detection.peers.records import stocked
from contract_tests.detection.target import Broken
from mockserver.conformance.asking.caller import Given

Copied = Callable[[str, Mapping[str, str]], dict[str, Any]]
"""The copy of a vendor's document, in which records that are there have these ids."""


@dataclass(frozen=True)
class Reader:
    """What it is run with.

    Attributes:
        url: where the vendor answers.
        folder: where it may write.
        document: its copy of the document.
        file: where that stands.
        given: the credential that may do everything.
    """

    url: str
    folder: Path
    document: dict[str, Any]
    file: Path
    given: Given


@contextmanager
def reader(copied: Copied, broken: Broken, vendor: str, name: str) -> Iterator[Reader]:
    """A folder and a world with records, for one run against the server with a defect."""
    with stocked(broken, vendor, name) as (url, ids), tempfile.TemporaryDirectory() as folder:
        document = copied(vendor, ids)
        file = Path(folder, "openapi.json")
        file.write_text(json.dumps(document), encoding="utf-8")
        yield Reader(url, Path(folder), document, file, credentials(vendor)[0])
