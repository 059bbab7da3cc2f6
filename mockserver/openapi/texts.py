"""Texts and numbers that fit the words of a schema (format, pattern, length, bounds) and look like what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

import jsonschema_rs
import rstr

Schema = dict[str, Any]
LONGEST = 100_000
"""Characters that a text is made of at most."""


class Chance(Protocol):
    """A source of numbers that only its seed decides."""

    def number(self, below: int) -> int:
        """The next whole number in [0, below)."""


FORMATS: dict[str, tuple[str, ...]] = {
    "date-time": ("2024-03-01T09:30:00Z", "2024-05-17T14:05:00Z", "2024-08-23T18:45:00Z"),
    "date": ("2024-03-01", "2024-05-17", "2024-08-23"),
    "time": ("09:30:00Z", "14:05:00Z"),
    "duration": ("PT15M", "P1D"),
    "email": ("ada@example.com", "grace@example.com", "linus@example.com"),
    "idn-email": ("ada@example.com",),
    "hostname": ("www.example.com",),
    "idn-hostname": ("www.example.com",),
    "ipv4": ("192.0.2.1", "192.0.2.7"),
    "ip": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "uri": ("https://example.com/a", "https://example.com/b"),
    "url": ("https://example.com/a", "https://example.com/b"),
    "uri-reference": ("/a",),
    "iri": ("https://example.com/a",),
    "iri-reference": ("/a",),
    "uri-template": ("/a/{id}",),
    "json-pointer": ("/a",),
    "relative-json-pointer": ("0/a",),
    "regex": ("^a$",),
    "byte": ("YQ==",),
    "int32": ("1",),
    "int64": ("1",),
    "decimal": ("9.5",),
}
"""Texts of each format; `uuid` is made by chance."""
SPELLINGS: dict[str, tuple[str, ...]] = {
    "date-time": (
        "2024-03-01T09:30:00.000Z",
        "2024-03-01T09:30:00.000000Z",
        "2024-03-01T09:30:00+00:00",
        "2024-03-01T09:30:00.000+00:00",
        "2024-03-01T09:30:00.000000+00:00",
    ),
    "time": ("09:30:00", "09:30:00.000Z", "09:30:00+00:00"),
    "uri": ("https://www.example.com/", "http://example.com", "https://example.com/a?b=c"),
    "email": ("a@b.co", "ada.lovelace@mail.example.com"),
    "hostname": ("a.co", "localhost"),
}
"""Other ways to write what a format asks for, where length or pattern want another one."""

WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("email", ("ada@example.com", "grace@example.com", "linus@example.com")),
    ("first_?name|given", ("Ada", "Grace", "Linus")),
    ("last_?name|family|surname", ("Lovelace", "Hopper", "Pauling")),
    ("user_?name|login|nick", ("ada", "grace", "linus")),
    ("(display|full|author|owner|contact)_?name", ("Ada Lovelace", "Grace Hopper", "Linus Pauling")),
    ("name|title|label|subject", ("North", "Harbour", "Meadow", "Lantern", "Summit")),
    ("desc|summary|comment|note|message|text|content|body", ("A short text.", "Made for a test.")),
    ("phone|mobile|fax", ("+12025550100", "+12025550123")),
    ("city|town", ("Lisbon", "Oslo")),
    ("country", ("PT", "NO")),
    ("currency", ("EUR", "USD")),
    ("lang|locale", ("en", "pt")),
    ("street|address", ("1 Harbour Street",)),
    ("zip|postal", ("1000",)),
    ("url|uri|href|link|website", ("https://example.com/a",)),
    ("(_at|date|time|created|updated)$", ("2024-03-01T09:30:00Z",)),
    ("version", ("1.0.0",)),
    ("colou?r", ("#336699",)),
)
"""What a member is called to texts that look like it."""
_WORDS = tuple((re.compile(pattern), texts) for pattern, texts in WORDS)
PLAIN = (
    "a",
    "1",
    "A",
    "abc",
    "a1",
    "AB",
    "ABC",
    "0",
    "12",
    "https://example.com/a",
    "2024-03-01",
    "a@example.com",
    "1.0.0",
    "aa",
)


def text(schema: Schema, name: str, chance: Chance) -> str | None:
    """A text for a folded schema, or None where none was found.

    Args:
        name: what the member is called.
    """
    fits = _fitting(schema)
    for candidate in _candidates(schema, name, chance):
        if fits(candidate):
            return candidate
    return None


def by_pattern(schema: Schema, chance: Chance) -> str | None:
    """A text by the patterns of a folded schema alone, by chance; or None."""
    fits = _fitting(schema)
    return next((each for each in _patterned(schema, chance) if fits(each)), None)


def number(schema: Schema, whole: bool, chance: Chance | None = None) -> int | float | None:
    """A number for a folded schema, or None where there is none."""
    low, high = bounds(schema, whole)
    value: int | float = 1 + (chance.number(9) if chance is not None else 0)
    step = schema.get("multipleOf")
    if low is not None and value < low:
        value = low
    if high is not None and value > high:
        value = high
    if isinstance(step, int | float) and step > 0:
        value = -(-value // step) * step
        if high is not None and value > high:
            value = high // step * step
    if whole and isinstance(value, float):
        value = int(-(-value // 1))
    return None if (low is not None and value < low) or (high is not None and value > high) else value


def bounds(schema: Schema, whole: bool) -> tuple[Any, Any]:
    """The least and the greatest number that a folded schema allows, each None where it says nothing."""
    step = 1 if whole else 0.5
    found: list[Any] = []
    for word, sign in (("Minimum", 1), ("Maximum", -1)):
        limit: Any = schema.get(word.lower())
        exclusive: Any = schema.get(f"exclusive{word}")
        limit = limit if _is_number(limit) else None
        if exclusive is True and limit is not None:
            limit += sign * step
        elif _is_number(exclusive):
            beyond = exclusive + sign * step
            limit = beyond if limit is None else max(limit, beyond) if sign > 0 else min(limit, beyond)
        found.append(limit)
    return found[0], found[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def allowed(schema: Schema, value: str) -> bool:
    """Whether a text fits length, patterns and format of a folded schema."""
    return _fitting(schema)(value)


def _fitting(schema: Schema) -> Callable[[str], bool]:
    least, most = schema.get("minLength"), schema.get("maxLength")
    given = schema.get("pattern", ())
    patterns = [of_pattern(each) for each in (given if isinstance(given, tuple) else (given,)) if isinstance(each, str)]
    name = schema.get("format")

    def fits(value: str) -> bool:
        if (isinstance(least, int) and len(value) < least) or (isinstance(most, int) and len(value) > most):
            return False
        if not all(fitting(value) for fitting in patterns):
            return False
        return not isinstance(name, str) or of_format(name)(value)

    return fits


@lru_cache(maxsize=256)
def of_format(name: str) -> Callable[[Any], bool]:
    """Whether a text is of a format, as the validators of a document ask it."""
    if name in ("binary", "password"):
        return lambda value: True
    found: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid
    return found


@lru_cache(maxsize=4096)
def of_pattern(pattern: str) -> Callable[[Any], bool]:
    """Whether a text has a pattern in it, as the validators of a document ask it; everything has one that nobody can read.

    They give up on a text that would take them for ever, which Python's own expressions do not.
    """
    try:
        found: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid
    except jsonschema_rs.ValidationError:
        return lambda value: True
    return found


_ECMA = (
    (re.compile(r"\\p\{L[a-z]?\}|\\p\{Letter\}"), "[A-Za-z]"),
    (re.compile(r"\\p\{N[a-z]?\}"), "[0-9]"),
    (re.compile(r"\\p\{[A-Za-z_=]+\}|\\P\{[A-Za-z_=]+\}"), "[ -~]"),
    (re.compile(r"\(\?<(?![=!])"), "(?P<"),
    (re.compile(r"\\u\{?([0-9A-Fa-f]{4})\}?"), r"\\u\1"),
    (re.compile(r"\\([/#@&'\"<>:;,%=!`~_])"), r"\1"),
)
"""What ECMAScript writes otherwise than Python."""


@lru_cache(maxsize=4096)
def readable(pattern: str) -> str | None:
    """A pattern of a document as Python writes it, or None where it cannot be read."""
    for form, instead in _ECMA:
        pattern = form.sub(instead, pattern)
    pattern = re.sub(r"\[([^\]]*)\[(A-Za-z|0-9| -~)\]", r"[\1\2", pattern)
    try:
        return re.compile(pattern).pattern
    except (re.error, OverflowError, RecursionError):
        return None


def _candidates(schema: Schema, name: str, chance: Chance) -> Iterator[str]:
    form = schema.get("format")
    if form in ("uuid", "guid"):
        yield uuid(chance)
    if form in FORMATS:
        yield _one(FORMATS[form], chance)
        yield from FORMATS[form]
        yield from SPELLINGS.get(form, ())
    if not isinstance(form, str) or form in ("password", "binary") or form not in FORMATS:
        yield from _named(name, chance)
    yield from PLAIN
    least = schema.get("minLength")
    if isinstance(least, int) and 0 < least <= LONGEST:
        yield from (each * least for each in "a1A")
        words = next(iter(_named(name, chance)))
        yield (words + " ") * (least // (len(words) + 1)) + words
    most = schema.get("maxLength")
    if isinstance(most, int) and most < 12:
        yield from (next(iter(_named(name, chance)))[:most], "a" * most, "1" * most, "A" * most)
    yield from _patterned(schema, chance)
    if most == 0:
        yield ""


def _named(name: str, chance: Chance) -> Iterator[str]:
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    for pattern, texts in _WORDS:
        if pattern.search(plain):
            yield _one(texts, chance)
    yield re.sub(r"[^a-z]+", "-", plain).strip("-")[:24] or "a"


def _patterned(schema: Schema, chance: Chance) -> Iterator[str]:
    given = schema.get("pattern", ())
    for pattern in given if isinstance(given, tuple) else (given,):
        form = readable(pattern) if isinstance(pattern, str) else None
        if form is None:
            continue
        for attempt in range(40):
            try:
                made = rstr.Rstr(_Dice(chance, longer=attempt // 4)).xeger(form)  # type: ignore[arg-type]
            except Exception:  # whatever the library does not read has no text of its own
                break
            if made.isprintable():
                yield made
                most = schema.get("maxLength")
                if isinstance(most, int) and len(made) > most:
                    yield made[:most]


class _Dice:
    """What the library asks a source of chance for; repeats stay near what they must be at least."""

    def __init__(self, chance: Chance, longer: int) -> None:
        self._chance, self._longer = chance, longer

    def choice(self, choices: Sequence[Any]) -> Any:
        """One of several."""
        return choices[self._chance.number(len(choices))]

    def randint(self, least: int, most: int) -> int:
        """A whole number, ends included."""
        return least + self._chance.number(min(most - least, 3 + 4 * self._longer) + 1)


def _one(texts: tuple[str, ...], chance: Chance) -> str:
    return texts[chance.number(len(texts))] if len(texts) > 1 else texts[0]


def uuid(chance: Chance) -> str:
    """A UUID of version 4, by chance."""
    digits = f"{chance.number(2**128):032x}"
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) % 4]}{digits[17:20]}-{digits[20:]}"
    )
