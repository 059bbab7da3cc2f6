"""How often a minute somebody may try to sign in or register, where a world minds; knows no password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import cites
from mockserver.state.quotas import Quota

MINUTE = 60
LIMITED = ("login", "register")
"""Operations, each of which counts for itself."""


def usable_limit(limit: object) -> int:
    """How many attempts a minute may have; 0 is any number.

    Raises:
        ValueError: it is no number of attempts.
    """
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise ValueError("a number of attempts per minute, or 0 for any number")
    return limit


def quotas(switches: Mapping[str, Any]) -> Mapping[str, Quota]:
    """The quotas of a world; none where any number of attempts is fine."""
    limit = switches["rateLimit"]
    return dict.fromkeys(LIMITED, Quota("attempts per minute", limit, MINUTE)) if limit else {}


@cites("observed-rate-limit", "rate-limit-window")
def count(call: Call) -> None:
    """Count an attempt, whatever comes of it, and say on the answer how many are left.

    Raises:
        Problem: `quota-exceeded`.
    """
    quota = quotas(call.switches).get(call.operation.id)
    if quota is None:
        return
    spent = call.vendor_state.quotas.spend(quota, call.operation.id, call.world.clock.timestamp())
    call.add_headers(
        {
            "X-RateLimit-Limit": str(spent.limit),
            "X-RateLimit-Remaining": str(spent.remaining),
            "X-RateLimit-Reset": str(spent.reset),
        }
    )
    if spent.exceeded:
        raise Problem("quota-exceeded", "wait for the next minute, or set the switch rateLimit of this world to 0")
