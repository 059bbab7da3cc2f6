"""The mocks inside a Flask application in development: the application works without its vendors and a second process."""

from __future__ import annotations

from typing import Any

from flask import Flask

from mockserver.inprocess import InProcess
from mockserver.wsgi import WsgiApp


class Mockserver:
    """Mounts the vendors, and the control plane, under a prefix of a Flask application.

    ```python
    app = Flask(__name__)
    Mockserver(app, url_prefix="/mocks")          # http://127.0.0.1:5000/mocks/grafana/api/reports
    ```

    The application's own routes, error handlers and hooks see nothing of these requests.

    Args:
        app: the application; without it, call `init_app` later.
        url_prefix: where to mount, beginning with a slash.
        server: a server to share; otherwise one is made when `init_app` is called.
        options: settings for that server, such as `vendors=("grafana",)` or `fixture="empty"`.

    Raises:
        ValueError: the prefix does not begin with a slash, or is nothing but one.
    """

    def __init__(
        self, app: Flask | None = None, *, url_prefix: str = "/mocks", server: InProcess | None = None, **options: Any
    ) -> None:
        self.url_prefix = url_prefix.rstrip("/")
        if not self.url_prefix.startswith("/"):
            raise ValueError(f"url_prefix={url_prefix!r}: a path such as /mocks is expected")
        self.server, self._options = server, options
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount the mocks in front of an application, as Flask's extensions do."""
        if self.server is None:
            self.server = InProcess(*self._options.pop("vendors", ()), **self._options)
        mocks, inner, prefix = WsgiApp(self.server), app.wsgi_app, self.url_prefix

        def wsgi_app(environ: dict[str, Any], start_response: Any) -> Any:
            path = environ.get("PATH_INFO", "")
            if path != prefix and not path.startswith(prefix + "/"):
                return inner(environ, start_response)
            script = environ.get("SCRIPT_NAME", "") + prefix
            return mocks({**environ, "SCRIPT_NAME": script, "PATH_INFO": path[len(prefix) :]}, start_response)

        app.wsgi_app = wsgi_app  # type: ignore[method-assign]
        app.extensions["mockserver"] = self
