"""So many calls per window of the world's clock; knows no vendor's headers or words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """A rule: at most `limit` calls in each window of `seconds`.

    Attributes:
        aligned: whether the windows are aligned to the epoch; others begin with the first call.
    """

    name: str
    limit: int
    seconds: int
    aligned: bool = True


@dataclass(frozen=True, slots=True)
class Spent:
    """How a quota stands after a call.

    Attributes:
        limit: calls allowed per window.
        used: calls counted in this window, at most `limit`.
        remaining: calls left.
        reset: when the window ends, in seconds since the epoch.
        exceeded: whether this call was one too many.
    """

    limit: int
    used: int
    remaining: int
    reset: int
    exceeded: bool


class Quotas:
    """The counts of one vendor in one world, by key, for the current window only."""

    __slots__ = ("counts", "limits")

    def __init__(self, counts: dict[str, tuple[int, int]] | None = None, limits: dict[str, int] | None = None) -> None:
        self.counts: dict[str, tuple[int, int]] = dict(counts or {})
        """Key to (start of the window, calls in it)."""
        self.limits: dict[str, int] = dict(limits or {})
        """Key to a limit that this world has instead of the rule's."""

    def spend(self, quota: Quota, key: str, now: float, calls: int = 1) -> Spent:
        """Count calls against a quota and say how it stands; a call too many is not counted.

        Args:
            quota: the rule.
            key: whose count, such as an organisation and a method.
            now: the world's time in seconds since the epoch.
            calls: how many to count; 0 only looks.
        """
        limit = self.limits.get(key, quota.limit)
        start = self._window(quota, key, now)
        window, used = self.counts.get(key, (start, 0))
        used = used if window == start else 0
        exceeded = used + calls > limit
        used = used if exceeded else used + calls
        if calls and not exceeded:
            self.counts[key] = (start, used)
        return Spent(limit, used, max(limit - used, 0), start + quota.seconds, exceeded)

    def set_used(self, quota: Quota, key: str, now: float, used: int) -> None:
        """Say how many calls the open window has counted.

        Args:
            quota: the rule.
            key: whose count.
            now: the world's time in seconds since the epoch.
            used: the count from now on.
        """
        self.counts[key] = (self._window(quota, key, now), used)

    def copy(self) -> Quotas:
        """The same counts for another world."""
        return Quotas(self.counts, self.limits)

    def _window(self, quota: Quota, key: str, now: float) -> int:
        """When the window of an instant began, or would begin with a call now."""
        if quota.aligned:
            return int(now // quota.seconds) * quota.seconds
        began, _ = self.counts.get(key, (int(now), 0))
        return began if began <= now < began + quota.seconds else int(now)
