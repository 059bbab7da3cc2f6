"""Laws of what no request should be: a body that cannot be read, a method that a path does not have; each is refused, none is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.conformance.asking.session import Session
from mockserver.conformance.credentials import NOBODY
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.laws import targets
from mockserver.conformance.laws.errors import REFUSING
from mockserver.conformance.laws.law import Law
from mockserver.conformance.request_building import Request, built
from mockserver.openapi.media_types import ANY, kind_of
from mockserver.openapi.operation import Operation


def refused(session: Session) -> Iterator[Breach]:
    """A body that cannot be read, or is not declared as what it is, is refused, and no failure of the server."""
    for operation in session.operations():
        if (
            not operation.body
            or not session.writes
            or not any(each in operation.responses for each in (*REFUSING, "415"))
        ):
            continue
        values = targets.harmless(session, operation)
        takes_bytes = any(each == ANY or kind_of(each) == "bytes" for each in operation.body)
        if takes_bytes or not isinstance(values.get("body"), dict):
            continue
        whole = built(operation, values)
        broken = replace(whole, body=b'{"a":')
        bare = replace(whole, headers={**whole.headers, "Content-Type": "text/plain"})
        untyped = replace(whole, headers={name: text for name, text in whole.headers.items() if name.lower() != "content-type"})  # fmt: skip
        for how, request in (
            ("that is broken JSON", broken),
            ("that is declared as text", bare),
            ("of no type", untyped),
        ):
            got = session.send(request, None if operation.secured else NOBODY)
            if got.good or failed(got):
                came = f"the answer is {got.in_few_words(100)}"
                yield session.breach("unreadable-is-refused", operation.id, f"a body {how} is refused", came, request=request, cause=f"unreadable-is-refused {operation.id} {how}")  # fmt: skip


def methods(session: Session) -> Iterator[Breach]:
    """A method that a path does not have is refused, and the answer names those that it has."""
    by_path: dict[str, list[Operation]] = {}
    for operation in session.operations():
        by_path.setdefault(operation.path, []).append(operation)
    for path, operations in by_path.items():
        known = {each.method for each in operations}
        other = next((each for each in ("PATCH", "DELETE", "PUT") if each not in known), "")
        if not other or not session.writes or "{" in path or _elsewhere(session, other, path):
            continue
        first = operations[0]
        request = replace(built(first, targets.harmless(session, first)), method=other, query=(), body=None)
        got = session.send(request)
        yield from _method(session, operations, request, got)


def _elsewhere(session: Session, method: str, path: str) -> bool:
    """Whether a method on a path is that of a template."""
    return session.judge.routes.find(method, path) is not None


def _method(session: Session, operations: list[Operation], request: Request, got: Answer) -> Iterator[Breach]:
    first = next((each for each in operations if "405" in each.responses), operations[0])
    listed = "405" in first.responses
    if got.good or failed(got) or (listed and got.status not in (405, 401, 429)):
        says = f"{request.path} has {', '.join(each.method for each in operations)}" + (
            ", others are 405" if listed else ""
        )
        yield session.breach("other-methods", first.id, says, f"{request.method} is answered with {got.in_few_words(100)}", request=request)  # fmt: skip
        return
    if got.status == 405:
        yield from (each for each in session.judge.of(first, request, got) if each.kind == "broken")
        allowed = {each.strip().upper() for each in (got.header("allow") or "").split(",")}
        missing = [each.method for each in operations if each.method not in allowed]
        if missing:
            yield session.breach("other-methods", first.id, "a 405 has Allow with the methods of the path (RFC 9110, 15.5.6)", f"Allow is {got.header('allow') or 'missing'}", at="header Allow", request=request)  # fmt: skip


def failed(got: Answer) -> bool:
    """Whether an answer is a failure of the server, not one that says what it does not do."""
    return got.status >= 500 and got.status not in (501, 503)


LAWS = (
    Law("unreadable-is-refused", "errors", "A body that cannot be read is refused.", refused, writes=True),
    Law("other-methods", "errors", "A method that a path does not have is refused.", methods, writes=True),
)
