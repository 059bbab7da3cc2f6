"""The keys of records: made by count and by chance in the form that the document demands, and found by their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mockserver.engine.inference.key_forms import kind
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.paths import key_text, words
from mockserver.openapi import numbers, texts
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Schema
from mockserver.openapi.making.coercion import coerced
from mockserver.openapi.making.ways import NOTHING
from mockserver.openapi.texts import Chance
from mockserver.state.store import Collection as Rows
from mockserver.state.store import Key as Stored

TRIES = 400


class NoKeyLeft(Exception):
    """No key was found that fits and is free."""


def numbered(
    members: Iterable[tuple[str, Schema]], key: Any, chance: Chance, number: Callable[[], int]
) -> dict[str, Any]:
    """The values of members that no two records share: the key itself, or one made of it, or a number.

    Args:
        members: their names and folded schemas.
        key: the key of the record.
        chance: decides what nothing else decides.
        number: the next number of the collection.
    """
    found: dict[str, Any] = {}
    for name, folded in members:
        value = coerced(folded, key)
        if value is not NOTHING and scalar(folded, value):
            found[name] = value
        elif kind(folded) == "uuid":
            found[name] = texts.uuid(chance)
        elif kind(folded) == "integer" and scalar(folded, count := number()):
            found[name] = count
    return found


def made(key: Key, number: Callable[[], int], chance: Callable[[], Chance], used: Callable[[str], bool]) -> Any:
    """A key that no record has or had.

    Args:
        key: what it must be like.
        number: the next number of the collection's counter.
        chance: gives what decides what nothing else decides.
        used: whether a key, as text, was used already.

    Raises:
        NoKeyLeft: none was found.
    """
    if key.counted:
        for _ in range(TRIES):
            if not used(str(count := number())):
                return count
    schema = dict(key.schema)
    for candidate in _candidates(key, schema, number, chance()):
        if scalar(schema, candidate) and not used(key_text(candidate)):
            return candidate
    raise NoKeyLeft(key.parameter)


def _candidates(key: Key, schema: Schema, number: Callable[[], int], chance: Chance) -> Iterator[Any]:
    if key.kind == "enum":
        yield from schema["enum"]
        return
    if key.kind == "integer":
        low, _ = numbers.bounds(schema, whole=True)
        step = schema.get("multipleOf")
        for _ in range(TRIES):
            count = number() * (step if isinstance(step, int) and step > 0 else 1)
            yield count + max(0, int(low) - 1) if low is not None and low > 1 else count
        return
    if key.kind == "uuid":
        number()  # what chance is made from moves on with the counter: the next record has other candidates
        for _ in range(4):
            yield texts.uuid(chance)
    for _ in range(TRIES):
        count = number()
        yield from _shaped(key, count)
        if "pattern" in schema or "format" in schema:
            yield from _patterned(schema, chance)


def _shaped(key: Key, count: int) -> Iterator[str]:
    """Texts that hold a number: like the example, or what the record is called and the number."""
    example = key.schema.get("example")
    if isinstance(example, str) and (found := re.search(r"\d+(?=\D*\Z)", example)) and len(example) <= 64:
        yield example[: found.start()] + str(count).zfill(len(found[0])) + example[found.end() :]
    thing = f"{'-'.join(words(key.noun)) or 'item'}-{count}"
    yield _FORMS.get(str(key.schema.get("format")), "{}").format(thing)
    yield str(count)
    for width in (key.schema.get("minLength"), key.schema.get("maxLength")):
        if isinstance(width, int) and 0 < width <= 256:
            yield str(count).zfill(width)
            yield f"{count:x}".rjust(width, "a")
    if "pattern" in key.schema:
        yield from (f"a{count}", f"A{count}", "a" + "".join("abcdefghij"[int(digit)] for digit in str(count)))


_FORMS = {
    "email": "{}@example.com",
    "uri": "https://example.com/{}",
    "url": "https://example.com/{}",
    "hostname": "{}.example.com",
}
"""How the texts of some formats hold a name."""


def _patterned(schema: dict[str, Any], chance: Chance) -> Iterator[str]:
    plain = {word: value for word, value in schema.items() if word not in ("example", "default")}
    found = texts.by_pattern(plain, chance)
    if found is not None:
        yield found


def stored(rows: Rows, text: str, others: tuple[str, ...] = ()) -> Stored | None:
    """The key of the record that a text names, or None where there is no such record.

    Args:
        others: members by which a record is found that has no such key.
    """
    if text in rows:
        return text
    if text.isdecimal() and len(text) < 20 and int(text) in rows:
        return int(text)
    for key, record in zip(rows.keys(), rows, strict=True) if others else ():
        if any(name in record and key_text(record[name]) == text for name in others):
            return key
    return None


def possible(key: Key, text: str) -> bool:
    """Whether a record may have the key that a text names."""
    value = coerced(dict(key.schema), text)
    return isinstance(value, str | int) and not isinstance(value, bool) and scalar(dict(key.schema), value)


def typed(key: Key, text: str) -> Stored:
    """The text of a key as what the collection's keys are."""
    return coerced(dict(key.schema), text) if possible(key, text) else text


def was(rows: Rows, text: str) -> bool:
    """Whether a record has the key that a text names, or had it."""
    return rows.used(text) or (text.isdecimal() and len(text) < 20 and rows.used(int(text)))
