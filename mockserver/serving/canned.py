"""Answers on demand: what a test has asked for in place of an operation's own answer; the request has been found right before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.problems import Problem
from mockserver.engine.promises import media_type_of, promised
from mockserver.engine.vendor import Vendor
from mockserver.serving.conformity import documented
from mockserver.serving.translation import error_answer
from mockserver.state.faults import Fault

RESPOND = "respond"
"""The effect of a fault that has such answers."""


def on_demand(fault: Fault) -> bool:
    """Whether a fault has answers on demand, which the end of the chain gives."""
    return RESPOND in fault.effect


def canned(vendor: Vendor, call: Call) -> Answer | None:
    """The answer that a fault of the world has for a call, if one hits it.

    Its body is worth nothing as evidence: whoever asked for it has made it.
    """
    world, entry = call.world, call.entry
    hit = world.faults.strike(call.vendor, call.operation_id, entry.method, entry.path, world.chance, on_demand)
    if not hit:
        return None
    answers = hit[0].effect[RESPOND]
    entry.injected = True
    return _answer(vendor, call, answers[(hit[0].hits - 1) % len(answers)])


def _answer(vendor: Vendor, call: Call, wanted: Mapping[str, Any]) -> Answer:
    status = wanted["status"]
    if "body" in wanted:
        call.notes.made_up = True
        media_type = media_type_of(wanted, "")
        body = wanted["body"]
        if isinstance(body, str) and "json" not in (media_type or vendor.dialect.media_type):
            body = body.encode()
        answer = Answer(status, body, {}, media_type)
    elif status >= 400:
        answer = error_answer(vendor, call, Problem("forced", status=status))
    else:
        answer = documented(vendor, call, status) if promised(call.operation, status) else Answer(status)
    headers = {name: value for name, value in wanted.get("headers", {}).items() if name.lower() != "content-type"}
    return Answer(status, answer.body, {**answer.headers, **headers}, answer.media_type)
