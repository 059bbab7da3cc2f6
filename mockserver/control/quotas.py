"""How many calls a vendor allows in a world: read, set, spend, back to the start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mockserver.control.control_call import ControlCall, unfit
from mockserver.control.times import text
from mockserver.engine.call import NOTHING
from mockserver.engine.problems import Problem
from mockserver.spelling import missing
from mockserver.state.quotas import Quota


def view(call: ControlCall, key: str, quota: Quota) -> dict[str, Any]:
    """How a quota stands, without counting."""
    stands = call.vendor_state.quotas.spend(quota, key, call.world.clock.timestamp(), calls=0)
    return {
        "key": key,
        "name": quota.name,
        "seconds": quota.seconds,
        "limit": stands.limit,
        "used": stands.used,
        "remaining": stands.remaining,
        "reset": text(datetime.fromtimestamp(stands.reset, UTC)),
    }


def list_quotas(call: ControlCall) -> Any:
    """Every quota of a vendor in a world, spent or not."""
    rules = call.served.vendor.access.quotas(call.vendor_state.store.switches)
    return [view(call, key, quota) for key, quota in rules.items()]


def get_or_404(call: ControlCall) -> tuple[str, Quota]:
    """The key of the path, and its rule.

    Returns:
        The key, and the rule that counts under it.

    Raises:
        Problem: `not-found`.
    """
    rules = call.served.vendor.access.quotas(call.vendor_state.store.switches)
    key = call.named("key")
    if key not in rules:
        raise Problem("not-found", missing("quota", key, rules))
    return key, rules[key]


def set_quota(call: ControlCall) -> Any:
    """Another limit in this world, or another count in the open window.

    Raises:
        Problem: 422 for a count that is more than the limit.
    """
    key, quota = get_or_404(call)
    quotas, now = call.vendor_state.quotas, call.world.clock.timestamp()
    limit = call.body.get("limit", quotas.limits.get(key, quota.limit))
    if call.body.get("used", 0) > limit:
        raise unfit(f"is more than the limit, which is {limit}", "used")
    quotas.limits[key] = limit
    if "used" in call.body:
        quotas.set_used(quota, key, now, call.body["used"])
    return view(call, key, quota)


def spend_quota(call: ControlCall) -> Any:
    """Count calls as if they had been made, but no more than are left."""
    key, quota = get_or_404(call)
    quotas, now = call.vendor_state.quotas, call.world.clock.timestamp()
    left = quotas.spend(quota, key, now, calls=0).remaining
    quotas.spend(quota, key, now, calls=min(call.body["calls"], left))
    return view(call, key, quota)


def reset_quotas(call: ControlCall) -> Any:
    """The limits and counts of the start."""
    call.vendor_state.quotas = call.origin.quotas.copy()
    return NOTHING


ACTIONS = {
    "listQuotas": list_quotas,
    "setQuota": set_quota,
    "spendQuota": spend_quota,
    "resetQuotas": reset_quotas,
}
