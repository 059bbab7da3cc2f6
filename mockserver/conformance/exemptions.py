"""What schemathesis cannot see as the documents mean it: per operation and check, with the reason and another test."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.evidence.forms import Value

FILE = Path(__file__).with_name("exceptions.yaml")
ALL = "all"
WARNINGS = (
    "missing_auth", "missing_test_data", "base_url_mismatch", "validation_mismatch", "missing_deserializer",
    "unused_openapi_auth", "unsupported_regex", "method_not_allowed", "constants_extraction", "unmatched_filter",
    "unresolvable_reference", "low_valid_rate", "rate_limited", "dictionary_mismatch", "timeout_units",
)  # fmt: skip
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header",
    "unsupported_method", "allow_header_conformance", "use_after_free", "ensure_resource_availability", "ignored_auth",
    "object_level_authorization", "query_negative_rejection",
)  # fmt: skip


@dataclass(frozen=True)
class Exemption:
    """Checks that do not hold for some operations as they stand.

    Attributes:
        operations: operationIds, or `all`.
        checks: names of checks or of warnings.
        reason: why they do not hold.
        test: the hand-written test of the same property, `file.py::test`.
        statuses: statuses that the checks take besides their own; none switches the checks off.
    """

    operations: tuple[str, ...]
    checks: tuple[str, ...]
    reason: str
    test: str
    statuses: tuple[str, ...] = ()


def load(vendor: str, file: Path = FILE) -> tuple[Exemption, ...]:
    """Read the exemptions of a vendor; none where the file has none.

    Raises:
        SourceError: the file does not fit its form.
    """
    found = Value.of(file).entries().get(vendor)
    return tuple(map(_exemption, found.items())) if found else ()


def vendors(file: Path = FILE) -> list[str]:
    """Name those who have exemptions."""
    return list(Value.of(file).entries())


def _exemption(value: Value) -> Exemption:
    given = value.members(("operations", "checks", "reason", "test"), ("statuses",))
    for check in given["checks"].items():
        check.choice((*CHECKS, *WARNINGS))
    statuses = given["statuses"].texts() if "statuses" in given else ()
    test = given["test"].text()
    return Exemption(given["operations"].texts(), given["checks"].texts(), given["reason"].text(), test, statuses)


def as_settings(exemptions: Iterable[Exemption], operations: Collection[str]) -> list[dict[str, Any]]:
    """Write exemptions as schemathesis' settings, one table per operation.

    Args:
        operations: the operationIds of the document.

    Raises:
        LookupError: an exemption names an operation that the document does not have.
    """
    tables: dict[str, dict[str, Any]] = {}
    for each in exemptions:
        for id in operations if each.operations == (ALL,) else each.operations:
            if id not in operations:
                raise LookupError(f"exceptions.yaml: there is no operation {id!r}")
            table = tables.setdefault(id, {"include-operation-id": id, "checks": {}})
            for check in each.checks:
                if check in WARNINGS:
                    kept = [name for name in table.get("warnings", {}).get("display", WARNINGS) if name != check]
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
