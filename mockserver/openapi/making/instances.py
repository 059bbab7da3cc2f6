"""Makes values for the schemas of a document; whether one really fits, the caller's compiled validator says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.openapi.folding import Folding
from mockserver.openapi.making import alternatives, lists, objects
from mockserver.openapi.making.value import Maker, Making
from mockserver.openapi.making.ways import NOTHING, PLAIN, RICH, WAYS, Unsatisfiable, Way
from mockserver.openapi.texts import Chance

MAKERS: Mapping[str, Maker] = {"object": objects.make, "array": lists.make}
"""Type to what makes its values; what is neither is one text, number or word."""


class Instances:
    """Makes values for the schemas of one document.

    Args:
        folding: the document's schemas.
    """

    def __init__(self, folding: Folding) -> None:
        self.folding = folding

    def make(
        self,
        schema: Any,
        given: Any = NOTHING,
        *,
        chance: Chance,
        way: Way = PLAIN,
        view: str = "response",
        name: str = "",
    ) -> Any:
        """One value.

        Args:
            schema: a Schema Object of the document.
            given: what the value should be, as far as the schema allows.
            chance: decides what nothing else decides.
            view: `request` (no readOnly members) or `response` (no writeOnly members).
            name: what the value is called.

        Raises:
            Unsatisfiable: none was found.
        """
        hidden = "readOnly" if view == "request" else "writeOnly"
        making = Making(self.folding, hidden, way, chance, MAKERS, alternatives.make)
        try:
            return making.value(schema, given, name)
        except RecursionError:
            raise Unsatisfiable from None

    def candidates(self, schema: Any, given: Any, chance: Callable[[], Chance], *, rich: bool = False) -> Iterator[Any]:
        """Values to be tried one after the other, the best first."""
        for way in (RICH, replace(RICH, examples=False), *WAYS) if rich else WAYS:
            try:
                yield self.make(schema, given, chance=chance(), way=way)
            except Unsatisfiable:
                continue


def first_fitting(candidates: Iterator[Any], fits: Callable[[Any], bool]) -> tuple[Any, bool]:
    """The first value that fits; else the first of all, and False.

    Raises:
        Unsatisfiable: there is none at all.
    """
    best = NOTHING
    for candidate in candidates:
        if fits(candidate):
            return candidate, True
        best = candidate if best is NOTHING else best
    if best is NOTHING:
        raise Unsatisfiable
    return best, False
