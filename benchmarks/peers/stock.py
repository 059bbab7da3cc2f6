"""The document served by connexion as it comes: its AsyncApp and its FlaskApp, stock validation, reports in a dict."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import connexion
from connexion.resolver import Resolver

from benchmarks.peers.reports import DOCUMENT, TOKEN, Reports


def bearer(token: str) -> dict[str, str] | None:
    """Who holds a token; connexion asks."""
    return {"sub": "documented"} if token == TOKEN else None


def basic(username: str, password: str) -> None:
    """Nobody has a password here; connexion asks."""


def application(kind: str) -> Any:
    """An application of connexion.

    Args:
        kind: `AsyncApp`, with handlers that are coroutines, or `FlaskApp`, with plain functions: what each serves best.
    """
    os.environ.update(BEARERINFO_FUNC=f"{__name__}.bearer", BASICINFO_FUNC=f"{__name__}.basic")
    handlers = (_coroutines if kind == "AsyncApp" else _functions)(Reports())
    app = getattr(connexion, kind)(__name__, specification_dir=DOCUMENT.parent)
    app.add_api(DOCUMENT.name, resolver=Resolver(lambda operation: handlers.get(operation, _unserved)))
    return app


def _coroutines(reports: Reports) -> dict[str, Callable[..., Any]]:
    async def get_reports() -> Any:
        return list(reports.rows.values())

    async def create_report(body: Any) -> Any:
        return reports.create(body)

    return {"getReports": get_reports, "createReport": create_report}


def _functions(reports: Reports) -> dict[str, Callable[..., Any]]:
    def get_reports() -> Any:
        return list(reports.rows.values())

    def create_report(body: Any) -> Any:
        return reports.create(body)

    return {"getReports": get_reports, "createReport": create_report}


def _unserved() -> tuple[Any, int]:
    return {"message": "not measured"}, 501
