"""The server without sockets as a WSGI application: for werkzeug and Flask test clients and any WSGI server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, quote

from mockserver.inprocess import InProcess

Start = Callable[[str, list[tuple[str, str]]], Any]
_SAFE = "/:@!$&'()*+,;=~-._%"


class WsgiApp:
    """A WSGI application (PEP 3333) over a server without sockets.

    Args:
        server: the server; shared by everything that was given the same one.
    """

    def __init__(self, server: InProcess) -> None:
        self.server = server

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Serve one request."""
        root = quote(environ.get("SCRIPT_NAME", "").encode("latin-1"), safe=_SAFE)
        name = environ["SERVER_NAME"]
        server = f"{f'[{name}]' if ':' in name else name}:{environ['SERVER_PORT']}"
        query = environ.get("QUERY_STRING", "")
        url = SplitResult(environ["wsgi.url_scheme"], server, _path(environ, root), query, "")
        found = self.server.submit(environ["REQUEST_METHOD"], url, _headers(environ), _body(environ), root).result()
        if found.broken:  # werkzeug's client raises this; a WSGI server has no other way to break off
            raise ConnectionResetError(104, "Connection reset by peer")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in found.headers]
        start_response(f"{found.status} {_phrase(found.status)}", headers)
        return [found.body]


def _path(environ: dict[str, Any], root: str) -> str:
    """The path as sent where the server tells it, otherwise encoded anew."""
    raw: str = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    if raw.startswith("/"):
        return raw.partition("?")[0]
    return root + quote(environ.get("PATH_INFO", "").encode("latin-1"), safe=_SAFE.replace("%", "")) or "/"


def _headers(environ: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    names = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}
    names |= {name: name[5:].replace("_", "-").lower() for name in environ if name.startswith("HTTP_")}
    return [(names[name].encode(), str(environ[name]).encode("latin-1")) for name in names if environ.get(name)]


def _body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and len(length) < 19:
        return bytes(environ["wsgi.input"].read(int(length)))
    return bytes(environ["wsgi.input"].read()) if environ.get("wsgi.input_terminated") else b""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"
