"""What the page of a vendor says in tables: its operations, profiles, readings, and what is guessed; made of its document and evidence."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.assembly import server_of
from mockserver.evidence.labels import Label
from mockserver.settings import Settings


def tables(vendor: str) -> dict[str, str]:
    """Each table of a vendor's page, by its name, in Markdown."""
    served = server_of(Settings(vendors=(vendor,))).vendors[vendor]
    labelled, evidence = served.spec.labelled, served.spec.evidence
    labels = labelled.labels.operation
    operations = [
        (f"`{each.id}`", f"`{each.method} {each.path}`", ", ".join(each.responses), str(labels.get(each.id, Label.ASSUMED)))
        for each in labelled.document.operations.values()
    ]  # fmt: skip
    profiles = [
        (f"`{vendor}={each.name}`", each.about, ", ".join(f"`{id}={value}`" for id, value in each.readings.items()))
        for each in served.spec.profiles.values()
    ]
    readings = [
        (f"`{each.id}`", each.about, f"`{each.default}`", ", ".join(f"`{value}`" for value in each.alternatives), str(each.label))
        for each in evidence.readings.values()
        if each.built
    ]  # fmt: skip
    guesses = [(f"`{each.id}`", each.states) for each in evidence.behaviours.values() if each.label == Label.ASSUMED]
    return {
        "operations": _table(("operation", "request", "statuses", "label"), operations),
        "profiles": _table(("profile", "what it is", "readings"), profiles),
        "readings": _table(("reading", "what is open", "default", "can be", "label"), readings),
        "guesses": _table(("behaviour", "what is done"), guesses),
    }


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )
