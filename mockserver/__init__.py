"""A stand-in for four vendors' reporting APIs that can show where each of its answers comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.version import __version__

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from requests.adapters import BaseAdapter

    from mockserver.inprocess import InProcess
    from mockserver.launching import Running
    from mockserver.transports import Transport
    from mockserver.wsgi import WsgiApp

__all__ = ["__version__", "in_process", "requests_adapter", "running", "transport", "wsgi_app"]


def running(*vendors: str, **options: Any) -> AbstractContextManager[Running]:
    """A server in a process of its own, for the length of a `with` block; for unittest and scripts.

    Args:
        vendors: the vendors to serve, and documents of one's own, such as `"petstore.yaml"`; all vendors by default.
        options: settings by their names, such as `fixture="empty"`.
    """
    from mockserver import launching

    return launching.running(*vendors, **options)


def in_process(*vendors: str, **options: Any) -> InProcess:
    """A server without sockets, in this process, to be shared by transports, adapters and WSGI applications.

    Args:
        vendors: the vendors to serve, and documents of one's own, such as `"petstore.yaml"`; all vendors by default.
        options: settings by their names, such as `fixture="empty"`.
    """
    from mockserver.inprocess import InProcess

    return InProcess(*vendors, **options)


def transport(server: InProcess | None = None, **options: Any) -> Transport:
    """A transport for `httpx.Client` and `httpx.AsyncClient` that needs no socket.

    Args:
        server: a server from `in_process`; otherwise one is made of the options.
    """
    from mockserver.transports import Transport

    return Transport(server or in_process(**options))


def requests_adapter(server: InProcess | None = None, **options: Any) -> BaseAdapter:
    """An adapter to mount on a `requests.Session` that needs no socket; arguments as for `transport`."""
    from mockserver import transports

    return transports.requests_adapter(server or in_process(**options))


def wsgi_app(server: InProcess | None = None, **options: Any) -> WsgiApp:
    """A WSGI application for werkzeug and Flask test clients and any WSGI server; arguments as for `transport`."""
    from mockserver.wsgi import WsgiApp

    return WsgiApp(server or in_process(**options))
