"""A bare document as a vendor: an action for each of its operations, its own words for refusals, its collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.engine.actions import Action, Records
from mockserver.engine.call import Answer, Arrival, Call
from mockserver.engine.inference import errors, fixtures, shapes
from mockserver.engine.inference.actions import Actions
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.decisions import Collection, Inference
from mockserver.engine.inference.inferring import infer
from mockserver.engine.inference.outlines import Place
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.engine.problems import Errors, Problem
from mockserver.engine.vendor import Vendor
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.folding import Folding
from mockserver.openapi.instances import Instances, Unsatisfiable
from mockserver.openapi.parameters import Unserved


def vendor(name: str, document: Document, overrules: Overrules = NONE) -> tuple[Vendor, Inference]:
    """What a bare document does, as a vendor that serves it.

    Args:
        name: what it is called.
        document: the document; nothing of it is compiled here.
        overrules: what the user decided about it.

    Returns:
        The vendor, and everything that was decided.
    """
    folding = document.folding
    inference = infer(document.raw, overrules, folding)
    answers = Answers(Instances(folding), _validators(document))
    made = Vendor(
        name,
        collections=tuple(_records(folding, inference)),
        overrides=Overrides(Actions(answers, inference), inference),
        errors=Errors(otherwise=_refusals(answers, inference)),
    )
    return made, inference


def documented(document: Document, made: Vendor, inference: Inference) -> dict[str, Any]:
    """The starting state that the document's examples show, as the data of a fixture."""
    answers = Answers(Instances(document.folding), _validators(document))
    return fixtures.documented(document, answers, inference, made.collections)


def _validators(document: Document) -> Callable[[Place], Callable[[Any], bool]]:
    return lambda place: document.schemas.compile("response", list(place)).fits


class Overrides(Mapping[str, Action]):
    """The actions by operationId, each made when it is first asked for."""

    def __init__(self, actions: Actions, inference: Inference) -> None:
        self._actions, self._decisions = actions, inference.decisions
        self._made: dict[str, Action] = {}

    def __getitem__(self, id: str) -> Action:
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = _served(
                self._actions.action(self._decisions[id]), self._decisions[id].outline.place
            )
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._decisions)

    def __len__(self) -> int:
        return len(self._decisions)


def _served(action: Action, place: Place) -> Action:
    def tried(call: Call) -> Any:
        try:
            return action(call)
        except Unsatisfiable:
            raise Unserved(pointers.join(*place), "no answer was found that fits its schema") from None

    return tried


def _records(folding: Folding, inference: Inference) -> Iterator[Records]:
    """The collections that a fixture may fill: those whose records show their key in a member of their own."""
    for each in inference.collections.values():
        schema = entity_schema(folding, each)
        if len(each.key.member) == 1 and isinstance(schema, dict):
            yield Records(each.name, schema, str(each.key.member[0]))


def entity_schema(folding: Folding, collection: Collection) -> Any:
    """The schema of a collection's records as the document writes it; None where it has none."""
    content = collection.entity
    return None if content is None else shapes.node(folding, content.schema, collection.route)


def _refusals(answers: Answers, inference: Inference) -> Callable[[Problem, Arrival], Answer]:
    """How the document refuses: in its own schema where the operation lists one."""

    def refused(problem: Problem, arrival: Arrival) -> Answer:
        decision = inference.decisions.get(arrival.operation_id)
        detail = problem.detail or "; ".join(f"{each.pointer or 'body'} {each.what}" for each in problem.violations[:3])
        listed = errors.find_refusal(decision.outline if decision is not None else None, problem.status)
        body, media_type = errors.body(answers, listed, problem.status, detail or problem.kind)
        return Answer(problem.status, body, dict(problem.headers), media_type)

    return refused
