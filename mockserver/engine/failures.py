"""The tool's own failures, which are no vendor's words: RFC 9457 problem+json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import NONE, Answer

PROBLEM = "application/problem+json"


def problem_json(status: int, kind: str, detail: str, *, headers: Mapping[str, str] = NONE, **members: Any) -> Answer:
    """One of the tool's own failures.

    Args:
        kind: a stable word for it, in small letters and hyphens.
        detail: one sentence that tells the reader what to do.
        headers: headers that belong to the failure, such as Allow.
        members: whatever else a program may want to know.
    """
    body = {
        "type": f"urn:mockserver:problem:{kind}", "title": kind.replace("-", " ").capitalize(), "status": status,
        "detail": detail, **members,
    }  # fmt: skip
    return Answer(status, body, headers, PROBLEM)
