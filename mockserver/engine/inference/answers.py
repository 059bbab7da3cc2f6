"""Makes the bodies of a bare document's answers: as much of what is known as the schema has a place for, and the rest made up.

Every body is held against the compiled schema before it is answered; what the schema forbids is dropped.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from mockserver.engine.call import NONE, Answer, Call
from mockserver.engine.call import NOTHING as NO_BODY
from mockserver.engine.inference import lists, shapes
from mockserver.engine.inference.decisions import Decision, View
from mockserver.engine.inference.lists import Rows
from mockserver.engine.inference.outlines import Content, Place
from mockserver.engine.inference.paths import address
from mockserver.evidence.bare import EXAMPLE
from mockserver.openapi.folding import UNIONS, properties
from mockserver.openapi.making.instances import Instances, first_fitting
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable
from mockserver.state.chance import Chance

Fits = Callable[[Any], bool]
Validators = Callable[[Place], Fits]
"""The place of a schema to the question whether a value fits it in an answer."""
USUAL = {
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
    "multipart": "multipart/form-data",
}
"""The media type that is sent of a whole range of them; of any other range, JSON."""
KEPT = 512
"""Answers that are kept, since they are made of nothing that changes."""


class Answers:
    """The answers of one document.

    Args:
        instances: makes values for its schemas.
        validators: tells whether they fit.
    """

    def __init__(self, instances: Instances, validators: Validators) -> None:
        self.instances, self.folding = instances, instances.folding
        self._validators = validators
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._hopeless: set[Place] = set()
        self._fits: dict[Place, Fits] = {}

    def fits(self, content: Content) -> Fits:
        """Whether a value fits a content's schema; everything does where that does not compile."""
        found = self._fits.get(content.place)
        if found is None:
            try:
                found = self._validators(content.place)
            except (ValueError, LookupError):
                found = _anything
            self._fits[content.place] = found
        return found

    def answer(self, call: Call, decision: Decision, body: Any, headers: Mapping[str, str] = NONE) -> Answer:
        """An answer of an operation's success, which says so where it is the document's example, unchanged."""
        example = self.example(decision)
        if example is not NOTHING and example == body:
            call.cite(EXAMPLE)
        if decision.content is None or body is NO_BODY or decision.status in (204, 205, 304):
            return Answer(decision.status, NO_BODY, headers)
        return Answer(decision.status, body, headers, media_type(decision.content))

    def body(self, content: Content | None, given: Any, seed: str, *, rich: bool = False) -> Any:
        """A body that holds what is given, as far as its schema allows.

        Args:
            content: what the operation answers.
            given: what is known; NOTHING if nothing is.
            seed: decides what nothing else decides.
            rich: whether members are made that need not be there.
        """
        if content is None:
            return NO_BODY
        if content.schema is None:
            return given if given is not NOTHING else next(iter(content.examples.values()), {} if content.json else "")
        fits = self.fits(content) if content.place not in self._hopeless else _anything
        try:
            made, fitting = first_fitting(self._candidates(content, given, seed, fits, rich=rich), fits)
        except Unsatisfiable:
            return next(iter(content.examples.values()), NO_BODY)
        if not fitting:
            self._hopeless.add(content.place)
        return made

    def record(self, decision: Decision, view: View, record: Mapping[str, Any], key: Any, seed: str) -> Any:
        """The body of an answer that shows one record."""
        content, names = decision.content, self._names(decision, view)
        if content is not None and names:
            given = record_given(view, _among(record, names), key)
            if self.fits(content)(given):
                return given
        made = self.body(content, record_given(view, record, key), seed)
        first = view.route[0] if view.route else None
        # what an answer is about stands before what it says beside it
        return {first: made[first], **made} if isinstance(made, dict) and first in made else made

    def records(self, decision: Decision, view: View, rows: Rows, told: Mapping[str, Any], seed: str) -> Any:
        """The body of an answer that lists records.

        Args:
            rows: keys and records.
            told: what there is to say about the list.
        """
        content, names = decision.content, self._names(decision, view)
        named = self.once(("members", decision.outline.id), lambda: self._beside(content))
        about = lists.about(named, told) if named else {}
        if content is not None and names:
            given = list_given(view, [(key, _among(record, names)) for key, record in rows], about)
            if self.fits(content)(given):
                return given
        return self.body(content, list_given(view, rows, about), seed)

    def _beside(self, content: Content | None) -> tuple[str, ...]:
        """The members that an answer has."""
        return tuple(shapes.members(self.folding, content.schema)) if content is not None else ()

    def _names(self, decision: Decision, view: View) -> tuple[str, ...]:
        """The members that an answer has for a record, where they are always the same; empty where they are not."""
        content = decision.content
        return self.once(("names", decision.outline.id), lambda: self._member_names(content, view))  # type: ignore[no-any-return]

    def _member_names(self, content: Content | None, view: View) -> tuple[str, ...]:
        node = shapes.node(self.folding, content.schema, view.route) if content is not None else None
        if view.listed and node is not None:
            node = (
                self.folding.fold(node).get("additionalProperties") if view.by_key else shapes.items(self.folding, node)
            )
        folded = self.folding.fold(node)
        shown = [
            name for name, inner in properties(folded).items() if self.folding.fold(inner).get("writeOnly") is not True
        ]
        return () if UNIONS in folded else tuple(shown)

    def _candidates(self, content: Content, given: Any, seed: str, fits: Fits, *, rich: bool) -> Iterator[Any]:
        def chance() -> Chance:
            return seeded(seed)

        if given is not NOTHING:
            yield from self.instances.candidates(content.schema, given, chance)
            salvaged = self._salvaged(content, given, chance, fits)
            if salvaged is not NOTHING:
                yield salvaged
        yield from content.examples.values()
        yield from self.instances.candidates(content.schema, NOTHING, chance, rich=rich)

    def refusals(self, content: Content, known: Any) -> Iterator[Any]:
        """Bodies of a refusal to be tried, the one that says most first."""
        for given in (known, NOTHING) if known is not NOTHING else (NOTHING,):
            yield from self.instances.candidates(content.schema, given, lambda: seeded("refusal"))

    def _salvaged(self, content: Content, given: Any, chance: Callable[[], Chance], fits: Fits) -> Any:
        """The most of what is given that fits: member after member, at the place that has several."""
        route: tuple[str | int, ...] = ()
        inner = given
        while isinstance(inner, Mapping) and len(inner) == 1:
            name = next(iter(inner))
            route, inner = (*route, name), inner[name]
        if not isinstance(inner, Mapping) or len(inner) > 60:
            return NOTHING
        best: Any = NOTHING
        kept: dict[str, Any] = {}
        for name, value in inner.items():
            trial = {**kept, name: value}
            for made in islice(self.instances.candidates(content.schema, shapes.wrapped(trial, route), chance), 2):
                if fits(made):
                    best, kept = made, trial
                    break
        return best

    def unmade(self, content: Content, route: shapes.Route, member: shapes.Route, key: Any, seed: str) -> Any:
        """A record that nobody created, as a content shows it, with its key."""
        made = self.once((id(content), seed), lambda: self.body(content, NOTHING, seed, rich=True))
        place = (*route, *member)
        if member and content.schema is not None:
            trial = shapes.placed(made, place, key)
            made = trial if self.fits(content)(trial) else self.body(content, shapes.wrapped(key, place), seed)
        return shapes.at(made, route)

    def example(self, decision: Decision) -> Any:
        """The document's example of an operation's answer, if it fits; NOTHING otherwise. Not to be changed."""
        return self.once(("example", decision.outline.id), lambda: self._example(decision))

    def _example(self, decision: Decision) -> Any:
        content = decision.content
        if content is None:
            return NOTHING
        examples = content.examples
        chosen = [examples[decision.example]] if decision.example in examples else list(examples.values())
        if content.schema is None:
            return chosen[0] if chosen else NOTHING
        if not chosen and isinstance(shown := self.folding.fold(content.schema).get("example"), dict | list):
            chosen = [shown]
        fits = self.fits(content)
        return next((each for each in chosen if fits(each)), NOTHING)

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What is made of nothing that changes, made once."""
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = make()
        return self._kept[key]


def _anything(value: Any) -> bool:
    """What is asked of answers to a schema that nothing was found to fit."""
    return True


def _among(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: record[name] for name in names if name in record}


def record_given(view: View, record: Mapping[str, Any], key: Any) -> Any:
    """What is given to an answer that shows one record."""
    if view.plain:
        return key
    shown: Any = record
    if view.key and shapes.at(record, view.key) is None:
        shown = shapes.placed(record, view.key, key)
    return shapes.wrapped(shown, view.route)


def list_given(view: View, rows: Rows, about: Mapping[str, Any]) -> Any:
    """What is given to an answer that lists records.

    Args:
        rows: keys and records.
        about: members beside the list, such as a total.
    """
    whole = View(key=view.key, plain=view.plain)
    if view.by_key:
        listed: Any = {str(key): record_given(whole, record, key) for key, record in rows}
    else:
        listed = [record_given(whole, record, key) for key, record in rows]
    if not view.route:
        return listed
    given: Any = {name: value for name, value in about.items() if name != view.route[0]}
    return shapes.placed(given, view.route, listed)


def seed_of(call: Call, decision: Decision) -> str:
    """What decides what nothing else decides in the answers at an address of a world."""
    return f"{call.world.chance.seed}:{address(decision.outline.path.plain, call.path)}"


def seeded(seed: str) -> Chance:
    """A chance of its own for a seed."""
    return Chance(zlib.crc32(seed.encode()))


def media_type(content: Content) -> str:
    """The media type that is sent for what the document lists."""
    if "*" not in content.media_type:
        return content.media_type
    return USUAL.get(content.media_type.partition("/")[0].lower(), "application/json")
