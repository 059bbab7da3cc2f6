"""What the modules of a vendor hold, read from the objects themselves: their texts, and what their functions carry out; runs nothing."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

from mockserver.engine.problems import ErrorResponse

VENDORS = "mockserver.vendors."
"""What the names of all built-in vendors' modules begin with."""


def contents(module: ModuleType) -> list[Any]:
    """Everything that can be reached from a vendor's modules without leaving them, but the keys of tables of errors.

    The modules of another vendor on which this one builds count as its own.
    """
    packages = {module.__name__}
    waiting = _own(module.__name__)
    found: dict[int, Any] = {}
    while waiting:
        each = waiting.pop()
        if id(each) in found:
            continue
        found[id(each)] = each
        if isinstance(each, FunctionType) and each.__module__.startswith(VENDORS):
            package = ".".join(each.__module__.split(".")[:3])
            if package not in packages:
                packages.add(package)
                waiting.extend(_own(package))
        waiting.extend(_inside(each, packages))
    return list(found.values())


def _own(package: str) -> list[Any]:
    """What the modules of a package define and import, by plain names."""
    modules = [each for name, each in list(sys.modules.items()) if _within(name, {package})]
    return [value for each in modules for name, value in vars(each).items() if not name.startswith("__")]


def carried_out(contents: list[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that are marked with `@carries_out`, and the behaviours."""
    for each in contents:
        if isinstance(each, FunctionType) and "carries_out" in each.__dict__:
            yield f"{each.__module__.rpartition('.')[2]}.{each.__qualname__}", each.__dict__["carries_out"]


def _within(name: str, packages: Collection[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _bound(cell: CellType) -> list[Any]:
    """What a variable of an enclosing function holds, if it was given a value."""
    try:
        return [cell.cell_contents]
    except ValueError:
        return []


def _inside(value: Any, packages: Collection[str]) -> list[Any]:
    """What a value is made of."""
    if isinstance(value, CodeType):
        return list(value.co_consts)
    if isinstance(value, FunctionType):
        ours = _within(value.__module__, packages)
        constants = [value.__code__, *(value.__defaults__ or ())] if ours else []
        return [*constants, *(each for cell in value.__closure__ or () for each in _bound(cell))]
    if isinstance(value, Mapping):
        keys = [key for key, each in value.items() if not isinstance(each, ErrorResponse | FunctionType)]
        return [*keys, *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return list(value)
    if isinstance(value, partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, ErrorResponse):
        return [value.body]
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, type) and _within(value.__module__, packages):
        return list(vars(value).values())
    return []
