"""What a key looks like: its kind and its schema, from the parameter and all members that show it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import UNIONS, Folding, Schema, merge, types

_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")

LENGTHS = ("minLength", "maxLength")


def form(folding: Folding, parameter: Schema, members: list[Schema]) -> tuple[str, Schema]:
    """What a key must be to fit the path parameter and every member that shows it: its kind, and the folded schema."""
    merged: Schema = {}
    for each in (_alternative(folding, each) for each in members):
        plain = {word: value for word, value in each.items() if word not in ("example", "default", "enum", "examples")}
        if "enum" in each and len(each["enum"]) > 1:
            plain["enum"] = each["enum"]
        if not merged or not types(merged) or not types(plain) or set(types(merged)) & set(types(plain)):
            merge(merged, plain)
    whole = {"integer", "number"}
    ours, theirs = set(types(merged)) - {"null"}, set(types(parameter)) - {"null"}
    if not ours or not theirs or ours & theirs:
        merge(merged, parameter)
    elif ours <= whole:
        bounds: Schema = {word: parameter[word] for word in ("minimum", "maximum") if word in parameter}
        merge(merged, bounds)
    elif theirs <= whole:
        merge(merged, {"pattern": r"^[1-9]\d*$"})
    if merged.get("minLength", 0) > merged.get("maxLength", math.inf):  # what no text has, the address alone decides
        merged = {word: value for word, value in merged.items() if word not in LENGTHS}
        merged |= {word: parameter[word] for word in LENGTHS if word in parameter}
    example = next((each["example"] for each in (*members, parameter) if "example" in each), None)
    if example is not None and scalar({w: v for w, v in merged.items() if w != "example"}, example):
        merged["example"] = example
    return kind(merged), merged


def _alternative(folding: Folding, schema: Schema) -> Schema:
    """Of several forms, the first that a key can have."""
    for _, branches in schema.get(UNIONS, ()):
        for branch in branches:
            folded = folding.branch(schema, branches, branch)
            if set(types(folded)) & {"integer", "string"}:
                return _alternative(folding, folded)
    return schema


def kind(schema: Mapping[str, Any]) -> str:
    """What a key is like, told from its folded schema."""
    allowed = types(dict(schema))
    if isinstance(schema.get("enum"), list):
        return "enum"
    if set(allowed) & {"integer", "number"} and "string" not in allowed:
        return "integer"
    if schema.get("format") in ("uuid", "guid"):
        return "uuid"
    if "pattern" in schema:
        return "pattern"
    example = schema.get("example")
    if isinstance(example, str) and _UUID.fullmatch(example):
        return "uuid"
    return "slug"
