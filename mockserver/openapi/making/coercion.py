"""A scalar as the type that a schema wants; makes nothing up."""

from __future__ import annotations

import math
from typing import Any

from mockserver.openapi.acceptance import of_type
from mockserver.openapi.folding import Schema, types
from mockserver.openapi.making.ways import NOTHING


def coerced(schema: Schema, value: Any) -> Any:
    """A scalar as the type that a folded schema wants, where it can be read so; NOTHING where it cannot."""
    kinds = types(schema)
    if not kinds or of_type(schema, value):
        return value
    if "string" in kinds and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        if value in ("true", "false") and "boolean" in kinds:
            return value == "true"
        if {"integer", "number"} & set(kinds):
            try:
                number = float(value)
            except ValueError:
                return NOTHING
            if number.is_integer() and abs(number) < 2**63:
                return int(value) if value.lstrip("-").isdigit() else int(number)
            return number if "number" in kinds and math.isfinite(number) else NOTHING
    return NOTHING
