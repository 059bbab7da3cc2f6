"""Texts that fit the words of a schema (format, pattern, length) and look like what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

import jsonschema_rs
import rstr

from mockserver.openapi.patterns import meant, of_pattern, readable
from mockserver.openapi.samples import FORMATS, PLAIN, SPELLINGS, WORDS

Schema = dict[str, Any]
LONGEST = 100_000
"""Characters that a text is made of at most."""


class Chance(Protocol):
    """A source of numbers that only its seed decides."""

    def number(self, below: int) -> int:
        """The next whole number in [0, below)."""


_WORDS = tuple((re.compile(pattern), texts) for pattern, texts in WORDS)


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


def allowed(schema: Schema, value: str) -> bool:
    """Whether a text fits length, patterns and format of a folded schema."""
    return _fitting(schema)(value)


def _fitting(schema: Schema) -> Callable[[str], bool]:
    least, most = schema.get("minLength"), schema.get("maxLength")
    given = schema.get("pattern", ())
    patterns = [
        of_pattern(meant(each)) for each in (given if isinstance(given, tuple) else (given,)) if isinstance(each, str)
    ]
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
        form = readable(meant(pattern)) if isinstance(pattern, str) else None
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
