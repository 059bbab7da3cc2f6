"""A vendor's tables held against its document and its evidence when it is served; may not know HTTP, and answers nothing."""

from __future__ import annotations

import copy
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from mockserver.engine import fixtures, module_contents
from mockserver.engine.discovery import module_of
from mockserver.engine.misfits import Misfit
from mockserver.engine.problems import ENGINE_KINDS, ErrorResponse, ErrorTable
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import VendorSpec, apply
from mockserver.openapi import pointers
from mockserver.openapi.sources import SourceError
from mockserver.openapi.tree import operations
from mockserver.spelling import alike, missing

Finding = tuple[str, str]
"""The place in the vendor's tables, and what is wrong there."""


@dataclass(frozen=True)
class Tables:
    """What a vendor says in Python, beside what its folder says."""

    vendor: Vendor
    spec: VendorSpec

    @cached_property
    def module(self) -> ModuleType | None:
        """The vendor's module, or None where it has none."""
        return module_of(self.vendor)

    @cached_property
    def contents(self) -> list[Any]:
        """What the vendor's modules hold."""
        return [] if self.module is None else module_contents.contents(self.module)

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        """The document, and what each built reading makes of it."""
        changed = []
        for file, overlay in self.spec.overlays.values():
            raw = copy.deepcopy(self.spec.labelled.document.raw)
            apply(file, overlay, raw)
            changed.append(raw)
        return [self.spec.labelled.document.raw, *changed]

    @cached_property
    def every_operation(self) -> dict[str, str]:
        """Every operationId that some reading knows, to a path that has it."""
        return {id: pointers.split(place)[1] for raw in self.documents for id, place in operations(raw).items()}

    def has_operation(self, id: str) -> bool:
        """Whether there is an operation; readings are applied only where the plain document has none."""
        return id in self.spec.labelled.document.operations or id in self.every_operation

    def path_of(self, id: str) -> str:
        """The path of an operation that there is."""
        plain = self.spec.labelled.document.operations.get(id)
        return self.every_operation[id] if plain is None else plain.path

    @cached_property
    def errors(self) -> dict[str, ErrorTable]:
        """Every table of error responses, by its place."""
        return {
            "errors.table": self.vendor.errors.table,
            **{
                f"errors.alternatives[{reading!r}][{value!r}]": errors
                for reading, values in self.vendor.errors.alternatives.items()
                for value, errors in values.items()
            },
        }


def check_tables(vendor: Vendor, spec: VendorSpec) -> None:
    """Refuse a vendor whose tables name what does not exist.

    Raises:
        SourceError: names the vendor's module, the place, what is wrong, and what exists.
    """
    tables = Tables(vendor, spec)
    for check in CHECKS:
        for place, what in check(tables):
            module = tables.module
            raise SourceError(getattr(module, "__file__", None) or f"the vendor {vendor.name}", place, what)
    _check_profiles(vendor, spec)


def _check_profiles(vendor: Vendor, spec: VendorSpec) -> None:
    """Refuse a profile that sets a switch which the vendor does not have, or to what it cannot be.

    Raises:
        SourceError: names the file of the profiles and the place.
    """
    for profile in spec.profiles.values():
        for name, value in profile.switches.items():
            try:
                fixtures.check_switches({name: value}, vendor, f"{profile.place}/switches")
            except Misfit as misfit:
                raise SourceError(profile.file, misfit.pointer, misfit.what) from None


def _operation_ids(tables: Tables) -> Iterator[Finding]:
    """The tables by operationId."""
    permissions = tables.vendor.access.permissions
    creates = [each.created_by for each in tables.vendor.collections if each.created_by]
    named = (("overrides", tables.vendor.overrides), ("access.permissions", permissions), ("created_by", creates))
    for table, ids in named:
        for id in ids:
            if not tables.has_operation(id):
                yield f"{table}[{id!r}]", missing("operation", id, sorted(tables.every_operation), 0.8)


