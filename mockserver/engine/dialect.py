"""How a vendor spells requests and answers, as far as that differs from what a document can say; knows no HTTP library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.call import Arrival, Request
from mockserver.engine.problems import Problem

Query = dict[str, list[str]]
"""The texts that a query has for each name."""


def _path_as_written(arrival: Arrival, path: str) -> str:
    return path


def _query_as_written(request: Request, query: Query) -> Query:
    return query


def _body_as_written(request: Request, value: Any, media_type: str) -> Any:
    return value


def _refused(request: Request, problem: Problem) -> Any:
    raise problem


@dataclass(frozen=True, slots=True)
class FirstLook:
    """How a vendor looks at a request before an operation is looked for.

    Attributes:
        when: whether it does so in the world of a request.
        look: refuses, or answers, by raising a Problem; or gives the request back, perhaps with the body that it has read.
    """

    when: Callable[[Arrival], bool]
    look: Callable[[Arrival, bytes], Arrival]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests and answers are spelt.

    Attributes:
        media_type: what it sends as Content-Type.
        headers: what every answer carries, errors included.
        head: whether HEAD is answered where GET is.
        literal_paths_win: whether a literal path hides a templated one also for methods that the literal one does not have.
        path: the path as the document writes it, where the vendor takes more than one spelling.
        query: the query as the document writes it: names folded, values dropped, before it is validated; also where a
            vendor looks at formats, since it is run once the permission is known and before any value is looked at.
        body: a parsed body (with its media type) as the document writes it, before it is validated.
        unread_query: what stands for a query that cannot be read; refuses it by default.
        unread_body: what stands for a body whose media type the operation does not take; refuses it by default.
        own_cors: the readings under which it says itself what pages of other origins may do.
        first_look: what it does with a request before an operation is looked for.
        body_first: whether a body is looked at (size and syntax) before the credentials are; None means never.
    """

    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    head: bool = False
    literal_paths_win: bool = False
    path: Callable[[Arrival, str], str] = _path_as_written
    query: Callable[[Request, Query], Query] = _query_as_written
    body: Callable[[Request, Any, str], Any] = _body_as_written
    unread_query: Callable[[Request, Problem], Query] = _refused
    unread_body: Callable[[Request, Problem], Any] = _refused
    own_cors: Mapping[str, str] = field(default_factory=dict)
    first_look: FirstLook | None = None
    body_first: Callable[[Arrival], bool] | None = None
