"""Which kind of refusal a problem is, where that depends on the request; knows no text of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.engine.call import Arrival
from mockserver.engine.problems import Choice, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.strapi import tokens, users
from mockserver.vendors.strapi.members import has_unknown_type
from mockserver.vendors.strapi.server import casts, malformed_json
from mockserver.vendors.strapi.texts import text_of_body


def anybody(problem: Problem, call: Arrival) -> str:
    """A missing right of nobody, and of somebody."""
    return "anonymous" if call.caller.id == tokens.ANONYMOUS else "forbidden"


def unrecognised(problem: Problem, call: Arrival) -> str:
    """Nothing that could be a token: a header of one word, or of another scheme."""
    return "invalid-token" if tokens.in_form(call) else "authorization-format"


SEEN = ("HEAD, GET, POST", "HEAD, GET, PUT, DELETE")
"""What the real server was seen to send in Allow."""


@carries_out("head-and-options")
def other_method(problem: Problem, call: Arrival) -> str:
    """OPTIONS is answered everywhere; every other method is refused."""
    seen = problem.headers.get("Allow") in SEEN
    call.cite("allow-values" if seen else "allow-of-other-paths")
    return "options" if call.entry.method == "OPTIONS" else "wrong-method"


def wrong_members(problem: Problem, call: Arrival) -> set[str]:
    """The members that the document refuses, and a type that the world does not list."""
    refused = {violation.pointer.split("/")[1] for violation in problem.violations if violation.pointer}
    return refused | {"type"} if has_unknown_type(call) else refused


UNSAID: Mapping[str, tuple[Callable[[Arrival], bool], str]] = {
    "type": (lambda call: has_unknown_type(call) and call.body["type"] != "", "types-of-the-world"),
}  # fmt: skip
"""By member, when its refusal rests on something else than what the server was seen to do, and on what."""


@carries_out("other-casts-are-refused")
def taken_by_the_server(call: Arrival, wrong: set[str]) -> bool:
    """Whether the real server makes something of one of the members that are refused here."""
    return not wrong.isdisjoint(casts.members(call.body, call.switches["types"]).stored)


def bad_member(problem: Problem, call: Arrival) -> str:
    """A date that cannot be read is one thing, every other member another."""
    wrong = wrong_members(problem, call)
    call.cite(*(said for member, (rests, said) in UNSAID.items() if member in wrong and rests(call)))
    if taken_by_the_server(call, wrong):
        call.cite("other-casts-are-refused")
    else:
        call.explain_refusal("error-validation")
    return "bad-published-at" if wrong == {"published_at"} else "validation"


def bad_query(problem: Problem, call: Arrival) -> str:
    """A value of a parameter, or a query that cannot be read at all."""
    return "bad-query-value" if "parameter" in problem.facts else "bad-query"


def first_fault(problem: Problem, call: Arrival) -> str:
    """Of everything that is wrong with a login or registration, what the server finds first."""
    found = users.fault(call)
    if found is None:
        call.cite("wrong-type-counts-as-missing")
        return "validation"
    return found[0]


def unreadable(problem: Problem, call: Arrival) -> str:
    """Bytes that are not JSON: no object or list, malformed as the real server says, or taken by it all the same."""
    sent = text_of_body(call)
    if not malformed_json.only_objects(sent):
        return "json-scalar"
    return "unreadable-body" if malformed_json.complaint(sent) is None else "malformed-json"


def unreadable_account(problem: Problem, call: Arrival) -> str:
    """The same; no bytes at all are an empty object, in which everything is missing."""
    return unreadable(problem, call) if call.entry.body else first_fault(problem, call)


def no_route(problem: Problem, call: Arrival) -> str:
    """A path that leads nowhere; the real server says something else to those who would write there."""
    return "nowhere" if call.entry.method in ("GET", "HEAD") else "nowhere-to-write"


CHOICES: Mapping[str | tuple[str, str], Choice] = {
    "missing-permission": anybody,
    "no-credentials": unrecognised,
    "method-not-allowed": other_method,
    "invalid-body": bad_member,
    "invalid-query": bad_query,
    ("invalid-body", "login"): first_fault,
    ("invalid-body", "register"): first_fault,
    "unknown-path": no_route,
    "malformed-body": unreadable,
    ("malformed-body", "login"): unreadable_account,
    ("malformed-body", "register"): unreadable_account,
}
