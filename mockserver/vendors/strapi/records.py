"""The form in which Strapi's reports, users and roles are stored: ids are texts under every reading, passwords are plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": "string", "nullable": True}
TRUTH_OR_NULL = {"type": "boolean", "nullable": True}
INSTANT = {"type": "string", "format": "date-time"}

AS_ANSWERED = (
    "uuid", "referenceId", "type", "processed", "score", "scoreProbability", "scoreConfidence", "scoreVersion", "published_at",
)  # fmt: skip
"""Members of a stored report that an answer shows as they are."""

NONE: Mapping[str, Any] = MappingProxyType({})

ACTIONS = (
    "reports.create", "reports.find", "reports.count", "reports.findOne", "reports.update", "reports.delete",
    "user.callback", "user.register", "user.me",
)  # fmt: skip
"""What a role can be allowed to do."""


def answered(names: Iterable[str]) -> dict[str, Any]:
    """Members of a report as the document has them in answers, by name."""
    return {name: {"$ref": f"#/components/schemas/Reports/properties/{name}"} for name in names}


def closed(properties: Mapping[str, Any], optional: Mapping[str, Any] = NONE) -> dict[str, Any]:
    """An object with these members, those that may be missing, and no others."""
    members = {**properties, **optional}
    return {"type": "object", "additionalProperties": False, "required": [*properties], "properties": members}


STORED_REPORT = closed(
    {
        "id": TEXT,
        **answered(AS_ANSWERED),
        "users_permissions_user": TEXT_OR_NULL,
        "created_at": INSTANT,
        "updated_at": INSTANT,
    }
)
"""A report: its user by id, who need not exist, and the times that filters and sorting look at."""

STORED_USER = closed(
    {
        "id": TEXT,
        "username": TEXT,
        "email": TEXT,
        "provider": TEXT,
        "password": TEXT_OR_NULL,
        "resetPasswordToken": TEXT_OR_NULL,
        "confirmationToken": TEXT_OR_NULL,
        "confirmed": TRUTH_OR_NULL,
        "blocked": TRUTH_OR_NULL,
        "role": TEXT_OR_NULL,
        "created_by": TEXT_OR_NULL,
        "updated_by": TEXT_OR_NULL,
        "plainPassword": TEXT_OR_NULL,
    },
    optional={"created_at": INSTANT, "updated_at": INSTANT},
)
"""A user: `password` is what is shown, `plainPassword` what he signs in with (null where nobody can) and never shown."""

STORED_ROLE = closed(
    {
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "type": TEXT,
        "actions": {"type": "array", "items": {"type": "string", "enum": [*ACTIONS]}},
    }
)
"""A role, with what it may do."""

BORN = "2026-11-20T21:39:36.000Z"
"""When a user was made who does not say it: a second before the clock of the default world."""
