"""What fuzzing and the laws have to be told: checks that cannot see what a document means, and values that parameters always have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.evidence import forms

FILE = Path(__file__).with_name("exceptions.yaml")
VALUES_FILE = FILE.with_name("values.yaml")
ALL = "all"
Values = Mapping[str, str | int]
"""Parameter, such as `query.aid`, to the value that it always has, because every other one is refused first."""


@dataclass(frozen=True)
class Exemption:
    """Checks that do not hold for some operations as they stand.

    Attributes:
        operations: operationIds, or `all`.
        checks: names of checks or of warnings.
        reason: why they do not hold.
        laws: names of laws that do not hold.
        test: the hand-written test of the same property, `file.py::test`.
        statuses: statuses that the checks take besides their own; none switches the checks off.
        profiles: the profiles under which alone it is so; none means always.
    """

    operations: tuple[str, ...]
    checks: tuple[str, ...]
    reason: str
    test: str
    statuses: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()

    def holds(self, profile: str) -> bool:
        """Whether it is so under a profile, or without one."""
        return not self.profiles or profile in self.profiles


def load(vendor: str, file: Path = FILE) -> tuple[Exemption, ...]:
    """Read the exemptions of a vendor; none where the file has none.

    Raises:
        SourceError: the file does not fit its form.
    """
    return tuple(map(_exemption, forms.read(file, "exceptions").get(vendor, ())))


def values(vendor: str, file: Path = VALUES_FILE) -> Values:
    """Read the values that parameters of a vendor always have; none where the file has none.

    Raises:
        SourceError: the file does not fit its form.
    """
    found: Values = forms.read(file, "values").get(vendor, {})
    return found


def vendors(file: Path = FILE) -> list[str]:
    """Name those who have exemptions."""
    return list(forms.read(file, "exceptions"))


def _exemption(given: Mapping[str, Any]) -> Exemption:
    lists = {name: tuple(given.get(name, ())) for name in ("operations", "checks", "statuses", "profiles", "laws")}
    return Exemption(reason=given["reason"], test=given["test"], **lists)


def as_settings(exemptions: Iterable[Exemption], operations: Collection[str]) -> list[dict[str, Any]]:
    """Write exemptions as schemathesis' settings, one table per operation.

    Args:
        operations: the operationIds of the document.

    Raises:
        LookupError: an exemption names an operation that the document does not have.
    """
    warnings = forms.words("exceptions", "definitions", "warning")
    tables: dict[str, dict[str, Any]] = {}
    for each in exemptions:
        for id in operations if each.operations == (ALL,) else each.operations:
            if id not in operations:
                raise LookupError(f"exceptions.yaml: there is no operation {id!r}")
            if not each.checks:
                continue
            table = tables.setdefault(id, {"include-operation-id": id, "checks": {}})
            for check in each.checks:
                if check in warnings:
                    kept = [name for name in table.get("warnings", {}).get("display", warnings) if name != check]
                    table["warnings"] = {"display": kept, "fail-on": kept}
                elif each.statuses:
                    table["checks"][check] = {"expected-statuses": [*USUAL.get(check, ()), *each.statuses]}
                else:
                    table["checks"][check] = {"enabled": False}
    return list(tables.values())


USUAL = {
    "positive_data_acceptance": ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx"),
    "negative_data_rejection": ("400", "401", "403", "404", "405", "406", "409", "415", "422", "428", "429", "5xx"),
    "missing_required_header": ("400", "401", "403", "406", "415", "422"),
}
"""What these checks take by themselves."""
