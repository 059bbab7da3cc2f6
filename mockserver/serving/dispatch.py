"""One operation, compiled: what stands between a caller who is known and the answer; knows no connexion."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.engine.access import permit
from mockserver.engine.actions import Action
from mockserver.engine.call import NONE, Answer, Call, Request, make_answer
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.openapi.operation import Operation
from mockserver.serving import parameters, validation
from mockserver.serving.answers import KEPT_BODY, send_answer
from mockserver.serving.canned import canned
from mockserver.serving.conformity import documented, listed_response, refuse_assumed
from mockserver.serving.preferences import PREFERENCES, Preferences
from mockserver.serving.routing import CALL
from mockserver.serving.translation import conclude, forced
from mockserver.state.budgets import weigh
from mockserver.state.outbox import Message

ADDING = ("POST", "PUT", "PATCH")
"""Methods whose calls may add to what is stored."""

HEAVIEST, LIGHT = 100, 20_000
"""Bytes of memory that a byte of a body takes at most, and that a record takes beside its body, with room to spare."""


def reserve(call: Call) -> None:
    """Make sure of the memory that a change may take, before anything is done.

    Raises:
        Problem: `body-too-large`: no world could hold it.
        OutOfMemory: this world, or the server, holds too much already.
    """
    budget, size = call.world.budget, len(call.entry.body)
    if size < KEPT_BODY and HEAVIEST * size + LIGHT < budget.room("records"):
        return
    weight, limit = weigh(call.body), budget.limits["records"]
    if weight > limit:
        raise validation.too_large(limit)
    budget.admit("records", weight)


class Later:
    """An application that is made when it is first called: of hundreds of operations few are."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.made: Any = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Go on with what was made."""
        if self.made is None:
            self.made = self.make()
        return self.made(scope, receive, send)


class Dispatch:
    """One operation at the end of the chain: quota, permission, formats, parameters, body, then what a test wants, or the action.

    Args:
        limit: bytes that a body may have.
        validate: whether every answer is checked against the document.
    """

    def __init__(self, vendor: Vendor, operation: Operation, action: Action, *, limit: int, validate: bool) -> None:
        self.vendor, self.operation, self.action = vendor, operation, action
        self.limit, self.validate = limit, validate
        self.dialect, self.admit, self.check = vendor.dialect, vendor.access.admit, vendor.check
        self.needed = vendor.access.permissions.get(operation.id)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request; a client that goes away before its body is complete leaves no trace."""
        request: Request = self.admit(scope[CALL])
        scope[CALL] = request
        if self.needed is not None:
            permit(request, self.needed)
        try:
            path, query = parameters.read_parameters(request, parameters.query_of(request, self.dialect))
            raw = await validation.read_body(request, receive, self.limit) if self.operation.body else b""
        except validation.Disconnected:
            return
        except Problem as problem:
            if not await self.complete(problem, request, receive):
                return
            raise
        if self.operation.body:
            call = self.call(scope, path, query, raw)
        else:
            call = scope[CALL] = request.call(path, query, None, "")
        wanted: Preferences | None = scope.get(PREFERENCES)
        answer = canned(self.vendor, call) if request.world.faults else None
        if answer is not None:
            if wanted is not None and wanted.strict:
                refuse_assumed(call, answer.status)
            await send_answer(*conclude(self.vendor, call, answer, validate=False), send)
            return
        answer = self.act(call) if wanted is None else await self.prefer(call, wanted)
        await send_answer(*conclude(self.vendor, call, answer, self.validate), send)

    async def complete(self, problem: Problem, request: Request, receive: Any) -> bool:
        """Add what is wrong with the body to a refusal of the parameters; False if the client went away."""
        if self.operation.body and problem.kind != "body-too-large":
            try:
                problem.others += await validation.also_wrong(request, receive, self.dialect, self.limit)
            except validation.Disconnected:
                return False
        return True

    def call(self, scope: Any, path: Mapping[str, Any], query: Mapping[str, Any], raw: bytes) -> Call:
        """Make a Call of the Request and its body; a body that does not fit is in the call that the words for it get."""
        request: Request = scope[CALL]
        value, media_type, validator = validation.parse_body(request, raw, self.dialect)
        call = scope[CALL] = request.call(path, query, value, media_type)
        if request.received is None:
            validation.validate_body(value, validator)
        else:
            validation.note_violations(call, value, validator)
        return call

    def act(self, call: Call) -> Answer:
        """The vendor's checks, then the action; what it sends goes to the outbox."""
        self.check(call)
        if call.entry.method in ADDING:
            reserve(call)
        result = self.action(call)
        for kind, content in call.notes.messages:
            call.world.outbox.add(Message(call.vendor, self.operation.id, kind, call.now(), content))
        return result if isinstance(result, Answer) else make_answer(self.operation.success, result, NONE, "")

    async def prefer(self, call: Call, wanted: Preferences) -> Answer:
        """Do as the caller prefers; an example that is not there is passed over.

        Raises:
            Refused: a status is asked for that the document does not list, or under strict a guess.
        """
        operation, applied = self.operation, []
        status = operation.success if wanted.code is None else wanted.code
        listed = listed_response(operation, status) if wanted.code is not None else operation.response(status)
        if wanted.delay:
            await asyncio.sleep(wanted.delay)
            applied.append(f"delay={wanted.delay:g}")
        answer: Answer | None = None
        example = wanted.example if listed is not None and wanted.example in listed.examples else None
        if wanted.code is not None or example is not None:
            make = forced if status >= 400 else documented
            call.entry.injected = True
            answer = make(self.vendor, call, status, example)
            applied += [f"code={status}"] * (wanted.code is not None)
            applied += [f"example={example}"] * (example is not None)
        if wanted.strict:
            applied.append("evidence=strict")
        if applied:
            call.add_headers({"Preference-Applied": ", ".join(applied)})
        if answer is None:
            return self.strictly(call) if wanted.strict else self.act(call)
        if wanted.strict:
            refuse_assumed(call, answer.status)
        return answer

    def strictly(self, call: Call) -> Answer:
        """Carry the action out; if its answer is a guess, nothing has happened."""
        before = call.world.snapshot()
        try:
            answer = self.act(call)
            refuse_assumed(call, answer.status)
        except Exception:
            call.world.restore(before)
            raise
        return answer
