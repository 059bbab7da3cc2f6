"""A bare document as a vendor: an action for each of its operations, its own words for refusals, its collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, overload

from mockserver.engine.actions import Action, Records
from mockserver.engine.call import Answer, Arrival, Call
from mockserver.engine.inference import challenges, errors, fixtures, shapes, statuses
from mockserver.engine.inference.actions import Actions
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.decisions import Collection, Inference
from mockserver.engine.inference.inferring import infer
from mockserver.engine.inference.outlines import Outline, Place
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.engine.problems import Errors, Problem
from mockserver.engine.vendor import Vendor
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.folding import Folding
from mockserver.openapi.making.instances import Instances
from mockserver.openapi.making.ways import Unsatisfiable
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
    actions = Actions(answers, inference)
    made = Vendor(
        name,
        collections=Kept(folding, inference),
        overrides=Overrides(actions, inference, document.unserved),
        errors=Errors(otherwise=_refusals(document, answers, inference)),
        shows=lambda call, status, name: _shown(
            actions, inference.decisions[call.operation_id].outline, call, status, name
        ),
    )
    return made, inference


def documented(document: Document, inference: Inference) -> dict[str, Any]:
    """The starting state that the document's examples show, as the data of a fixture."""
    answers = Answers(Instances(document.folding), _validators(document))
    return fixtures.documented(document, answers, inference, partial(records, document.folding))


def _validators(document: Document) -> Callable[[Place], Callable[[Any], bool]]:
    return lambda place: document.schemas.compile("response", list(place)).fits


class Overrides(Mapping[str, Action]):
    """The actions by operationId, each made when it is first asked for."""

    def __init__(self, actions: Actions, inference: Inference, unserved: Mapping[str, str]) -> None:
        self._actions, self._decisions, self._unserved = actions, inference.decisions, unserved
        self._made: dict[str, Action] = {}

    def __getitem__(self, id: str) -> Action:
        found = self._made.get(id)
        if found is None:
            if id not in self._decisions:
                raise KeyError(id)
            found = self._made[id] = self._later(id)
        return found

    def _later(self, id: str) -> Action:
        """The action of an operation, decided when it is first called: of thousands of operations few are."""
        made: list[Action] = []

        def action(call: Call) -> Any:
            if id in self._unserved:
                raise Unserved(id, f"cannot be served: {self._unserved[id]}")
            if not made:
                decision = self._decisions[id]
                made.append(_served(self._actions.action(decision), decision.outline.place))
            return made[0](call)

        return action

    def __contains__(self, id: object) -> bool:
        return id in self._decisions

    def __iter__(self) -> Iterator[str]:
        return iter(self._decisions)

    def __len__(self) -> int:
        return len(self._decisions)


def _shown(actions: Actions, outline: Outline, call: Call, status: int, example: str) -> Answer:
    """An answer with a success that somebody asks for."""
    found: Answer = _served(lambda asked: actions.shown(asked, outline, status, example), outline.place)(call)
    return found


def _served(action: Action, place: Place) -> Action:
    def tried(call: Call) -> Any:
        try:
            return action(call)
        except Unsatisfiable:
            raise Unserved(pointers.join(*place), "no answer was found that fits its schema") from None

    return tried


class Kept(Sequence[Records]):
    """The collections that a fixture may fill: those whose records show their key in a member of their own.

    They are looked for when somebody first asks: a document of thousands of operations is served long before.
    """

    def __init__(self, folding: Folding, inference: Inference) -> None:
        self._folding, self._inference = folding, inference

    @cached_property
    def _found(self) -> tuple[Records, ...]:
        every = (records(self._folding, each) for each in self._inference.collections.values())
        return tuple(each for each in every if each is not None)

    @overload
    def __getitem__(self, index: int) -> Records: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Records]: ...
    def __getitem__(self, index: int | slice) -> Records | Sequence[Records]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)


def records(folding: Folding, collection: Collection) -> Records | None:
    """How a collection is kept, if its records show their key in a member of their own."""
    schema = entity_schema(folding, collection)
    if len(collection.key.member) == 1 and isinstance(schema, dict):
        return Records(collection.name, schema, str(collection.key.member[0]), closed=collection.closed)
    return None


def entity_schema(folding: Folding, collection: Collection) -> Any:
    """The schema of a collection's records as the document writes it; None where it has none."""
    content = collection.entity
    return None if content is None else shapes.node(folding, content.schema, collection.route)


def _refusals(document: Document, answers: Answers, inference: Inference) -> Callable[[Problem, Arrival], Answer]:
    """How the document refuses: in its own schema where the operation lists one."""
    components = document.raw.get("components") or {}
    schemes = [each for each in (components.get("securitySchemes") or {}).values() if isinstance(each, dict)]

    def refused(problem: Problem, arrival: Arrival) -> Answer:
        decision = inference.decisions.get(arrival.operation_id)
        detail = problem.detail or "; ".join(f"{each.pointer or 'body'} {each.what}" for each in problem.violations[:3])
        outline = decision.outline if decision is not None else None
        if problem.kind == "no-credentials" and outline is not None:
            ways = challenges.ways_in(document.raw, pointers.get(document.raw, outline.place))
            detail = f"send {ways}" if ways else detail
        status = statuses.refused(outline, problem.kind, problem.status)
        listed = errors.find_refusal(outline, status)
        example = problem.facts.get("example", "")
        body, media_type = errors.body(answers, arrival, listed, status, detail or problem.kind, example)
        demanded = errors.headers(answers, listed, status, schemes)
        return Answer(status, body, {**demanded, **problem.headers}, media_type)

    return refused
