"""Tables in pages that are made of the program: they stand between `<!-- name -->` and `<!-- end -->`."""

from __future__ import annotations

import re
from collections.abc import Mapping


def renewed(page: str, tables: Mapping[str, str]) -> str:
    """A page with its tables made anew.

    Args:
        page: its text.
        tables: what is computed, by name.
    """
    for name, table in tables.items():
        place = re.compile(rf"(?<=<!-- {re.escape(name)} -->\n\n).*?(?=\n<!-- end -->)", re.DOTALL)
        page = place.sub(lambda _, made=table: made, page)
    return page


def names(page: str) -> set[str]:
    """The names of its tables."""
    return set(re.findall(r"(?<=<!-- )(?!end)\w+(?= -->\n\n)", page))
