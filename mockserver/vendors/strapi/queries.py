"""The reading `queries=observed`: reports found as the real server's database finds them; knows no answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from mockserver.engine.call import Arrival, Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.strapi.records import ACTIONS, BORN
from mockserver.vendors.strapi.server import query_strings, selection
from mockserver.vendors.strapi.server.clauses import Query, QueryFailure, QueryRefusal
from mockserver.vendors.strapi.server.filters import read
from mockserver.vendors.strapi.server.joins import Row, Tables

T = TypeVar("T")

PREFERENCES = ("__code", "__example")
"""Parameters that are the mock's own."""

SEARCH = "_q"

BCRYPT = "$2a$10$"
"""How the hashes of the real server begin."""


def observed(call: Arrival) -> bool:
    """Whether this world asks as the real server does."""
    return call.reading("queries") == "observed"


@carries_out("observed-list-query", "observed-search", "observed-paging")
def find_reports(call: Call) -> list[Record]:
    """The reports of a list."""
    query, search = asked(call, parameters(call), searched=True)
    return answered(lambda: selection.select(query, tables(call), searching(search)))


@carries_out("observed-count-query")
def counted(call: Call) -> int:
    """How many reports fit, those that a relation repeats included."""
    query, search = asked(call, parameters(call), searched=True, sorted=False)
    return answered(lambda: selection.count(query, tables(call), searching(search)))


@carries_out("observed-get-query")
def one(call: Call, id: str) -> Record:
    """The report with an id, if it fits the whole query as well.

    Raises:
        Problem: there is none, or the query is refused.
    """
    query, _ = asked(call, {**parameters(call), "id": id, "_limit": "1"})
    found = answered(lambda: selection.select(query, tables(call)))
    if not found:
        raise Problem("not-found", f"no report of this world has the id {id!r} and fits the query")
    return found[0]


@carries_out("observed-id-comparison")
def by_id(call: Call, id: str) -> Record | None:
    """The report with an id, a draft as well; numerals of one number are one id."""
    query, _ = asked(call, {"id": id, "_limit": "1", "_publicationState": "preview"})
    return next(iter(selection.select(query, tables(call))), None)


def parameters(call: Call) -> dict[str, Any]:
    """The query of a call."""
    return {name: value for name, value in query_strings.read(call.entry.query).items() if name not in PREFERENCES}


def asked(call: Call, given: Mapping[str, Any], searched: bool = False, sorted: bool = True) -> tuple[Query, Any]:
    """What is asked for, and the text that is searched for.

    Raises:
        Problem: the server refuses the query, or fails on it.
    """
    rest = {name: value for name, value in given.items() if not (searched and name == SEARCH)}
    return answered(lambda: read(rest, sorted=sorted)), given.get(SEARCH) if searched else None


def searching(text: Any) -> str | None:
    """The text to search for.

    Raises:
        QueryFailure: there are several, or brackets.
    """
    if text is not None and not isinstance(text, str):
        raise QueryFailure(SEARCH, "is given more than once")
    return text


@carries_out("observed-query-failures", "observed-unknown-fields", "observed-deep-sort")
def answered(look: Callable[[], T]) -> T:
    """Look, and put what is wrong with the query into a problem."""
    try:
        return look()
    except QueryRefusal as refusal:
        place = Violation(f"query.{refusal.parameter}", "is not a field that can be asked for")
        raise Problem("query-refused", refusal.what, violations=(place,)) from None
    except QueryFailure as failure:
        raise Problem("bad-query-value", violations=(Violation(f"query.{failure.parameter}", failure.what),)) from None


@carries_out("observed-filter-reach")
def tables(call: Call) -> Tables:
    """The rows of each content type in this world."""
    others: Mapping[str, Callable[[Call], Iterator[Row]]] = {"users": _users, "permissions": _permissions}

    def rows(name: str) -> Iterator[Row]:
        if name in others:
            return others[name](call)
        return iter(call.store.collection(name) if name in ("reports", "roles") else ())

    return rows


def _users(call: Call) -> Iterator[Row]:
    """Users, with the times at which they were made and something like the hash of a password."""
    for user in call.store.collection("users"):
        hidden = hashlib.sha512(f"{user['id']} {user['plainPassword']}".encode("utf-8", "surrogatepass"))
        password = BCRYPT + base64.b64encode(hidden.digest(), b"./").decode()[:53] if user["plainPassword"] else None
        yield {"created_at": BORN, "updated_at": BORN, **user, "password": password}


def _permissions(call: Call) -> Iterator[Row]:
    """What each role may and may not do, one by one."""
    for role in call.store.collection("roles"):
        for number, action in enumerate(ACTIONS):
            controller, _, name = action.partition(".")
            plugin = "application" if controller == "reports" else "users-permissions"
            enabled = action in role["actions"]
            yield {
                "id": f"{role['id']}{number:02}", "type": plugin, "controller": controller, "action": name.lower(),
                "enabled": enabled, "policy": "", "role": role["id"],
            }  # fmt: skip
