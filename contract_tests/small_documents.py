"""Small documents, written where a test needs them, and a client of them in process; answers are held against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

import mockserver

Serve = Callable[..., httpx.Client]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def members(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def answer(schema: Any, status: str = "200", **more: Any) -> dict[str, Any]:
    return {status: {"description": "", "content": {"application/json": {"schema": schema, **more}}}}


def operation(
    schema: Any = None, status: str = "200", body: Any = None, query: Any = (), **more: Any
) -> dict[str, Any]:
    """An operation that answers a schema, takes a body, and has parameters in its query."""
    listed = answer(schema, status) if schema is not None else {status: {"description": ""}}
    made: dict[str, Any] = {"responses": listed, "parameters": list(query), **more}
    if body is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return made


def query(name: str, schema: Any = TEXT, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def path(name: str, schema: Any = TEXT) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def gone() -> dict[str, Any]:
    return {"responses": {"204": {"description": ""}}}


def listing(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


@contextmanager
def clients(folder: Path) -> Iterator[Serve]:
    """A client of a document with these paths."""
    opened: list[Any] = []

    def served(paths: dict[str, Any], **more: Any) -> httpx.Client:
        document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, **more}
        file = folder / "it.json"
        file.write_text(httpx.Request("POST", "http://x", json=document).content.decode())
        server = mockserver.in_process(str(file), cache=False, validate_responses=True)
        client = httpx.Client(transport=mockserver.transport(server), base_url="http://it.localhost")
        opened.extend([client, server])
        return client

    yield served
    for each in opened:
        each.close()


def create(client: httpx.Client, at: str, **content: Any) -> Any:
    made = client.post(at, json=content)
    assert made.status_code in (200, 201), made.text
    return made.json()
