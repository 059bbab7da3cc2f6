"""How many calls a vendor allows in a world: read, set, spend, back to the start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mockserver.control.scene import Scene, conflict
from mockserver.control.times import text
from mockserver.engine.call import NOTHING
from mockserver.engine.problems import Problem
from mockserver.state.quotas import Quota


def view(scene: Scene, key: str, quota: Quota) -> dict[str, Any]:
    """How a quota stands, without counting."""
    stands = scene.tenancy.quotas.spend(quota, key, scene.world.clock.timestamp(), calls=0)
    return {
        "key": key,
        "name": quota.name,
        "seconds": quota.seconds,
        "limit": stands.limit,
        "used": stands.used,
        "remaining": stands.remaining,
        "reset": text(datetime.fromtimestamp(stands.reset, UTC)),
    }


def list_quotas(scene: Scene) -> Any:
    """Every quota of a vendor in a world, spent or not."""
    rules = scene.mounted.vendor.quotas(scene.tenancy.store.settings)
    return [view(scene, key, quota) for key, quota in rules.items()]


def existing(scene: Scene) -> tuple[str, Quota]:
    """The key of the path, and its rule.

    Raises:
        Problem: `not-found`.
    """
    rules = scene.mounted.vendor.quotas(scene.tenancy.store.settings)
    key = scene.named("key")
    if key not in rules:
        raise Problem("not-found", f"no such quota; there are {', '.join(rules) or 'none'}")
    return key, rules[key]


def set_quota(scene: Scene) -> Any:
    """Another limit in this world, or another count in the open window."""
    key, quota = existing(scene)
    quotas, now = scene.tenancy.quotas, scene.world.clock.timestamp()
    limit = scene.body.get("limit", quotas.limits.get(key, quota.limit))
    if scene.body.get("used", 0) > limit:
        raise conflict(f"is more than the limit, which is {limit}", "used")
    quotas.limits[key] = limit
    if "used" in scene.body:
        quotas.set_used(quota, key, now, scene.body["used"])
    return view(scene, key, quota)


def spend_quota(scene: Scene) -> Any:
    """Count calls as if they had been made, but no more than are left."""
    key, quota = existing(scene)
    quotas, now = scene.tenancy.quotas, scene.world.clock.timestamp()
    left = quotas.spend(quota, key, now, calls=0).remaining
    quotas.spend(quota, key, now, calls=min(scene.body["calls"], left))
    return view(scene, key, quota)


def reset_quotas(scene: Scene) -> Any:
    """The limits and counts of the start."""
    scene.tenancy.quotas = scene.origin.quotas.copy()
    return NOTHING


ACTIONS = {
    "listQuotas": list_quotas,
    "setQuota": set_quota,
    "spendQuota": spend_quota,
    "resetQuotas": reset_quotas,
}
