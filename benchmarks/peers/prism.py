"""The document as Prism has to be given it: it would accept every body otherwise.

To an `enum` beside `nullable: true` Prism 5.16 adds `null`, even where it is listed already, as OpenAPI 3.0.3 wants it; the
schema with `null` twice is invalid to its validator, and Prism then validates nothing and says so nowhere. In this copy such
an `enum` does not list `null`; it means the same to Prism, and bodies are validated. Its validator takes no `nullable` without a
`type` either; here it stands at the first of the alternatives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers.reports import DOCUMENT
from mockserver.openapi.sources import read_yaml


def write(folder: Path) -> Path:
    """Write the copy; where it is."""
    file = folder / "prism.yaml"
    file.write_text(yaml.safe_dump(copied(read_yaml(DOCUMENT)), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def copied(node: Any) -> Any:
    """What Prism has to be given in place of a document, or of a part of one."""
    if isinstance(node, list):
        return [copied(each) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {name: copied(value) for name, value in node.items()}
    if node.get("nullable") is True and isinstance(node.get("enum"), list):
        changed["enum"] = [value for value in node["enum"] if value is not None]
    if node.get("nullable") is True and "type" not in node and "anyOf" in node:
        del changed["nullable"]
        changed["anyOf"][0]["nullable"] = True
    return changed
