"""Whom a vendor accepts, in lines that fit a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

WIDTH = 80


def accepted(credentials: Iterable[Any]) -> Iterator[str]:
    """A line or more for each credential: the id by which tests and the control plane name it, how it is sent, what it may do."""
    found = list(credentials)
    width = max((len(each.id) for each in found), default=0)
    for each in found:
        secret = f"{each.user}:{each.secret}" if each.user else each.secret
        line, powers = f"  {each.id:{width}}  {each.scheme:6}  {secret}", f"({_powers(each)})"
        if len(line) + len(powers) + 2 <= WIDTH:
            yield f"{line}  {powers}"
        else:
            indent = " " * (width + 12)
            yield line
            yield from textwrap.wrap(powers, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _powers(credential: Any) -> str:
    if credential.permissions is None:
        return "everything"
    powers = (
        f"{action} on {', '.join(scopes)}" if scopes else action for action, scopes in credential.permissions.items()
    )
    return "; ".join(powers) or "nothing"
