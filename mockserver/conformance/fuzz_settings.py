"""The settings of a run of schemathesis, and its file of them; starts nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from mockserver.conformance.exemptions import Exemption, Values, as_settings
from mockserver.conformance.runs import labels

Auth = Mapping[str, Mapping[str, str]]
"""Security scheme to what schemathesis needs for it: `bearer`, `username` and `password`, or `api_key`."""


def config(document: Mapping[str, Any], auth: Auth, exemptions: Collection[Exemption], fixed: Values) -> dict[str, Any]:
    """The settings of schemathesis: nothing kept between runs, nothing silent, the exceptions and the values."""
    return {
        "continue-on-failure": True,
        "hooks": "mockserver.conformance.hooks",
        "cache": {"enabled": False},
        "generation": {"database": "none", "allow-x00": False},
        "output": {"sanitization": {"enabled": False}, "truncation": {"enabled": False}},
        "warnings": {"fail-on": True},
        "operations": as_settings(exemptions, labels(document).values()),
        "parameters": dict(fixed),
        **({"auth": {"openapi": auth}} if auth else {}),
    }


def toml(value: Any) -> str:
    """Write settings as TOML: a member per line, what is nested within its line."""
    return "".join(f"{json.dumps(name)} = {_inline(each)}\n" for name, each in value.items())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)} = {_inline(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value)
