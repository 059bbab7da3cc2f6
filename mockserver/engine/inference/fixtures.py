"""The starting state that a bare document's own examples show, in the form of a fixture; knows no world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.inference import decisions, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.decisions import Collection, Decision, Inference
from mockserver.engine.inference.paths import key_text
from mockserver.engine.spellings import Spelling
from mockserver.openapi.document import Document


def documented(
    document: Document, answers: Answers, inference: Inference, records_of: Callable[[Collection], Records | None]
) -> dict[str, Any]:
    """The records that the examples of reading and listing show, for every collection that a client creates in.

    Args:
        records_of: how a collection is kept that a fixture may fill; None for others.

    Returns:
        The data of a fixture; a collection without examples has no records.
    """
    found: dict[str, dict[str, Any]] = {}
    strange = False
    for decision in map(inference.decisions.__getitem__, inference.exemplified):
        collection = decision.collection
        if collection is None or not (collection.closed or collection.below) or "{" in collection.name:
            continue
        records = records_of(collection)
        if records is None:
            continue
        for row in _example_records(answers, decision):
            key = row.get(records.key)
            if isinstance(key, str | int) and not isinstance(key, bool) and document.schema(records.schema).fits(row):
                found.setdefault(records.name, {}).setdefault(key_text(key), row)
                strange = strange or bool(Spelling(document, records).of(row))
    collections = {name: list(rows.values()) for name, rows in found.items()}
    return {"collections": collections, **({"undocumented": True} if strange else {})}


def _example_records(answers: Answers, decision: Decision) -> Iterator[Mapping[str, Any]]:
    """The records in the example of an answer."""
    view = decision.view
    if view is None or decision.outline.method != "GET" or decision.kind not in (decisions.LIST, decisions.READ):
        return
    shown = shapes.at(answers.example(decision), view.route)
    for each in (
        shown if isinstance(shown, list) else shown.values() if view.by_key and isinstance(shown, dict) else [shown]
    ):
        if isinstance(each, Mapping):
            yield each
