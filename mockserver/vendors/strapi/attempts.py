"""How often a minute somebody may try to sign in, register and so on, where a world minds; knows no password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.access import spend
from mockserver.engine.call import Arrival
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.quotas import Quota

MINUTE = 60
LIMITED = {
    "login": "login", "register": "register", "user.connect": "connect", "user.forgotPassword": "forgotPassword",
    "user.resetPassword": "resetPassword",
}  # fmt: skip
"""What counts, each for itself: an operation, or an action beyond the document; and the key under which it does."""


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
    each = Quota("attempts per minute", limit, MINUTE, aligned=False)
    return dict.fromkeys(LIMITED.values(), each) if limit else {}


@carries_out("observed-rate-limit", "rate-limit-window")
def count(call: Arrival, action: str) -> None:
    """Count an attempt, whatever comes of it, and say on the answer how many are left.

    Raises:
        Problem: `quota-exceeded`.
    """
    key = LIMITED.get(action, "")
    quota = quotas(call.switches).get(key)
    if quota is None:
        return
    spent = spend(call, key, quota)
    call.add_headers(
        {
            "X-RateLimit-Limit": str(spent.limit),
            "X-RateLimit-Remaining": str(spent.remaining),
            "X-RateLimit-Reset": str(spent.reset),
        }
    )
    if spent.exceeded:
        raise Problem("quota-exceeded", "wait for the next minute, or set the switch rateLimit of this world to 0")
