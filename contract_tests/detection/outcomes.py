"""What the askers found of which defects, and the same as tables; asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract_tests.detection.defects import Defect, unseen


@dataclass(frozen=True)
class Outcome:
    """What came of asking one asker about one defect.

    Attributes:
        asker: who was asked.
        defect: what is broken.
        found: whether it was found and blamed rightly.
        seconds: how long it took.
        instead: what was found in its place.
    """

    asker: str
    defect: Defect
    found: bool
    seconds: float
    instead: tuple[str, ...] = ()


def counted(outcomes: Iterable[Outcome], asker: str) -> list[Outcome]:
    """The outcomes of an asker that count: over HTTP alone nobody sees what needs more."""
    return [each for each in outcomes if each.asker == asker and (asker == "check" or not unseen(each.defect))]


def share(outcomes: Sequence[Outcome]) -> float:
    """How many of the defects were found, from 0 to 1."""
    return sum(each.found for each in outcomes) / len(outcomes) if outcomes else 1.0


def table(outcomes: Sequence[Outcome]) -> str:
    """A Markdown table: a row per class, a column per asker, found of asked."""
    askers = list(dict.fromkeys(each.asker for each in outcomes))
    kinds = sorted({each.defect.kind for each in outcomes})
    lines = [["class", *askers], ["---", *["---:"] * len(askers)]]
    for kind in (*kinds, ""):
        cells = []
        for asker in askers:
            asked = [each for each in counted(outcomes, asker) if not kind or each.defect.kind == kind]
            cells.append(_cell(asked, bold=not kind))
        lines.append([kind or "**all**", *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seen_at_all(outcomes: Sequence[Outcome]) -> str:
    """A row below the table: how many were noticed, whoever was blamed; and one of the seconds a defect took."""
    askers = list(dict.fromkeys(each.asker for each in outcomes))
    of = {name: [each for each in outcomes if each.asker == name] for name in askers}
    noticed = [f"{sum(each.found or bool(each.instead) for each in of[name])}/{len(of[name])}" for name in askers]
    seconds = [f"{sum(each.seconds for each in of[name]) / len(of[name]):.1f}" for name in askers]
    return f"| noticed at all | {' | '.join(noticed)} |\n| seconds a defect | {' | '.join(seconds)} |"


def _cell(asked: Sequence[Outcome], *, bold: bool) -> str:
    if not asked:
        return "–"
    found = sum(each.found for each in asked)
    text = f"{found}/{len(asked)}"
    return f"**{text}, {share(asked):.0%}**" if bold else text


def missed(outcomes: Iterable[Outcome]) -> str:
    """The defects that were not found, a line each: who missed it, what it is, whom it concerns."""
    lines = [
        f"- `{each.defect.id}` ({each.asker}, {each.defect.operation}): {each.defect.what}."
        for each in outcomes
        if not each.found
    ]
    return "\n".join(lines)
