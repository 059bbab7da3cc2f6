"""Requests that no vendor, or no path of a vendor, was there for, or that cannot be read: the last ones, with what they may have meant."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall
from mockserver.control.times import text
from mockserver.state.verdicts import Verdict


def list_unmatched_requests(call: ControlCall) -> Any:
    """The last ones, oldest first."""
    return [_view(each, call.server.nearest(each)) for each in call.server.unmatched]


def _view(request: Verdict, near: str) -> dict[str, Any]:
    return {
        "id": request.id,
        "at": text(request.at),
        "world": request.world or None,
        "vendor": request.vendor or None,
        "method": request.method,
        "path": request.path,
        "status": request.status,
        "reason": request.reason,
        "nearest": near or None,
    }


ACTIONS = {"listUnmatchedRequests": list_unmatched_requests}
