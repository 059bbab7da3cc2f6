"""What a vendor's code cites and chooses by name, held against its evidence without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from mockserver.engine.discovery import module_of
from mockserver.engine.vendor import Vendor
from mockserver.evidence.evidence import Evidence


def check(vendor: Vendor, evidence: Evidence) -> Iterator[str]:
    """Name every behaviour and every reading in the code that the evidence does not state, with file and line."""
    known = {"cite": ("behaviour", evidence.behaviours), "reading": ("reading", evidence.readings)}
    for file in files(vendor):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Attribute)
                or node.func.attr not in known
            ):
                continue
            what, stated = known[node.func.attr]
            for argument in node.args:
                if (
                    isinstance(argument, ast.Constant)
                    and isinstance(argument.value, str)
                    and argument.value not in stated
                ):
                    yield f"{file}:{node.lineno}: the {what} {argument.value!r} is not in {evidence.file.name}"


def files(vendor: Vendor) -> list[Path]:
    """The files of a vendor's module or package."""
    module = module_of(vendor)
    if module is None or module.__file__ is None:
        return []
    file = Path(module.__file__)
    return sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]
