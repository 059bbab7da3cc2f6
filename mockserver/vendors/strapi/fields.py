"""What reports can be filtered and sorted by: the fields, and how stored values and texts of a query are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.vendor import carries_out
from mockserver.openapi.scalars import scalar
from mockserver.state.store import Record
from mockserver.vendors.strapi import ids, instants
from mockserver.vendors.strapi.members import MEMBERS

LINK = "users_permissions_user"
PRIVATE = {f"{LINK}.{member}" for member in ("password", "resetPasswordToken", "confirmationToken")}
"""What the real server can filter on, and this one does not."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, and its value in a report (None where there is none)."""

    kind: str
    of: Callable[[Call, Record], Any]

    def value(self, call: Call, report: Record) -> Any:
        """The value of a report in a form that can be compared."""
        value = self.of(call, report)
        return None if value is None else COMPARABLE.get(self.kind, _itself)(value)

    def text(self, call: Call, report: Record) -> str | None:
        """The value of a report as a text to look for parts in."""
        value = self.of(call, report)
        return None if value is None else TRUTH_TEXTS.get(value, str(value)) if self.kind == "boolean" else str(value)


def _itself(value: Any) -> Any:
    return value


COMPARABLE: Mapping[str, Callable[[Any], Any]] = {"id": ids.order, "instant": instants.instant}
"""By type: from a stored value to one that can be compared."""

TRUTHS = {"true": True, "1": True, "false": False, "0": False}
TRUTH_TEXTS = {True: "true", False: "false"}


def number(text: str) -> float | None:
    """The number that a text is, or None."""
    value = scalar(text, ("number",))
    return None if isinstance(value, str) else value


CASTS: Mapping[str, Callable[[str], Any]] = {
    "text": _itself,
    "number": number,
    "boolean": TRUTHS.get,
    "instant": instants.instant,
    "id": ids.order,
}
"""By type: from a text of a query to a value that can be compared, or None where it cannot be cast."""


def _own(member: str) -> Callable[[Call, Record], Any]:
    return lambda call, report: report.get(member)


@carries_out("filter-deep")
def _of_the_user(member: str) -> Callable[[Call, Record], Any]:
    def value(call: Call, report: Record) -> Any:
        link = report[LINK]
        user = call.store.collection("users").get(link) if link is not None and ids.exists(call, link) else None
        return None if user is None else user[member]

    return value


@carries_out("filterable-fields", "filter-user-id", "private-members-are-no-filters")
def fields() -> dict[str, Field]:
    """All fields by name; private members of the user are not among them."""
    kinds = {"id": "id", **MEMBERS, LINK: "id", "created_at": "instant", "updated_at": "instant"}
    kinds |= {"created_by": "text", "updated_by": "text"}
    deep = {"id": "id", "username": "text", "email": "text", "provider": "text", "role": "id"}
    deep |= {"confirmed": "boolean", "blocked": "boolean"}
    return {
        **{name: Field(kind, _own(name)) for name, kind in kinds.items()},
        **{f"{LINK}.{name}": Field(kind, _of_the_user(name)) for name, kind in deep.items()},
    }


FIELDS: Mapping[str, Field] = fields()
SEARCHED = tuple(FIELDS[name] for name in ("uuid", "referenceId", "type", "scoreVersion"))
NUMBERS = tuple(field for field in FIELDS.values() if field.kind == "number")
