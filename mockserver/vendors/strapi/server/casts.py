"""What the real server makes of the members of a body, and what it says about those it cannot use; knows no request."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.vendors.strapi.server import dates, javascript, sqlite
from mockserver.vendors.strapi.server.models import INTEGER
from mockserver.vendors.strapi.server.query_strings import INHERITED

TRUE = re.compile(r"(true|1)\Z", re.IGNORECASE)
FALSE = re.compile(r"(false|0)\Z", re.IGNORECASE)
LEADING = re.compile(r"[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)", re.ASCII)


class Unusable(Exception):
    """A member that is refused, with the text about it."""


class Fatal(Exception):
    """A member on which the real server fails."""


@dataclass(slots=True)
class Members:
    """A body as it is stored: the members it sets, the texts about those that are refused, and those that it fails on."""

    stored: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    fatal: list[str] = field(default_factory=list)
    """A failure before anything is looked at."""
    unsaved: list[str] = field(default_factory=list)
    """A failure when all is well and the record is to be saved."""


def members(body: Mapping[str, Any], types: Iterable[str]) -> Members:
    """Cast the members of a body.

    Args:
        body: the parsed body.
        types: the values that `type` can have.
    """
    done = Members(fatal=[name for name in body if name in INHERITED])
    for name, kind in KINDS.items():
        if name not in body:
            continue
        try:
            done.stored[name] = None if body[name] is None else CASTS[kind](name, body[name], types)
        except Unusable as unusable:
            done.refused[name] = str(unusable)
        except Fatal:
            (done.unsaved if kind == "date" else done.fatal).append(name)
    return done


# One cast for each kind


def text(name: str, value: Any, types: Iterable[str]) -> str:
    """A text; nothing else is made one."""
    if not isinstance(value, str):
        raise wrong(name, "string", value)
    return value


def choice(name: str, value: Any, types: Iterable[str]) -> str:
    """One of the values that the type can have; numbers and booleans are texts first."""
    if isinstance(value, list | Mapping):
        raise wrong(name, "string", value)
    found = javascript.text(value)
    if found not in types:
        raise Unusable(f"{name} must be one of the following values: {''.join(f'{each}, ' for each in types)}")
    return found


def truth(name: str, value: Any, types: Iterable[str]) -> bool:
    """A boolean, or what reads as one or as 1 or 0."""
    if isinstance(value, bool):
        return value
    written = javascript.text(value) if not _without_text(value) else ""
    if TRUE.match(written):
        return True
    if FALSE.match(written):
        return False
    raise wrong(name, "boolean", value)


def number(name: str, value: Any, types: Iterable[str]) -> float | None:
    """A number, a text that is one once its white space is gone, or a list that begins with one."""
    found = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = javascript.as_double(value)
    elif isinstance(value, str):
        bare = javascript.without_spaces(value)
        found = javascript.number(bare) if bare else math.nan
    elif isinstance(value, list):
        leading = LEADING.match(javascript.text(value).lstrip())
        found = float(leading[0].replace("Infinity", "inf")) if leading else math.nan
    if math.isnan(found):
        _without_text(value)
        raise Unusable(
            f"{name} must be a `number` type, but the final value was: `NaN` (cast from the value `{quoted(value)}`)."
        )
    return javascript.printed(found)


def date(name: str, value: Any, types: Iterable[str]) -> str:
    """An instant in UTC, with milliseconds."""
    found = dates.instant(value)
    if found is None:
        raise Fatal
    return dates.printed(found)


def link(name: str, value: Any, types: Iterable[str]) -> str | None:
    """The id of a user as the database keeps it: numerals as numbers, anything else as a text that is nobody's."""
    if isinstance(value, Mapping) and "id" in value:
        value = value["id"]
    if value is None:
        return None
    if isinstance(value, list | Mapping):
        return json.dumps(value, separators=(",", ":"))
    kept = sqlite.taken(int(value) if isinstance(value, bool) else value, INTEGER)
    return kept if isinstance(kept, str) else javascript.number_text(kept or 0)


CASTS: Mapping[str, Callable[[str, Any, Iterable[str]], Any]] = {
    "text": text, "choice": choice, "boolean": truth, "number": number, "date": date, "user": link,
}  # fmt: skip
KINDS = {
    "uuid": "text", "referenceId": "text", "type": "choice", "processed": "boolean", "users_permissions_user": "user",
    "score": "number", "scoreProbability": "number", "scoreConfidence": "number", "scoreVersion": "text", "published_at": "date",
}  # fmt: skip
"""The members that a body can set, in the order in which they are answered and complained about."""


# What is said


def wrong(name: str, kind: str, value: Any) -> Unusable:
    """The text about a member of another kind."""
    _without_text(value)
    return Unusable(f"{name} must be a `{kind}` type, but the final value was: `{quoted(value)}`.")


def _without_text(value: Any) -> bool:
    """Whether a value cannot be read as a text.

    Raises:
        Fatal: it is an object whose member stands where JavaScript looks for its text.
    """
    if isinstance(value, Mapping) and value.get("toString") is not None:
        raise Fatal
    return False


def quoted(value: Any) -> str:
    """A value as it is quoted in such a text: simple ones as they are, those inside of others as texts of them."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | Mapping):
        return _indented(value, 0)
    return "-0" if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0 else javascript.text(value)


def _indented(value: Any, level: int) -> str:
    """JSON with two blanks for each level; what is neither a list nor an object stands as a text."""
    if not isinstance(value, list | Mapping):
        return json.dumps(quoted(value), ensure_ascii=False)
    begin, end = ("[", "]") if isinstance(value, list) else ("{", "}")
    inner, outer = "\n" + "  " * (level + 1), "\n" + "  " * level
    if isinstance(value, list):
        parts = [_indented(each, level + 1) for each in value]
    else:
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_indented(each, level + 1)}" for key, each in value.items()]
    return begin + inner + f",{inner}".join(parts) + outer + end if parts else begin + end
