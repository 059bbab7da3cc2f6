"""A breach in lines, for whoever reads it on a terminal or on a page; knows breaches only."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.conformance.judging.breach import Breach

NAMED = 6
"""Operations with the same breach that are named."""


def lines(breach: Breach) -> Iterator[str]:
    """What is wrong, who says otherwise, what came, and how to see it again."""
    yield f"the document says: {breach.says}"
    for source in breach.sources[:2]:
        yield f"    {source}"
    if breach.place:
        yield f"    at {breach.place}"
    yield f"what came: {breach.came}"
    if breach.others:
        more = len(breach.others) - NAMED
        yield f"also in: {', '.join(breach.others[:NAMED])}{f' and {more} more' if more > 0 else ''}"
    if breach.curl:
        yield breach.curl


def heading(breach: Breach) -> str:
    """Law, operation and place on one line."""
    return f"{breach.law} {breach.operation or 'server'}{f' {breach.at}' if breach.at else ''}"
