"""A server for as long as somebody needs it, with its control plane at hand: for tests, scripts and `mockserver run`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver.server_process import NoServer, ServerProcess
from mockserver.settings import PREFIX
from mockserver.spelling import variable

if TYPE_CHECKING:
    from mockserver.client import Admin
    from mockserver.testing import MockWorld

__all__ = ["NoServer", "Running", "joined", "running"]


@dataclass(frozen=True)
class Running:
    """A running server.

    Attributes:
        url: its address, without a slash at the end.
        vendors: the names of the vendors it serves.
        admin: its control plane.
        token: what the control plane asks for.
        ca_file: who vouches for its certificate, where it has one for https.
        end: how the server's process has ended, with its last words; empty while it runs, or where it is not ours.
    """

    url: str
    vendors: tuple[str, ...]
    admin: Admin
    token: str = ""
    ca_file: str = ""
    end: Callable[[], str] = field(default=str, repr=False, compare=False)

    def url_of(self, vendor: str, world: str = "") -> str:
        """The base address of a vendor, in the default world or in one that is named."""
        return f"{self.url}/w/{world}/{vendor}" if world else f"{self.url}/{vendor}"

    @contextlib.contextmanager
    def world(self, name: str, **options: Any) -> Iterator[MockWorld]:
        """Make a world for the length of a block.

        Args:
            name: its name; a world of the same name gives way.
            options: fixture, seed, clock, profile, readings, data, as for `client.Worlds.create`.
        """
        from mockserver import testing

        with testing.world(self.admin, name, **options) as world:
            yield world

    def environ(self) -> dict[str, str]:
        """Variables that tell a program in any language where everything is and how to sign in.

        `MOCKSRV_GRAFANA_URL`, `MOCKSRV_GRAFANA_TOKEN` (a bearer token, an API key, or the password of `MOCKSRV_GRAFANA_USER`).
        """
        found = {f"{PREFIX}URL": self.url}
        for name in self.vendors:
            found |= {
                f"{PREFIX}{variable(name).upper()}_{kind}": value for kind, value in self._of_vendor(name).items()
            }
        found.pop(f"{PREFIX}ADMIN_TOKEN", None)  # a vendor may be called admin, but this is the control plane's
        more = {"ADMIN_TOKEN": self.token, "CA_FILE": self.ca_file}
        return found | {PREFIX + name: value for name, value in more.items() if value}

    def _of_vendor(self, name: str) -> dict[str, str]:
        """What a client of a vendor needs: its address, and the first credential that it accepts, if it has any."""
        credential: dict[str, Any] = next(iter(self.admin.vendor(name)["credentials"]), {})
        values: dict[str, Any] = {"USER": credential.get("user"), "TOKEN": credential.get("secret")}
        return {"URL": self.url_of(name), **{kind: value for kind, value in values.items() if value}}


@contextlib.contextmanager
def running(
    *vendors: str,
    timeout: float = 20.0,
    environ: Mapping[str, str] | None = None,
    config: Path | str | None = None,
    **options: Any,
) -> Iterator[Running]:
    """Start a server on a free port, and stop it at the end of the block.

    The server also ends by itself when this process does, however that happens.

    Args:
        vendors: the vendors to serve, and documents of one's own (`"petstore.yaml"`, `"name=file"`); all vendors that are
            present by default.
        timeout: seconds to wait until it is ready.
        environ: the environment of the server; by default that of this process.
        config: its settings file; by default mockserver.toml in the working directory, if it exists.
        options: the other settings by their names, such as `fixture="empty"` or `accept_any_credentials=True`.

    Yields:
        The server, ready.

    Raises:
        TypeError: an option that is no setting.
        BadSetting: a value that cannot be used.
        NoServer: with what the server printed.
    """
    process = ServerProcess(*vendors, environ=environ, config=config, **options)
    try:
        import mockserver.client  # noqa: F401 - what takes its time on this side is done while the server gets ready

        process.wait(timeout)
        with joined(process.url, process.token, process.ca_file) as server:
            yield replace(server, end=process.end)
    finally:
        process.stop()


@contextlib.contextmanager
def joined(url: str, token: str = "", ca_file: str = "") -> Iterator[Running]:
    """Use a server that runs already, for instance under `mockserver run`; it is not stopped at the end.

    Args:
        url: its address.
        token: what its control plane asks for.
        ca_file: who vouches for its certificate.

    Raises:
        NoServer: none answers there, or not to this token.
    """
    import httpx

    from mockserver.client import Admin, ControlError

    with contextlib.ExitStack() as stack:
        try:
            admin = stack.enter_context(Admin(url, token=token, ca_file=ca_file))
            vendors = tuple(each["name"] for each in admin.vendors())
        except (ControlError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise NoServer(f"mockserver: no control plane answers at {url}: {error}") from None
        yield Running(url.rstrip("/"), vendors, admin, token, ca_file)
