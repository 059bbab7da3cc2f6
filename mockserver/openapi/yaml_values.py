"""YAML texts as plain values, straight from the parser's events and with JSON's scalars; knows no files and no meaning.

The parser's nodes are passed over: finding their tags takes most of the time that PyYAML needs, and JSON has few kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

MOST = 20_000_000
"""Values that a text may stand for once its aliases are followed."""
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Reading = tuple[re.Pattern[str], Callable[[str], Any]]
"""A form of plain scalars, and what makes the value of one."""

STRICT: Sequence[Reading] = (
    (re.compile(r"(?:null|~|)\Z"), lambda text: None),
    (re.compile(r"(?:true|false)\Z"), lambda text: text == "true"),
    (re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), int),
    (re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z"), float),
)
"""JSON's scalars: no dates, no `no`, no octal."""
LENIENT: Sequence[Reading] = (
    (re.compile(r"(?:null|Null|NULL|~|)\Z"), lambda text: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), lambda text: text in ("true", "True", "TRUE")),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"), float),
)
"""The same in all the spellings that YAML 1.2 has for them."""
_FIRST = frozenset("-+.0123456789tTfFnN~")
"""How a plain scalar begins that may be something else than a text."""


class YamlError(ValueError):
    """A text that is no such YAML: line and column (from 1, or 0 where they are not known), and what is wrong."""

    def __init__(self, what: str, mark: Any = None) -> None:
        super().__init__(what)
        self.line: int = mark.line + 1 if mark else 0
        self.column: int = mark.column + 1 if mark else 0


@dataclass(slots=True)
class _Open:
    """A mapping or a sequence that has not come to its end."""

    value: Any
    anchor: str | None
    before: int
    key: str | None = None
    merged: list[Any] = field(default_factory=list)


def values(text: str, *, lenient: bool = False) -> Any:
    """Read one YAML document.

    Args:
        lenient: take all of YAML 1.2's spellings of scalars, merge keys, and the last of a key that is given twice.

    Returns:
        Plain dicts (keys are always text), lists and scalars; what an alias stands for is there once.

    Raises:
        YamlError: it cannot be read.
    """
    try:
        return _Builder(lenient).build(yaml.parse(text, Loader=_PARSER))
    except yaml.MarkedYAMLError as error:
        what = " ".join(str(error.problem or error.context).split())
        raise YamlError(what, error.problem_mark or error.context_mark) from None
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())) from None


class _Builder:
    """Puts the values together, event by event."""

    def __init__(self, lenient: bool) -> None:
        self.lenient, self.readings = lenient, LENIENT if lenient else STRICT
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count, self.documents, self.result = 0, 0, None

    def build(self, events: Any) -> Any:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._take(self._scalar(event), event, event.anchor, 1)
            elif kind is yaml.MappingStartEvent:
                self.open.append(_Open({}, event.anchor, self.count))
            elif kind is yaml.SequenceStartEvent:
                self.open.append(_Open([], event.anchor, self.count))
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                done = self.open.pop()
                for other in done.merged:
                    done.value.update({name: each for name, each in other.items() if name not in done.value})
                self._take(done.value, event, done.anchor, 1, self.count - done.before)
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise YamlError(f"found undefined alias {event.anchor!r}", event.start_mark)
                self._take(self.anchors[event.anchor][0], event, None, self.anchors[event.anchor][1])
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    raise YamlError("expected a single document in the stream", event.start_mark)
        return self.result

    def _take(self, value: Any, event: Any, anchor: str | None, size: int, below: int = 0) -> None:
        """Put a value where it belongs: into what is open, as a key or as a value."""
        self.count += size
        if self.count > MOST:
            raise YamlError(f"its aliases stand for more than {MOST} values", event.start_mark)
        if anchor is not None:
            self.anchors[anchor] = (value, size + below)
        if not self.open:
            self.result = value
            return
        at = self.open[-1]
        if type(at.value) is list:
            at.value.append(value)
        elif at.key is None:
            at.key = self._key(value, event, at.value)
        elif at.key == "<<" and self.lenient:
            at.merged += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
            at.key = None
        else:
            at.value[at.key] = value
            at.key = None

    def _key(self, value: Any, event: Any, known: dict[str, Any]) -> str:
        """A key is the text as it is written, whatever it would be as a value."""
        if type(event) is yaml.ScalarEvent:
            key: str = event.value
        elif self.lenient and isinstance(value, str):
            key = value
        else:
            raise YamlError("a key must be plain text", event.start_mark)
        if key in known and not self.lenient:
            raise YamlError(f"duplicate key {key!r}", event.start_mark)
        return key

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.style or (text and text[0] not in _FIRST) or event.tag == "tag:yaml.org,2002:str":
            return text
        for form, made in self.readings:
            if form.match(text):
                return _made(made, text)
        return text


def _made(made: Callable[[str], Any], text: str) -> Any:
    """A number of thousands of digits, or one beyond a double, stays a text."""
    if len(text) > 400:
        return text
    value = made(text)
    return text if value in (float("inf"), float("-inf")) else value