def _permission_scopes(tables: Tables) -> Iterator[Finding]:
    """A scope is filled in with parameters of the operation's path."""
    for id, permission in tables.vendor.access.permissions.items():
        for scope in permission.scopes:
            path = tables.path_of(id)
            for name in (field for _, field, _, _ in string.Formatter().parse(scope) if field is not None):
                if f"{{{name}}}" not in path:
                    what = f"the scope {scope!r} names {name!r}, which the path {path} does not have"
                    yield f"access.permissions[{id!r}]", what


def _readings(tables: Tables) -> Iterator[Finding]:
    """The readings whose errors differ, or with which a vendor answers pages of other origins, and their values."""
    alternatives = tables.vendor.errors.alternatives.items()
    named = [
        (f"errors.alternatives[{reading!r}]", reading, value) for reading, values in alternatives for value in values
    ]
    named += [
        (f"dialect.own_cors[{reading!r}]", reading, value) for reading, value in tables.vendor.dialect.own_cors.items()
    ]
    for place, reading, value in named:
        try:
            tables.spec.evidence.choose(reading, value)
        except ValueError as error:
            yield place, str(error)


def _error_operations(tables: Tables) -> Iterator[Finding]:
    """The operations that refuse in words of their own."""
    for place, errors in tables.errors.items():
        for key in errors:
            if isinstance(key, tuple) and not tables.has_operation(key[1]):
                yield f"{place}[{key!r}]", missing("operation", key[1], sorted(tables.every_operation), 0.8)


def _kinds(tables: Tables) -> Iterator[Finding]:
    """The kinds of problems: the engine's, and those that the vendor's own code says somewhere beside its tables."""
    own = {key if isinstance(key, str) else key[0] for errors in tables.errors.values() for key in errors}
    own -= ENGINE_KINDS.keys()
    if not own or tables.module is None:
        return
    said = {each for each in tables.contents if isinstance(each, str)}
    for place, errors in tables.errors.items():
        for key in errors:
            kind = key if isinstance(key, str) else key[0]
            if kind in own and kind not in said:
                hint = alike(kind, [*ENGINE_KINDS, *own & said], 0.8)
                meant = f" (did you mean {hint!r}?)" if hint else ""
                known = ", ".join([*ENGINE_KINDS, *sorted(own & said)])
                yield f"{place}[{key!r}]", f"nothing raises or chooses the kind {kind!r}{meant}; there are {known}"


def _behaviours(tables: Tables) -> Iterator[Finding]:
    """The behaviours that tables and functions name."""
    stated = tables.spec.evidence.behaviours
    for place, cited in _named_behaviours(tables):
        for behaviour in cited:
            if behaviour not in stated:
                near = alike(behaviour, stated, 0.8)
                hint = f"did you mean {near!r}?" if near else f"it states {len(stated)} others"
                yield (
                    place,
                    f"names the behaviour {behaviour!r}, which {tables.spec.evidence.file} does not state; {hint}",
                )


def _named_behaviours(tables: Tables) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "relies_on", tables.vendor.relies_on
    for place, errors in tables.errors.items():
        for key, response in errors.items():
            if isinstance(response, ErrorResponse):
                yield f"{place}[{key!r}]", response.cites
    for name, cited in module_contents.carried_out(tables.contents):
        yield f"{name}()", cited


def _quotas(tables: Tables) -> Iterator[Finding]:
    """Quotas by operation: where one key is an operationId, or nearly one, all are."""
    keys = tables.vendor.access.quotas(tables.vendor.usual_switches)
    ids = tables.spec.labelled.document.operations
    by_operation = any(key in ids for key in keys)
    for key in keys:
        if (by_operation or alike(key, ids, 0.8)) and not tables.has_operation(key):
            yield f"access.quotas[{key!r}]", missing("operation", key, sorted(tables.every_operation), 0.8)


CHECKS: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
    _operation_ids, _permission_scopes, _readings, _error_operations, _kinds, _behaviours, _quotas,
)  # fmt: skip
"""What is asked of a vendor's tables, in this order; the first finding stops the start."""
