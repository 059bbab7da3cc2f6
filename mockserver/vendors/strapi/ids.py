"""Ids: decimal texts, ordered as numbers, shown as the reading says; knows no record's meaning."""

from __future__ import annotations

import re

from mockserver.engine.call import Arrival

DECIMAL = re.compile(r"[0-9]{1,400}\Z")


def order(id: str) -> tuple[int, str]:
    """What ids are compared by: numbers as such, and before what is no number."""
    return (int(id), "") if DECIMAL.match(id) else (2**2000, id)


def id_to_json(call: Arrival, id: str) -> str | int:
    """An id as the answers of this world show it."""
    return int(id) if call.reading("ids") == "integer" and DECIMAL.match(id) else id


def exists(call: Arrival, id: str) -> bool:
    """Whether an id can be one at all: under integer ids only a number can."""
    if call.reading("ids") != "integer" or DECIMAL.match(id) is not None:
        return True
    call.cite("integer-ids-need-numbers")
    return False
