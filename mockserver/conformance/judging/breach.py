"""One promise that a server did not keep, as a person wants to read it, and whose promise it is; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["broken", "new"]
"""`broken`: the document says otherwise. `new`: the document does not say it."""


@dataclass(frozen=True)
class Source:
    """Who states something.

    Attributes:
        label: how well it is supported, such as `documented`.
        page: the title of the page.
        address: its address, or what else is known of where it is.
        section: the section.
        states: the statement.
        place: where the evidence file has it.
    """

    label: str
    page: str
    address: str
    section: str
    states: str
    place: str

    def __str__(self) -> str:
        return f"{self.states} ({self.label}: {self.page}, {self.section}{f', {self.address}' if self.address else ''})"


@dataclass(frozen=True)
class Breach:
    """What does not hold.

    Attributes:
        law: which law is broken, such as `schema` or `read-equals-sent`.
        operation: the operationId; empty where no operation is meant.
        place: where the document says it, as a JSON pointer into the document.
        at: where in the answer, as a JSON pointer into the body, or `header NAME`; empty for the whole answer.
        says: what the document says, in words.
        came: what came back, in words.
        sources: who states it.
        curl: a line that sends the request again, credentials masked.
        kind: whether something is broken, or only new.
        cause: what two breaches have in common that come from one cause; by default law, place and place in the answer.
        others: the operations in which the same is wrong.
    """

    law: str
    operation: str
    place: str
    at: str
    says: str
    came: str
    sources: tuple[Source, ...] = ()
    curl: str = ""
    kind: Kind = "broken"
    cause: str = field(default="", compare=False)
    others: tuple[str, ...] = field(default=(), compare=False)

    @property
    def same(self) -> str:
        """What tells causes apart."""
        return self.cause or f"{self.law} {self.place or self.operation} {self.says}"

    def __str__(self) -> str:
        where = f"{self.operation or 'the server'}{f' {self.at}' if self.at else ''}"
        return f"{where}: {self.law}: {self.says}; {self.came}"


def merged(breaches: list[Breach]) -> list[Breach]:
    """One breach for each cause; the first of them names the operations of the others."""
    found: dict[tuple[str, str], Breach] = {}
    for each in breaches:
        key = (each.kind, each.same)
        first = found.setdefault(key, each)
        if each.operation not in (first.operation, *first.others):
            found[key] = replace(first, others=(*first.others, each.operation))
    return list(found.values())
