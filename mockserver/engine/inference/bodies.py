"""Makes values for the contents that a document lists: as much of what is known as the schema has a place for, the rest made up.

Every value is held against the compiled schema; what that forbids is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from mockserver.engine.call import NOTHING as NO_BODY
from mockserver.engine.inference import shapes
from mockserver.engine.inference.chances import seeded
from mockserver.engine.inference.outlines import Content, Place
from mockserver.openapi import pointers
from mockserver.openapi.making.instances import Instances, first_fitting
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable
from mockserver.state.chance import Chance

log = logging.getLogger("mockserver")

Fits = Callable[[Any], bool]
Validators = Callable[[Place], Fits]
"""The place of a schema to the question whether a value fits it in an answer."""
UNMADE: Any = object()
KEPT = 512
"""Answers that are kept, since they are made of nothing that changes."""


class Bodies:
    """The values of one document's contents.

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

    def body(self, content: Content | None, given: Any, seed: str, *, rich: bool = False) -> Any:
        """A body that holds what is given, as far as its schema allows.

        Args:
            content: what the operation answers.
            given: what is known; NOTHING if nothing is.
            seed: decides what nothing else decides.
            rich: whether members are made that need not be there.

        Raises:
            Unsatisfiable: nothing is known, and no value fits its schema.
        """
        if content is None:
            return NO_BODY
        if content.schema is None:
            return given if given is not NOTHING else next(iter(content.examples.values()), {} if content.json else "")
        fits = self.fits(content) if content.place not in self._hopeless else _anything
        try:
            made, fitting = first_fitting(self._candidates(content, given, seed, fits, rich=rich), fits)
        except Unsatisfiable:
            if given is NOTHING and not content.examples:
                raise
            return next(iter(content.examples.values()), NO_BODY)
        if not fitting:
            log.warning(
                "%s: nothing was found that fits; what is answered comes near it", pointers.join(*content.place)
            )
            self._hopeless.add(content.place)
        return made

    def shown(self, content: Content | None, name: str = "") -> Any:
        """The document's example of a content, if it fits; NOTHING otherwise. Not to be changed.

        Args:
            name: which of them, where there is one of that name.
        """
        return NOTHING if content is None else self.once(("example", content, name), lambda: self._shown(content, name))

    def _shown(self, content: Content, name: str) -> Any:
        examples = content.examples
        chosen = [examples[name]] if name in examples else list(examples.values())
        if content.schema is None:
            return chosen[0] if chosen else NOTHING
        if not chosen and isinstance(own := self.folding.fold(content.schema).get("example"), dict | list):
            chosen = [own]
        fits = self.fits(content)
        return next((each for each in chosen if fits(each)), NOTHING)

    def refusals(self, content: Content, known: Any) -> Iterator[Any]:
        """Bodies of a refusal to be tried, the one that says most first."""
        for given in (known, NOTHING) if known is not NOTHING else (NOTHING,):
            yield from self.instances.candidates(content.schema, given, lambda: seeded("refusal"))

    def unmade(self, content: Content, route: shapes.Route, member: shapes.Route, key: Any, seed: str) -> Any:
        """A record that nobody created, as a content shows it, with its key."""
        made = self.once((content, seed), lambda: self.body(content, NOTHING, seed, rich=True))
        place = (*route, *member)
        if member and content.schema is not None:
            trial = shapes.placed(made, place, key)
            made = trial if self.fits(content)(trial) else self.body(content, shapes.wrapped(key, place), seed)
        return shapes.at(made, route)

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What is made of nothing that changes, made once.

        Args:
            key: what it is, and what it is made of: by itself, so that what is there as long as the key is cannot be mistaken.
        """
        found = self._kept.get(key, UNMADE)
        if found is UNMADE:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[key] = make()
        return found

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


def _anything(value: Any) -> bool:
    """What is asked of answers to a schema that nothing was found to fit."""
    return True
