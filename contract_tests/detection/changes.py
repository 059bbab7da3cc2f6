"""The words in which a defect says what it changes in a request or an answer, as a table; knows no defect and no vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contract_tests.detection.messages import Answered, Asked, Message

MISSING = object()


def places(value: Any, pointer: str) -> Iterator[tuple[Any, Any]]:
    """The containers and keys that a JSON pointer names, `*` for each entry or member; a last key need not exist.

    The empty pointer names the whole, which stands in no container: it is found nowhere.
    """
    first, slash, rest = pointer.removeprefix("/").partition("/")
    if isinstance(value, list):
        keys: list[Any] = list(range(len(value))) if first == "*" else [int(first)] if _is_index(first, value) else []
    elif isinstance(value, dict):
        keys = list(value) if first == "*" else [first]
    else:
        keys = []
    for key in keys:
        if not slash:
            yield value, key
        elif isinstance(value, list) or key in value:
            yield from places(value[key], rest)


def _is_index(text: str, entries: list[Any]) -> bool:
    return text.isdecimal() and int(text) < len(entries)


def get(holder: Any, key: Any) -> Any:
    """What stands there; MISSING where nothing does."""
    return holder[key] if isinstance(holder, list) else holder.get(key, MISSING)


def each_place(message: Message, pointers: Any, change: Callable[[Any, Any], None]) -> None:
    """Change the JSON body at each place of one or more pointers, where there is something."""
    value = message.value
    for pointer in [pointers] if isinstance(pointers, str) else pointers:
        box = {"": value}
        for holder, key in list(places(box if pointer == "" else value, pointer or "/")):
            if get(holder, key) is not MISSING:
                change(holder, key)
        value = box[""]
    if value is not None:
        message.value = value


def put(message: Message, values: Mapping[str, Any]) -> None:
    """Let places be these values, whether there was something or not."""
    value = message.value
    for pointer, wanted in values.items():
        for holder, key in list(places(value, pointer)):
            holder[key] = wanted
    if value is not None:
        message.value = value


def replace(message: Message, values: Mapping[str, Any]) -> None:
    """Let places where there is something be these values."""
    for pointer, wanted in values.items():
        each_place(message, pointer, lambda holder, key, wanted=wanted: holder.__setitem__(key, wanted))  # type: ignore[misc]


def fill(message: Message, values: Mapping[str, Any]) -> None:
    """Let places where there is nothing be these values."""
    value = message.value
    for pointer, wanted in values.items():
        for holder, key in list(places(value, pointer)):
            if get(holder, key) is MISSING:
                holder[key] = wanted
    if value is not None:
        message.value = value


def drop(message: Message, pointers: Any) -> None:
    """Take away what stands at places."""
    each_place(message, pointers, lambda holder, key: holder.pop(key))


def copy(message: Message, pairs: Mapping[str, str]) -> None:
    """Let a place be what stands at another one, both by their last names in the same object."""
    for source, target in pairs.items():
        name = target.rpartition("/")[2]
        each_place(message, source, lambda holder, key, name=name: holder.__setitem__(name, holder[key]))  # type: ignore[misc]


def as_text(message: Message, pointers: Any) -> None:
    """Write a value as a text."""
    each_place(message, pointers, lambda holder, key: holder.__setitem__(key, str(holder[key])))


def upper(message: Message, pointers: Any) -> None:
    """Write a text in capitals."""
    each_place(message, pointers, lambda holder, key: holder.__setitem__(key, str(holder[key]).upper()))


def lower(message: Message, pointers: Any) -> None:
    """Write a text in small letters."""
    each_place(message, pointers, lambda holder, key: holder.__setitem__(key, str(holder[key]).lower()))


def short(message: Message, lengths: Mapping[str, int]) -> None:
    """Keep so many of the characters or entries."""
    for pointer, length in lengths.items():
        each_place(message, pointer, lambda holder, key, n=length: holder.__setitem__(key, holder[key][:n]))  # type: ignore[misc]


def without(message: Message, numbers: Mapping[str, int]) -> None:
    """Leave out so many entries at the beginning of a list."""
    for pointer, number in numbers.items():
        each_place(message, pointer, lambda holder, key, n=number: holder.__setitem__(key, holder[key][n:]))  # type: ignore[misc]


def plus(message: Message, numbers: Mapping[str, float]) -> None:
    """Add to a number."""
    for pointer, number in numbers.items():
        each_place(message, pointer, lambda holder, key, n=number: _add(holder, key, n))  # type: ignore[misc]


def _add(holder: Any, key: Any, number: float) -> None:
    if type(holder[key]) in (int, float):
        holder[key] += number


def reverse(message: Message, pointers: Any) -> None:
    """Turn a list round."""
    each_place(message, pointers, lambda holder, key: holder.__setitem__(key, holder[key][::-1]))


def twice(message: Message, pointers: Any) -> None:
    """Show the last entry of a list twice."""
    each_place(message, pointers, lambda holder, key: holder.__setitem__(key, holder[key] + holder[key][-1:]))


def header(message: Message, values: Mapping[str, str | None]) -> None:
    """Let headers be these texts; null takes them away."""
    for name, text in values.items():
        message.set_header(name.lower(), text)


def advance(message: Message, numbers: Mapping[str, int]) -> None:
    """Add to the number in a header."""
    for name, number in numbers.items():
        text = message.header(name.lower())
        if text is not None:
            message.set_header(name.lower(), str(int(text) + number))


def wrap(message: Message, name: str) -> None:
    """Put the body into an object, as its only member."""
    message.value = {name: message.value}


def unwrap(message: Message, pointer: str) -> None:
    """Let the body be what stands at a place in it."""
    for holder, key in list(places(message.value, pointer)):
        message.value = get(holder, key)


def body(message: Message, value: Any) -> None:
    """Let the body be this JSON value."""
    message.value = value


def body_plus(message: Message, number: float) -> None:
    """Add to the number that the body is."""
    message.value += number


def raw(message: Message, text: str) -> None:
    """Let the body be this text."""
    message.body = text.encode()


def status(answered: Answered, code: int) -> None:
    """Answer this status."""
    answered.status = code


def query(asked: Asked, values: Mapping[str, str | None]) -> None:
    """Let query parameters be these values; null takes them away."""
    for name, value in values.items():
        asked.set_parameter(name, value)


def nudge(asked: Asked, numbers: Mapping[str, int]) -> None:
    """Add to the number in a query parameter, where one is sent."""
    for name, number in numbers.items():
        text = asked.parameter(name)
        if text is not None and text.lstrip("-").isdecimal():
            asked.set_parameter(name, str(int(text) + number))


def move(asked: Asked, names: Mapping[str, str]) -> None:
    """Call query parameters otherwise."""
    asked.query = [(names.get(name, name), value) for name, value in asked.query]


def method(asked: Asked, name: str) -> None:
    """Use this method."""
    asked.method = name


def path(asked: Asked, pair: list[str]) -> None:
    """Let a part of the path be another one."""
    asked.path = asked.path.replace(pair[0], pair[1])


CHANGES: Mapping[str, Callable[[Any, Any], None]] = {
    each.__name__.strip("_"): each
    for each in (
        put, replace, fill, drop, copy, as_text, upper, lower, short, without, plus, reverse, twice,
        header, advance, wrap, unwrap, body, body_plus, raw, status, query, nudge, move, method, path,
    )
}  # fmt: skip
"""Every change by its name."""


def apply(message: Message, changes: Mapping[str, Any]) -> None:
    """Make the changes of a defect, in the order in which they stand there."""
    for name, value in changes.items():
        CHANGES[name](message, value)
