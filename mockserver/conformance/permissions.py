"""What an operation asks of its caller: held against the vendor's code and against the description; asks no server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from mockserver.evidence.statements import Needs, Statement
from mockserver.evidence.vendor_spec import VendorSpec


class Permission(Protocol):
    """What an operation needs, as the code of a vendor has it."""

    @property
    def action(self) -> str:
        """The name of the permission."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it may be for."""


def check(permissions: Mapping[str, Permission], spec: VendorSpec) -> Iterator[str]:
    """Name every operation whose permission the code, the evidence and the description do not say alike.

    Args:
        permissions: the table of the vendor's code.
        spec: the vendor's folder.
    """
    stated = facts(spec.evidence.statements)
    for operation, (needs, reading) in stated.items():
        yield from _in_code(operation, needs, permissions.get(operation))
        description = described(spec.document(() if reading is None else (reading,)).raw, operation)
        if description is None:
            yield f"the evidence states a permission of {operation}, which the document does not have"
        elif words(needs) not in description:
            yield f"the description of {operation} does not say {words(needs)!r}"
    for operation in permissions.keys() - stated.keys():
        yield f"the code asks for {permissions[operation].action!r} in {operation}, and the evidence states no permission"


def facts(statements: Iterable[Statement]) -> dict[str, tuple[Needs, tuple[str, str] | None]]:
    """What is stated of each operation, put together, and the reading whose document has it.

    Where several statements speak of one operation, the scopes of all of them count.
    """
    found: dict[str, tuple[Needs, tuple[str, str] | None]] = {}
    for statement in statements:
        if statement.needs is None:
            continue
        for operation in statement.names:
            before, _ = found.get(operation, (statement.needs, None))
            scopes = tuple(dict.fromkeys((*before.scopes, *statement.needs.scopes)))
            actions = tuple(dict.fromkeys((*before.actions, *statement.needs.actions)))
            found[operation] = Needs(actions, scopes, before.words or statement.needs.words), statement.reading
    return found


def words(needs: Needs) -> str:
    """How a description says what an operation asks of its caller."""
    if needs.words or not needs.actions:
        return needs.words
    scopes = [f"`{scope.replace('{', '<').replace('}', '>')}`" for scope in needs.scopes]
    on = f" on {alternatives(scopes)}" if scopes else ""
    return f"Needs {alternatives([f'`{action}`' for action in needs.actions])}{on}"


def alternatives(names: list[str]) -> str:
    """Names in a row: a, b or c."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def described(document: Mapping[str, Any], operation: str) -> str | None:
    """The description of an operation on one line; None where there is no such operation."""
    for item in document["paths"].values():
        for node in item.values():
            if isinstance(node, dict) and node.get("operationId") == operation:
                return " ".join(node.get("description", "").split())
    return None


def _in_code(operation: str, needs: Needs, coded: Permission | None) -> Iterator[str]:
    """The code's table has one permission where one is stated, and none where any caller may, or one of several suffices."""
    actions = () if coded is None else (coded.action,)
    expected = needs.actions if len(needs.actions) == 1 else ()
    if actions != expected:
        yield f"the evidence states {' or '.join(expected) or 'no one permission'} for {operation}, the code asks for {''.join(actions) or 'none'}"
    elif coded is not None and set(coded.scopes) != set(needs.scopes):
        difference = sorted(set(coded.scopes) ^ set(needs.scopes))
        yield f"the scopes of {operation} differ between evidence and code: {', '.join(difference)}"
