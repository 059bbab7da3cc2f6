"""What asking leaves on a server: the records that we made and what we changed there; and how it is undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.conformance.asking.delays import Delays, Instant
from mockserver.conformance.asking.ownership import KEY, Ownership
from mockserver.conformance.asking.values import Maker, Values, above
from mockserver.conformance.judging.judge import Judgement
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.request_building import Request, built
from mockserver.engine.inference.facts import Facts, Resource, at, key_text
from mockserver.openapi.folding import properties
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING


@dataclass(frozen=True)
class Owned:
    """One record of our own.

    Attributes:
        resource: of which kind.
        key: what names it.
        sent: what was sent to make it.
        answer: what came back.
        request: the request.
        made: when it was made.
    """

    resource: Resource
    key: Any
    sent: Values = field(hash=False)
    answer: Answer = field(hash=False)
    request: Request = field(hash=False)
    made: Instant = field(hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.resource.name} {key_text(self.key)}"


class Traces:
    """What we made and changed, so far.

    Args:
        facts: what is known of the document's records.
        maker: makes what is sent.
        ownership: is told which records are ours.
        delays: the time.
        send: sends a request of whoever asks usually.

    Attributes:
        owned: the records of our own that are there, the oldest first.
    """

    def __init__(
        self, facts: Facts, maker: Maker, ownership: Ownership, delays: Delays, send: Callable[[Request], Answer]
    ) -> None:
        self._maker, self._ownership, self._delays, self._send = maker, ownership, delays, send
        self.owned: list[Owned] = []
        self._answered: dict[str, list[str]] = {}
        self._before: dict[str, tuple[Operation, Any]] = {}
        self._creates = {each.create.operation: each for each in facts.resources if each.create}
        self._deletes = {each.delete.operation: each for each in facts.resources if each.delete}
        changes = (named for each in facts.resources for named in (each.replace, each.update) if named)
        self._known = {*self._creates, *self._deletes, *(named.operation for named in changes)}

    def keep(self, request: Request) -> None:
        """Before the first change of what there is one of, such as settings: keep what is there."""
        saving = self._ownership.single(request)
        if saving is not None and saving.path not in self._before:
            there = self._send(replace(request, method="GET", query=(), body=None))
            self._before[saving.path] = saving, there.json if there.good else MISSING

    def note(self, judgement: Judgement, request: Request, got: Answer) -> None:
        """Take down what an answer says was made, and what is gone."""
        if judgement.operation is None or not got.good:
            return
        id = judgement.operation.id
        if request.method == "POST" and not {id} & self._known:
            asked = {key_text(each) for name, each in judgement.values.items() if name.startswith("path.")}
            self._answered.setdefault(id, []).extend(key for key in map(key_text, keys(got.json)) if key not in asked)
        if id in self._creates:
            self._made(self._creates[id], request, dict(judgement.values), got)
        if id in self._deletes:
            resource = self._deletes[id]
            self._gone(resource, judgement.values.get(resource.delete.parameter) if resource.delete else None)

    def _made(self, resource: Resource, request: Request, sent: Values, got: Answer) -> None:
        key = key_of(resource, sent, got)
        if key is not None and not any(each.resource == resource and each.key == key for each in self.owned):
            self.owned.append(Owned(resource, key, sent, got, request, self._delays.instant()))
            self._ownership.note(resource, key)

    def _gone(self, resource: Resource, key: Any) -> None:
        self._ownership.gone(resource, key)
        self.owned = [
            each for each in self.owned if not (each.resource == resource and key_text(each.key) == key_text(key))
        ]

    def clean_up(self) -> list[str]:
        """Remove what we made, the newest first.

        Returns:
            What could not be removed; where nothing says how a record is named, whatever an operation answered with once.
        """
        changed = [saving.id for saving, there in self._before.values() if not self._put_back(saving, there)]
        left: list[Owned] = []
        for each in reversed(self.owned[:]):
            try:
                gone = each.resource.delete is not None and self._remove(each)
            except Exception:  # whatever keeps us from removing it, the user has to know of it
                gone = False
            if not gone:
                left.append(each)
        self.owned = left
        once = [f"{id} {key}" for id, found in self._answered.items() for key in found if found.count(key) == 1]
        return [*map(str, left), *once, *(f"what {each} changed" for each in changed)]

    def _put_back(self, saving: Operation, there: Any) -> bool:
        """Whether what there is one of is as it was before."""
        if not isinstance(there, dict) or not saving.body:
            return False
        values = self._maker.values(saving)
        known = properties(self._maker.folding.fold(self._maker.body_schema(saving))) or there
        body = {name: value for name, value in there.items() if name in known}
        try:
            return self._send(built(saving, {**values, "body": body})).good
        except Exception:  # whatever keeps us from it, the user has to know of it
            return False

    def _remove(self, each: Owned) -> bool:
        assert each.resource.delete is not None
        operation = self._maker.promise.document.operations[each.resource.delete.operation]
        values = {**self._maker.values(operation), **above(each.sent), each.resource.delete.parameter: each.key}
        got = self._send(built(operation, values))
        return got.good or got.status in (404, 410)


def key_of(resource: Resource, sent: Mapping[str, Any], got: Answer) -> Any:
    """The key of what a create has made: from its answer, from Location, or as it was sent; None where nothing tells it."""
    if resource.made is not None and got.is_json and got.json is not MISSING:
        found = at(got.json, resource.made)
        if isinstance(found, str | int):
            return found
    location = got.header("location")
    if location:
        return location.rstrip("/").rpartition("/")[2]
    body = sent.get("body")
    body = at(body, resource.create.body) if resource.create and isinstance(body, dict) else None
    return body.get(resource.member) if isinstance(body, dict) else None


def keys(value: Any) -> list[str | int]:
    """What names the outermost records of an answer."""
    nodes = [value] if isinstance(value, dict | list) else []
    while nodes:
        objects = [each for each in nodes if isinstance(each, dict)]
        named = [next((each[name] for name in each if KEY.search(name)), None) for each in objects]
        found = [each for each in named if isinstance(each, str | int)]
        if found:
            return found
        inner = [one for each in nodes for one in (each.values() if isinstance(each, dict) else each)]
        nodes = [each for each in inner if isinstance(each, dict | list)]
    return []
