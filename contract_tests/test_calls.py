"""What an action sees of a request does not change while it is looked at, and is made quickly all the same."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any

import pytest

from mockserver.engine.call import Arrival, Call, Request, make_call
from mockserver.engine.maker import maker

VALUES = {name: name for name in (each.name for each in fields(Call))}


def call() -> Call:
    """A call that is made as the server makes one."""
    return make_call(*VALUES.values())  # type: ignore[arg-type]


@pytest.mark.parametrize("member", VALUES)
def test_a_call_cannot_be_changed(member: str) -> None:
    made = call()
    with pytest.raises(FrozenInstanceError):
        setattr(made, member, None)
    with pytest.raises(FrozenInstanceError):
        delattr(made, member)
    with pytest.raises((AttributeError, TypeError)):
        made.further = 1  # type: ignore[attr-defined]


def test_a_call_that_is_made_quickly_is_the_one_that_the_class_makes() -> None:
    made, usual = call(), Call(*VALUES.values())  # type: ignore[arg-type]
    assert type(made) is Call
    assert isinstance(made, Request | Arrival)
    assert {name: getattr(made, name) for name in VALUES} == {name: getattr(usual, name) for name in VALUES}
    assert replace(made, body=1).body == 1


def test_what_is_not_known_yet_is_empty() -> None:
    arrival = Arrival(*[VALUES[each.name] for each in fields(Arrival)])  # type: ignore[arg-type]
    known: list[Any] = [
        arrival.operation_id,
        dict(arrival.path),
        arrival.caller.id,
        arrival.caller.permissions,
        arrival.body,
    ]
    assert known == ["", {}, "", {}, None]


def test_a_maker_takes_the_fields_of_its_bases_first() -> None:
    @dataclass(frozen=True, slots=True)
    class Near:
        a: int

    @dataclass(frozen=True, slots=True)
    class Far(Near):
        b: int

    assert maker(Far)(1, 2) == Far(1, 2)
