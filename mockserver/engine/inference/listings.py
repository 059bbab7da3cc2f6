"""Whole lists as they were answered, kept for as long as nothing in them changes; knows no schema and no request."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from mockserver.state.store import Collection

KEPT, LONGEST = 64, 100
"""Lists that are kept, and records that each has at most: what they hold beside the records themselves is small."""


class Listings:
    """The bodies of lists that nobody cut or filtered, the last asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[tuple[str, str], str], tuple[object, Any]] = OrderedDict()

    def body(self, operation: tuple[str, str], seed: str, rows: Collection, make: Callable[[], Any]) -> Any:
        """The body of a list: as it was made for the same records, or made now.

        Args:
            operation: the id of the operation that lists, and the media type in which it does.
            seed: all that the body depends on beside the records.
            rows: the records.
            make: makes the body.
        """
        known = self._kept.get((operation, seed))
        if known is not None and known[0] is rows.version:
            self._kept.move_to_end((operation, seed))
            return known[1]
        body = make()
        if len(rows) <= LONGEST:
            self._kept[operation, seed] = (rows.version, body)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return body
