"""What came in and went out, as text for a person who reads the report of a test; asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.client import JSON

KEPT = 2048
"""Characters of a body that are shown."""


class Violations(list[JSON]):
    """The requests that broke the document, each with the places.

    Its text is short, since pytest cuts the middle out of what it shows of a value after 240 characters; `str` has all.
    """

    def __repr__(self) -> str:
        if not self:
            return "no violations"
        first = self[0]
        place, *others = (f"{each['pointer'] or 'body'} {each['what']}" for each in first["violations"])
        more = [f"more places: {len(others)}"] * bool(others) + [f"more requests: {len(self) - 1}"] * (len(self) > 1)
        shown = cut(f"{first['method']} {first['path']} -> {first['status']}: {cut(place, 120)}", 180)
        return f"<{shown} ({', '.join(more)})>" if more else f"<{shown}>"

    def __str__(self) -> str:
        return "\n".join(line(each) for each in self) or repr(self)


def line(entry: Mapping[str, Any]) -> str:
    """A journal entry as text, everything that was wrong on a line of its own."""
    query = f"?{entry['query']}" if entry.get("query") else ""
    about = f"{entry['operation'] or 'no operation'}, {entry['label'] or 'not labelled'}"
    first = (
        f"  {entry['id']}: {entry['vendor']} {entry['method']} {entry['path']}{query} -> {entry['status']} ({about})"
    )
    return "\n".join([first, *(f"      {each['pointer'] or 'body'} {each['what']}" for each in entry["violations"])])


def report(world: str, entries: Sequence[Mapping[str, Any]], left_out: int = 0) -> str:
    """A journal as text: every request with what was wrong with it, what would have been right, and both bodies.

    Args:
        world: what the world is called, and where it is.
        entries: what came in and went out, oldest first.
        left_out: how many came before these.
    """
    before = [f"  {left_out} requests came before these"] if left_out else []
    lines = [text for each in entries for text in (line(each), *_details(each))]
    return "\n".join([world, *before, *(lines or ["  no request came in"])])


def _details(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry.get("reason"):
        yield f"      refused: {entry['reason']}"
    for each in entry.get("advice", ()):
        yield f"      right: {each}"
    for word, member in (("sent", "body"), ("answered", "answer")):
        if entry[member]:
            yield f"      {word} {cut(entry[member], KEPT)}"


def cut(text: str, length: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
