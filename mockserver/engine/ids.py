"""How records get their ids: drawn from the world until one is found that was never used; knows no vendor's records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.state.store import Key

AnyKey = TypeVar("AnyKey", bound=Key)
Form = Callable[[Call, str], AnyKey]
"""Draws an id of some form for a collection, free or not."""


def number(call: Call, collection: str) -> int:
    """The next number of a collection."""
    return call.store.next(collection)


def digits(call: Call, collection: str) -> str:
    """The same as a text."""
    return str(call.store.next(collection))


def guid(call: Call, collection: str) -> str:
    """A GUID of the world's chance, in lower case."""
    return str(UUID(int=call.world.chance.number(2**128), version=4))


def new_id(call: Call, records: Records, form: Form[AnyKey]) -> AnyKey:
    """An id for a new record: one that no record of the collection has or had."""
    return unused(lambda: form(call, records.name), call.store.collection(records.name).used)


def unused(draw: Callable[[], AnyKey], used: Callable[[AnyKey], bool]) -> AnyKey:
    """The first that is drawn and was never used."""
    while used(id := draw()):
        pass
    return id
