"""Which vendors there are, and which modules lie on documents: found by looking into a package, and a folder of the user's own."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from mockserver.engine.layer import Layer
from mockserver.engine.vendor import Vendor

_LAYER = re.compile(r"^LAYER\b", re.MULTILINE)
PACKAGE = "mockserver.vendors"
OWN = "mockserver_own_vendors"
"""The package under which the modules of a folder of the user's own are imported."""


def present(own: Path | None = None) -> list[str]:
    """The names of the vendors, in alphabetical order.

    Args:
        own: a folder of the user's own, with `vendors/`, `specs/` and `fixtures/` in it.
    """
    paths = list(importlib.import_module(PACKAGE).__path__)
    mine = {module.name for module in pkgutil.iter_modules(_folder(own))} - set(layers(own))
    return sorted({module.name for module in pkgutil.iter_modules(paths)} | mine)


def layers(own: Path | None) -> dict[str, Path]:
    """The modules of the user's own that lie on a document instead of standing for a vendor, by name: they have a `LAYER`."""
    found: dict[str, Path] = {}
    for module in pkgutil.iter_modules(_folder(own)):
        folder = Path(_folder(own)[0])
        file = folder / module.name / "__init__.py" if module.ispkg else folder / f"{module.name}.py"
        if file.is_file() and _LAYER.search(file.read_text(encoding="utf-8", errors="replace")):
            found[module.name] = file
    return found


def layer(name: str, own: Path) -> Layer:
    """Import a module that lies on a document.

    Raises:
        LookupError: its LAYER is none.
    """
    module = _own(name, own)
    found = getattr(module, "LAYER", None)
    if isinstance(found, Layer):
        return replace(found, file=str(module.__file__))
    raise LookupError(f"{module.__file__}: LAYER is no mockserver.engine.layer.Layer")


def find(wanted: Collection[str] = (), own: Path | None = None) -> dict[str, Vendor]:
    """Import vendors; the module or package of each has a `VENDOR`.

    Args:
        wanted: names to import; none means all that are present.
        own: a folder of the user's own; its vendors go before those of the same name.

    Returns:
        Name to vendor, in alphabetical order.

    Raises:
        LookupError: a wanted vendor is not present, or a module has no VENDOR of its own name; the text says which.
    """
    names = present(own)
    for name in wanted:
        if name not in names:
            raise LookupError(f"vendor {name!r}: present are {', '.join(names)}")
    return {name: _vendor(name, own) for name in names if name in wanted or not wanted}


def _vendor(name: str, own: Path | None) -> Vendor:
    mine = {module.name for module in pkgutil.iter_modules(_folder(own))}
    module = _own(name, own) if own is not None and name in mine else importlib.import_module(f"{PACKAGE}.{name}")
    found = getattr(module, "VENDOR", None)
    if not isinstance(found, Vendor) or found.name != name:
        raise LookupError(f"vendor {name!r}: {module.__file__} has no VENDOR of that name")
    return found


def module_of(vendor: Vendor) -> ModuleType | None:
    """The module that a vendor was imported from, or None where it was made in another way."""
    modules = (sys.modules.get(f"{package}.{vendor.name}") for package in (OWN, PACKAGE))
    return next((module for module in modules if module and getattr(module, "VENDOR", None) is vendor), None)


def _own(name: str, own: Path) -> ModuleType:
    """Import a module of the user's own folder under a name that cannot clash."""
    package = ModuleType(OWN)
    package.__path__ = _folder(own)
    sys.modules[OWN] = package
    return importlib.import_module(f"{OWN}.{name}")


def _folder(own: Path | None) -> list[str]:
    return [] if own is None else [str(own / "vendors")]
