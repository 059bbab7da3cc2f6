"""Who says so, answered by plain look-ups while serving: the labels of one document's answers, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mockserver.evidence.evidence import Evidence
from mockserver.evidence.statements import Label, strongest, weakest
from mockserver.evidence.support import Support, supported
from mockserver.openapi.pointers import JSON, join, last, members, target
from mockserver.openapi.tree import operations, properties

MOST = 10_000
"""Labels of answers that are kept; a citation may come in any order."""


@dataclass(frozen=True)
class Labels:
    """The labels of one document; what no statement supports is `assumed`.

    Attributes:
        operation: by operationId.
        status: by operationId and status as the document writes it (`404`, `default`).
        schema: by the same, the weakest label among the properties that the response's schemas reach; `documented`
            where there are none.
        behaviour: by the behaviour's id.
        place: by JSON pointer, of everything in the document that some statement supports.
    """

    operation: Mapping[str, Label] = field(hash=False)
    status: Mapping[tuple[str, str], Label] = field(hash=False)
    schema: Mapping[tuple[str, str], Label] = field(hash=False)
    behaviour: Mapping[str, Label] = field(hash=False)
    place: Mapping[str, Label] = field(default_factory=dict, hash=False)
    _answers: dict[tuple[str, int | str, tuple[str, ...]], Label] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, document: JSON, evidence: Evidence, readings: tuple[tuple[str, str], ...] = ()) -> Labels:
        """Compute the labels of a document: the default one, or the one that the overlays of some readings make."""
        support = supported(document, evidence.under(readings))
        found = operations(document)
        responses = {
            (operation, last(response)): response
            for operation, place in found.items()
            for response in members(document, place, "responses")
        }
        written = {place: schema_label(document, support, place) for place in _written(document, responses.values())}
        return cls(
            operation={operation: _label(support, place) for operation, place in found.items()},
            status={key: _label(support, place) for key, place in responses.items()},
            schema={key: written[target(document, place)] for key, place in responses.items()},
            behaviour=_behaviours(evidence, readings),
            place=_stated(document, support),
        )

    def constraint(self, pointer: str) -> Label:
        """Return what a keyword of the document is worth that a request has broken.

        A type that nobody states by itself comes with what has it: a member of
        texts is stated as one. Any other keyword that nobody states is a guess of the document's.

        Args:
            pointer: the place of the keyword; of a missing member, the place of its entry of `required`.
        """
        stated = self.place.get(pointer)
        if stated is not None:
            return stated
        owner, _, keyword = pointer.rpartition("/")
        while keyword == "type" and owner:
            if owner in self.place:
                return self.place[owner]
            owner = owner.rpartition("/")[0]
        return Label.ASSUMED

    def answer(self, operation: str, status: int | str, behaviours: Iterable[str] = ()) -> Label:
        """Return the label of an answer: the weakest among operation, status, response schema and behaviours.

        A status that the document does not list is looked up as its range (`4XX`), then as `default`.
        """
        asked = (operation, status, tuple(behaviours))
        known = self._answers.get(asked)
        if known is None:
            if len(self._answers) > MOST:
                self._answers.clear()
            known = self._answers[asked] = self._answer(*asked)
        return known

    def _answer(self, operation: str, status: int | str, behaviours: tuple[str, ...]) -> Label:
        key = self._key(operation, str(status))
        own = (self.operation.get(operation), self.status.get(key), self.schema.get(key))
        cited = (self.behaviour.get(behaviour) for behaviour in behaviours)
        return weakest(Label.ASSUMED if label is None else label for label in (*own, *cited))

    def _key(self, operation: str, status: str) -> tuple[str, str]:
        for written in (status, f"{status[0]}XX", "default"):
            if (operation, written) in self.status:
                return operation, written
        return operation, status


def _behaviours(evidence: Evidence, readings: tuple[tuple[str, str], ...]) -> dict[str, Label]:
    """The label of every behaviour: of several statements the strongest."""
    found = {behaviour.id: behaviour.label for behaviour in evidence.behaviours.values()}
    for statement in evidence.under(readings) if readings else ():
        for id in statement.names if statement.kind == "behaviour" else ():
            found[id] = strongest((found[id], statement.label))
    return found


def _stated(document: JSON, support: Support) -> dict[str, Label]:
    """The label of every place that is stated; an `enum` rests on each of its values."""
    found = {place: strongest(each.label for each in stated) for place, stated in support.statements.items()}
    enums = {owner for owner, _, _ in (place.rpartition("/") for place in found) if owner.endswith("/enum")}
    values = {enum: members(document, enum) for enum in enums}
    return found | {enum: weakest(_label(support, each) for each in items) for enum, items in values.items()}


def _written(document: JSON, responses: Iterable[str]) -> set[str]:
    """Where the responses are written: many operations refer to one."""
    return {target(document, each) for each in responses}


def schema_label(document: JSON, support: Support, response: str) -> Label:
    """Return the weakest label among the properties that a response's schemas reach.

    Args:
        document: the OpenAPI document.
        support: what supports its places.
        response: the place of the response; a reference is followed.
    """
    content = members(document, target(document, response), "content")
    schemas = [media_type + join("schema") for media_type in content]
    return weakest(_label(support, place) for place in properties(document, schemas))


def _label(support: Support, place: str) -> Label:
    label = support.label_of(place)
    return Label.ASSUMED if label is None else label
