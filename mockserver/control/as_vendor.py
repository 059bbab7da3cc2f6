"""The control plane as the engine knows a vendor: its document, its actions by operationId, its words for what goes wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import Any

from mockserver import control
from mockserver.control.control_call import ControlCall, ControlledServer
from mockserver.control.document import DOCUMENT
from mockserver.engine.access import Access
from mockserver.engine.call import Answer, Arrival, Call, Request
from mockserver.engine.dialect import Dialect, Query
from mockserver.engine.failures import problem_json
from mockserver.engine.problems import Errors, Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.evidence import Label
from mockserver.evidence.labels import Labels
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi import document as documents
from mockserver.openapi.violations import Violation
from mockserver.spelling import nearest
from mockserver.state.credentials import Credential, Scheme


def _actions() -> dict[str, Callable[[ControlCall], Any]]:
    """The `ACTIONS` of every module of this package that has some; found by looking, never listed."""
    names = [f"{control.__name__}.{each.name}" for each in pkgutil.iter_modules(control.__path__)]
    modules = [importlib.import_module(name) for name in names if name != __name__]
    return {id: action for module in modules for id, action in getattr(module, "ACTIONS", {}).items()}


ACTIONS = _actions()
STATUSES = {"invalid-path": 404}
"""A name that nothing can have is one of nothing; whatever else breaks a keyword of the document is 422."""
CALLER = Credential("control", "bearer", "")
"""Who calls: whether the token is right was decided before."""


def vendor(server: ControlledServer) -> Vendor:
    """The control plane of a server."""
    return Vendor(
        name="control",
        overrides={id: partial(_act, server, action) for id, action in ACTIONS.items()},
        access=Access(identify=_caller, anonymous=lambda request: CALLER),
        dialect=Dialect(query=known_query),
        errors=Errors(otherwise=error_answer),
    )


def labelled() -> LabelledDocument:
    """The document; all of it is documented, since it is ours.

    Raises:
        SourceError: it cannot be used.
    """
    document = documents.load(DOCUMENT)
    answers = [(id, status) for id, operation in document.operations.items() for status in operation.responses]
    ours = dict.fromkeys(answers, Label.DOCUMENTED)
    return LabelledDocument(document, Labels(dict.fromkeys(document.operations, Label.DOCUMENTED), ours, ours, {}))


def error_answer(problem: Problem, call: Arrival) -> Answer:
    """Any problem as RFC 9457 says, with every place where something is wrong."""
    wrong = [{"pointer": each.pointer, "what": each.with_hint} for each in problem.violations]
    detail = problem.detail or "; ".join(f"{each['pointer'] or 'the body'} {each['what']}" for each in wrong)
    members = {"violations": wrong} if wrong else {}
    status = 422 if any(each.constraint for each in problem.violations) else problem.status
    status = STATUSES.get(problem.kind, status)
    return problem_json(status, problem.kind, detail or problem.kind, headers=problem.headers, **members)


def known_query(request: Request, query: Query) -> Query:
    """Refuse a query parameter that the operation does not have: a misspelt filter would find everything.

    Raises:
        Problem: `unknown-parameter`, with the parameters that there are.
    """
    known = [each.name for each in request.operation.parameters if each.place == "query"]
    for name in query:
        if name not in known:
            what = f"is no parameter here{nearest(name, known)}; there are {', '.join(known) or 'none'}"
            raise Problem("unknown-parameter", violations=(Violation(f"query.{name}", what),))
    return query


def _act(server: ControlledServer, action: Callable[[ControlCall], Any], call: Call) -> Any:
    return action(ControlCall(server, call))


def _caller(request: Request, scheme: Scheme, secret: str, user: str) -> Credential:
    return CALLER
