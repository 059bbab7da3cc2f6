"""Laws of what there is one of, such as settings: what is saved is read; puts back what was there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.records import answer_schema
from mockserver.openapi.operation import Operation


def saved(session: Session) -> Iterator[Breach]:
    """What is saved is read afterwards; only where what was there before can be put back."""
    creating = {each.create.operation for each in session.facts.resources if each.create}
    for reading in session.operations("GET"):
        if "{" in reading.path or reading.id in session.facts.lists:
            continue
        for saving in session.operations("PUT", "POST", "PATCH"):
            if saving.path == reading.path and saving.id not in creating and saving.body:
                yield from _saved(session, reading, saving)


def _saved(session: Session, reading: Operation, saving: Operation) -> Iterator[Breach]:
    before = session.call(reading, session.maker.values(reading))
    values = session.maker.values(saving)
    validator = saving.body.get(values.get("media_type", ""))
    back = _sendable(values.get("body"), before.json)
    if not before.good or validator is None or back is None or not validator.fits(back):
        return
    got = session.call(saving, values)
    if not got.good:
        return
    after = session.call(reading, session.maker.values(reading))
    schema = answer_schema(session, reading.id)
    for place, what in likeness.lost(session.maker.folding, schema, values["body"], after.json):
        yield session.breach("saved-is-read", saving.id, "what is saved is read afterwards", f"{place} {what}", at=place, request=session.request(saving, values), cause=f"saved-is-read {saving.id}")  # fmt: skip
    session.call(saving, {**values, "body": back})


def _sendable(sent: Any, there: Any) -> Any:
    """What is there, as far as it can be sent; None where it is no object."""
    if not isinstance(sent, dict) or not isinstance(there, dict) or there is MISSING:
        return None
    return {name: there[name] for name in sent if name in there}


LAWS = (Law("saved-is-read", "lifecycle", "What is saved is read afterwards.", saved, writes=True),)
